import { MigrationError } from '../kernel/error.js';
import { versionKey, compareVersions } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import { parseMigrationName, parseRollbackName } from './name.js';
import type { FileName } from './name.js';
import { readReplaced } from './replaces.js';
import type { Replaced } from './replaces.js';
import type { MigrationSource, RawFile } from './source.js';
import { decode, sha256 } from './text.js';

/** A script on disk as it is hashed and run. */
export interface ScriptFile {
  /** For messages: the path as a user would type it. */
  readonly file: string;
  readonly text: string;
  /** SHA-256 of `text`. */
  readonly checksum: string;
}

/** One migration of a folder. */
export interface MigrationFile extends ScriptFile {
  readonly version: Version;
  readonly name: string;
  readonly rollback: ScriptFile | null;
  /** The migrations that this file stands for; only a squashed one has any. */
  readonly replaces?: readonly Replaced[];
}

/** A folder read whole: its migrations sorted by version, and everything that is wrong with its files. */
export interface Folder {
  readonly shown: string;
  readonly migrations: readonly MigrationFile[];
  readonly problems: readonly MigrationError[];
}

interface NamedFile {
  readonly raw: RawFile;
  readonly name: FileName;
}

/** Reads a folder of migrations. @throws MigrationError FOLDER_MISSING, FILE_UNREADABLE */
export function readFolder(source: MigrationSource): Folder {
  const { files, rollbacks } = source.list();
  const problems: MigrationError[] = [];
  const ups = new Map<string, NamedFile>();
  const downs = new Map<string, NamedFile>();
  for (const file of named(files, parseMigrationName, 'NNN_name.sql', problems)) {
    if (file.name.direction === 'up') keep(ups, file, 'VERSION_DUPLICATE', problems);
    else keep(downs, file, 'ROLLBACK_DUPLICATE', problems);
  }
  for (const file of named(rollbacks, parseRollbackName, 'NNN_rollback_name.sql', problems)) {
    keep(downs, file, 'ROLLBACK_DUPLICATE', problems);
  }
  problems.push(...orphans(ups, downs));
  const migrations = [...ups.entries()].map(([key, up]) => migration(up, downs.get(key), problems));
  return { shown: source.shown, migrations: migrations.toSorted((a, b) => compareVersions(a.version, b.version)), problems };
}

function* named(
  files: readonly RawFile[],
  parse: (name: string) => FileName | null,
  pattern: string,
  problems: MigrationError[],
): Generator<NamedFile> {
  for (const raw of files) {
    if (raw.name.startsWith('.')) continue;
    if (!/\.sql$/i.test(raw.name)) {
      if (/^\d+[_-].*\.[cm]?[jt]s$/.test(raw.name)) problems.push(unsupportedKind(raw));
      continue;
    }
    const name = parse(raw.name);
    if (name) yield { raw, name };
    else problems.push(badName(raw, pattern));
  }
}

function keep(
  files: Map<string, NamedFile>,
  file: NamedFile,
  code: 'VERSION_DUPLICATE' | 'ROLLBACK_DUPLICATE',
  problems: MigrationError[],
): void {
  const key = versionKey(file.name.version);
  const first = files.get(key);
  if (first === undefined) files.set(key, file);
  else problems.push(duplicate(code, first.raw, file));
}

function migration(up: NamedFile, down: NamedFile | undefined, problems: MigrationError[]): MigrationFile {
  const script = scriptFile(up.raw, problems);
  const replaces = readReplaced(script.text);
  return {
    version: up.name.version,
    name: up.name.name,
    ...script,
    rollback: down === undefined ? null : scriptFile(down.raw, problems),
    ...(replaces.length > 0 ? { replaces } : {}),
  };
}

/** A file that can't be decoded is a problem, and hashes as no file ever does: it is never taken for the one that was applied. */
function scriptFile(raw: RawFile, problems: MigrationError[]): ScriptFile {
  try {
    const text = decode(raw.bytes(), raw.shown);
    return { file: raw.shown, text, checksum: sha256(text) };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    problems.push(error.with({ dataState: 'Nothing was changed.' }));
    return { file: raw.shown, text: '', checksum: 'unreadable' };
  }
}

function orphans(ups: ReadonlyMap<string, NamedFile>, downs: ReadonlyMap<string, NamedFile>): MigrationError[] {
  return [...downs.entries()]
    .filter(([key]) => !ups.has(key))
    .map(
      ([, { raw, name }]) =>
        new MigrationError('ROLLBACK_ORPHAN', `${raw.shown} takes back version ${name.version}, but no migration has that version.`, {
          hint: 'Remove the rollback, or add the migration it belongs to.',
          location: { file: raw.shown, line: 1, column: 1, offset: 0 },
          dataState: 'Nothing was changed.',
        }),
    );
}

function badName(raw: RawFile, pattern: string): MigrationError {
  return new MigrationError('FILE_NAME_INVALID', `${raw.shown} is not named like a migration.`, {
    hint: `Name it ${pattern} (digits, an underscore, letters, digits, "_", "-" or "."), or move it out of the folder.`,
    location: { file: raw.shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}

function unsupportedKind(raw: RawFile): MigrationError {
  return new MigrationError(
    'FILE_KIND_UNSUPPORTED',
    `${raw.shown} is a script this version can't run: only .sql migrations are supported.`,
    {
      hint: 'Write it as SQL, or move it out of the folder.',
      location: { file: raw.shown, line: 1, column: 1, offset: 0 },
      dataState: 'Nothing was changed.',
    },
  );
}

function duplicate(code: 'VERSION_DUPLICATE' | 'ROLLBACK_DUPLICATE', first: RawFile, second: NamedFile): MigrationError {
  const what = code === 'VERSION_DUPLICATE' ? 'have the same version' : 'both take back the same version';
  return new MigrationError(code, `${first.shown} and ${second.raw.shown} ${what} (${versionKey(second.name.version)}).`, {
    hint: code === 'VERSION_DUPLICATE' ? 'Give the one that was not applied anywhere yet the next free number.' : 'Keep one of the two.',
    location: { file: second.raw.shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
