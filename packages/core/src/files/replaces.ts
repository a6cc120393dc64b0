import { versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';

/** A migration that a squashed file stands for. */
export interface Replaced {
  readonly version: Version;
  /** The file's own name, for people. */
  readonly file: string;
  /** SHA-256 of the file as it was: what the ledger of a database has that applied it. */
  readonly checksum: string;
}

/** A file as far as it may stand for others. */
interface MayReplace {
  readonly version: Version;
  readonly replaces?: readonly Replaced[];
}

/** A ledger row as far as it names what was applied. */
interface Applied {
  readonly version: Version;
  readonly checksum: string | null;
}

const VALUE = /^(\d+)(\S*)\s+sha256\s+([0-9a-f]{64})$/;

/** Reads the value of a header line `Replaces: 001_initial.sql sha256 5486…`; null for any other. */
export function parseReplaced(value: string): Replaced | null {
  const match = VALUE.exec(value);
  return match ? { version: match[1] ?? '', file: `${match[1] ?? ''}${match[2] ?? ''}`, checksum: match[3] ?? '' } : null;
}

/** The header line that `parseReplaced` reads. */
export function replacesLine({ file, checksum }: Replaced): string {
  return `-- Replaces: ${file} sha256 ${checksum}`;
}

/** What a text says that it replaces: of the comment lines at its top. Read without the driver, since every look at a folder needs it. */
export function readReplaced(text: string): readonly Replaced[] {
  if (!/^--\s*Replaces:/im.test(text)) return [];
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('--'));
  return lines.slice(0, end === -1 ? lines.length : end).flatMap((line) => {
    const value = /^\s*--\s*Replaces:\s*(.*?)\s*$/i.exec(line)?.[1];
    return value === undefined ? [] : (parseReplaced(value) ?? []);
  });
}

/** Whether the row tells of a migration, as it was, that one of the files stands for. */
export function isReplaced(files: readonly MayReplace[], { version, checksum }: Applied): boolean {
  return (
    checksum !== null && files.some(({ replaces = [] }) => replaces.some((one) => sameMigration(one, version) && one.checksum === checksum))
  );
}

/** The file that stands for a version among others; undefined where none does. */
export function standsFor<File extends MayReplace>(files: readonly File[], version: Version): File | undefined {
  return files.find(({ replaces = [] }) => replaces.some((one) => sameMigration(one, version)));
}

/** The versions that are done when those given are: they, and all that their files stand for. Keys as `versionKey` gives them. */
export function doneWith(files: readonly MayReplace[], versions: readonly Version[]): Set<string> {
  const done = new Set(versions.map(versionKey));
  for (const { version, replaces = [] } of files) {
    if (done.has(versionKey(version))) for (const one of replaces) done.add(versionKey(one.version));
  }
  return done;
}

function sameMigration(one: Replaced, version: Version): boolean {
  return versionKey(one.version) === versionKey(version);
}
