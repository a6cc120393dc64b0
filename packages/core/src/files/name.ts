import type { Version } from '../kernel/version.js';

/** What a migration file's name says. */
export interface FileName {
  readonly version: Version;
  /** Without digits and endings: `add_hybrid_sl`; empty for `002_rollback.sql`. */
  readonly name: string;
  readonly direction: 'up' | 'down';
}

const WORD = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}_.-]*`;
const UP = new RegExp(String.raw`^(\d+)[_-](${WORD}?)(?:\.up)?\.sql$`, 'u');
const DOWN = new RegExp(String.raw`^(\d+)[_-](${WORD}?)\.down\.sql$`, 'u');
const ROLLBACK = new RegExp(String.raw`^(\d+)_rollback(?:_(${WORD}))?\.sql$`, 'u');

/** Reads `NNN_name.sql` (or `NNN_name.up.sql`) and `NNN_name.down.sql`; null for a name off the pattern. */
export function parseMigrationName(file: string): FileName | null {
  const down = DOWN.exec(file);
  if (down) return named(down, 'down');
  const up = UP.exec(file);
  return up ? named(up, 'up') : null;
}

/** Reads the name of a file in `rollback/`: `NNN_rollback_name.sql` or `NNN_rollback.sql`; null for a name off the pattern. */
export function parseRollbackName(file: string): FileName | null {
  const match = ROLLBACK.exec(file);
  return match ? named(match, 'down') : null;
}

function named(match: RegExpExecArray, direction: 'up' | 'down'): FileName {
  return { version: match[1] ?? '', name: match[2] ?? '', direction };
}
