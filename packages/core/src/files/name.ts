import type { Version } from '../kernel/version.js';

/** What a migration file's name says. */
export interface FileName {
  readonly version: Version;
  /** Without digits and endings: `add_hybrid_sl`; empty for `002_rollback.sql`. */
  readonly name: string;
  readonly direction: 'up' | 'down';
}

const ASCII = '[A-Za-z0-9][A-Za-z0-9_.-]*';
const UNICODE = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}_.-]*`;
const ENDING = String.raw`\.(?:sql|[cm]?[jt]s)$`;

const patternsOf = (word: string, flags: string) => ({
  up: new RegExp(String.raw`^(\d+)[_-](${word}?)(?:\.up)?${ENDING}`, flags),
  down: new RegExp(String.raw`^(\d+)[_-](${word}?)\.down${ENDING}`, flags),
  rollback: new RegExp(String.raw`^(\d+)_rollback(?:_(${word}?))?${ENDING}`, flags),
});

const PLAIN = patternsOf(ASCII, '');
let wide: typeof PLAIN | undefined;

/** The patterns for a name: those for all letters take milliseconds to compile, and are seldom needed. */
function patterns(name: string): typeof PLAIN {
  // oxlint-disable-next-line no-control-regex -- everything that is not ASCII
  return /^[\x00-\x7f]*$/.test(name) ? PLAIN : (wide ??= patternsOf(UNICODE, 'u'));
}

/** Whether a file's ending says that it is code: .ts, .js and their kin, but no declarations (.d.ts). */
export function isCodeName(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
}

/** Reads `NNN_name.sql` (or `NNN_name.up.sql`) and `NNN_name.down.sql`; null for a name off the pattern. */
export function parseMigrationName(file: string): FileName | null {
  const { up: upwards, down: downwards } = patterns(file);
  const down = downwards.exec(file);
  if (down) return named(down, 'down');
  const up = upwards.exec(file);
  return up ? named(up, 'up') : null;
}

/** Reads the name of a file in `rollback/`: `NNN_rollback_name.sql` or `NNN_rollback.sql`; null for a name off the pattern. */
export function parseRollbackName(file: string): FileName | null {
  const match = patterns(file).rollback.exec(file);
  return match ? named(match, 'down') : null;
}

function named(match: RegExpExecArray, direction: 'up' | 'down'): FileName {
  return { version: match[1] ?? '', name: match[2] ?? '', direction };
}
