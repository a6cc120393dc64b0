import type { Header } from '../files/header.js';
import type { MigrationError } from '../kernel/error.js';
import type { Program } from '../ports/script.js';
import type { LoadedCode } from './load-code.js';

/** A script parsed, its header read and judged for one migration. */
export interface LoadedScript {
  readonly header: Header;
  readonly program: Program;
  readonly notices: readonly string[];
  readonly code: LoadedCode | null;
  /** Everything that forbids it to run, in the order of the file. */
  readonly problems: readonly MigrationError[];
}
