import { MigrationError } from '../../kernel/error.js';
import type { ScriptFile } from '../migration-file.js';
import type { RawFile } from '../source.js';
import { decodeFile } from '../text.js';
import { strangeName } from './errors.js';
import type { Adopted } from './format.js';
import type { Found } from './found.js';
import { scriptOf, wayBack } from './sections.js';

/** A file's text; null where it can't be read or decoded, which is added to the problems. */
export function textOf(raw: RawFile, problems: MigrationError[]): string | null {
  try {
    return decodeFile(raw);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    problems.push(error.with({ dataState: 'Nothing was changed.' }));
    return null;
  }
}

/** A whole file as a script. One that can't be decoded is a problem, and hashes as no file ever does: it is never taken for the one that was applied. */
export function wholeScript(raw: RawFile, adopted: Adopted, problems: MigrationError[]): ScriptFile {
  const text = textOf(raw, problems);
  return text === null ? unreadable(raw, adopted) : scriptOf(raw.shown, text, adopted);
}

/** As `wholeScript`, for the way back: null where there is no file, or it holds nothing. */
export function wholeWayBack(raw: RawFile | undefined, adopted: Adopted, problems: MigrationError[]): ScriptFile | null {
  if (raw === undefined) return null;
  const text = textOf(raw, problems);
  return text === null ? unreadable(raw, adopted) : wayBack(raw.shown, text, adopted);
}

function unreadable({ shown }: RawFile, adopted: Adopted): ScriptFile {
  return { file: shown, text: '', checksum: 'unreadable', adopted };
}

/** The two directions of one file. */
export type Parts = Pick<Found, 'up' | 'down'>;

/** How the files of a format are told and cut that hold both directions. */
export interface TwoWayFile {
  readonly format: Adopted['format'];
  /** Version and name are its two groups. */
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly named: string;
  cut(file: string, text: string): Parts | MigrationError;
}

/** Reads a file that holds both directions; null where it is none, or can't be: see the problems. */
export function readTwoWay(raw: RawFile, kind: TwoWayFile, problems: MigrationError[]): Found | null {
  const [, version, name = ''] = kind.pattern.exec(raw.name) ?? [];
  if (version === undefined) {
    problems.push(strangeName(raw.shown, kind.named));
    return null;
  }
  const text = textOf(raw, problems);
  const parts = text === null ? null : kind.cut(raw.shown, text);
  if (parts instanceof MigrationError) problems.push(parts);
  // Broken or not, it keeps its place among the others: whether it was applied can still be told.
  if (parts === null || parts instanceof MigrationError) {
    return { version, name, up: unreadable(raw, { format: kind.format, transactional: true }), down: null };
  }
  return { version, name, ...parts };
}

/** Whether a file is SQL by its name, and none that the system hides. */
export function isSql({ name }: RawFile): boolean {
  return /\.sql$/i.test(name) && !name.startsWith('.');
}
