import type { MigrationError } from '../../kernel/error.js';
import type { Version } from '../../kernel/version.js';
import type { ScriptFile } from '../migration-file.js';

/** One migration as another tool's folder holds it. */
export interface Found {
  readonly version: Version;
  readonly name: string;
  readonly up: ScriptFile;
  /** Null where the folder has no way back, or an empty one: it would take back nothing and say that it did. */
  readonly down: ScriptFile | null;
}

/** A folder of another tool: its migrations in the order in which that tool runs them, and what is wrong with it. */
export interface Findings {
  readonly found: readonly Found[];
  readonly problems: readonly MigrationError[];
}
