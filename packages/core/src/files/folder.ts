import { MigrationError } from '../kernel/error.js';
import { versionKey, compareVersions } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { CodeLoader } from '../ports/code.js';
import { isCodeName, parseMigrationName, parseRollbackName } from './name.js';
import type { FileName } from './name.js';
import { detectFormat } from './formats/detect.js';
import { invalidFormat } from './formats/errors.js';
import { migrationFolders } from './formats/folders.js';
import type { ForeignFormat } from './formats/format.js';
import type { Found } from './formats/found.js';
import { readForeign } from './formats/read.js';
import type { Folder, MigrationFile, ScriptFile } from './migration-file.js';
import { readReplaced } from './replaces.js';
import type { Listing, MigrationSource, RawFile, Subfolder } from './source.js';
import { rollbackChecksum } from './proof.js';
import { decodeFile, sha256 } from './text.js';

export { isOwnRollback } from './migration-file.js';
export type { Folder, MigrationFile, ScriptFile } from './migration-file.js';

interface NamedFile {
  readonly raw: RawFile & { readonly code?: () => string };
  readonly name: FileName;
}

/** Reads a folder of migrations. @throws MigrationError FOLDER_MISSING, FILE_UNREADABLE, FORMAT_AMBIGUOUS, FORMAT_INVALID, FORMAT_UNSUPPORTED */
export function readFolder(source: MigrationSource): Folder {
  const listing = remembering(source.list());
  const format = source.format ?? detectFormat(listing, source.shown);
  const about = { shown: source.shown, format, detected: source.format === undefined };
  const folder = format === 'zepix' ? readOwn(listing, source, about) : readAdopted(listing, format, about);
  return { ...folder, problems: [...folder.problems, ...foldersNamedLikeFiles(listing)] };
}

/** They would be passed over without a word. */
function foldersNamedLikeFiles({ folders = [] }: Listing): MigrationError[] {
  return folders
    .filter(({ name }) => /^[^.].*\.sql$/i.test(name))
    .map(({ shown }) => {
      const hint = 'Rename the folder, or bring the file back.';
      return new MigrationError('FILE_UNREADABLE', `${shown} is named like a file, but is a folder.`, {
        hint,
        dataState: 'Nothing was changed.',
      });
    });
}

type About = Pick<Folder, 'shown' | 'format' | 'detected'>;

/** Recognising a format and reading it both need the texts: each file is read once. */
function remembering({ files, rollbacks, folders }: Listing): Listing {
  const once = (raw: RawFile): RawFile => {
    let bytes: Uint8Array | undefined;
    let text: string | null | undefined;
    return {
      ...raw,
      bytes: () => (bytes ??= raw.bytes()),
      text: () => (text === undefined ? (text = raw.text?.() ?? null) : text),
    };
  };
  return { files: files.map(once), rollbacks, ...(folders && { folders }) };
}

function readOwn(listing: Listing, { code }: MigrationSource, about: About): Folder {
  const { files, rollbacks } = listing;
  const problems: MigrationError[] = [];
  const ups = new Map<string, NamedFile>();
  const downs = new Map<string, NamedFile>();
  for (const file of named(files, parseMigrationName, 'NNN_name.sql', problems, code)) {
    if (file.name.direction === 'up') keep(ups, file, 'VERSION_DUPLICATE', problems);
    else keep(downs, file, 'ROLLBACK_DUPLICATE', problems);
  }
  for (const file of named(rollbacks, parseRollbackName, 'NNN_rollback_name.sql', problems, code)) {
    keep(downs, file, 'ROLLBACK_DUPLICATE', problems);
  }
  problems.push(...orphans(ups, downs));
  if (ups.size === 0 && problems.length === 0) problems.push(...oneLevelOff(listing, about));
  const migrations = [...ups.entries()].map(([key, up]) => withOwnRollback(migration(up, downs.get(key), problems)));
  return { ...about, migrations: migrations.toSorted((a, b) => compareVersions(a.version, b.version)), problems };
}

/** A folder without a migration, whose folders hold some: a path that ends too early, and no reason to call everything up to date. */
function oneLevelOff(listing: Listing, { shown }: About): MigrationError[] {
  const holds = (folder: Subfolder): boolean => folder.files().some(({ name }) => /^(?:[VU]?\d.*|up|down|migration)\.sql$/i.test(name));
  const deeper = migrationFolders(listing).find(holds);
  if (deeper === undefined) return [];
  const hint = `Name ${deeper.shown} if it is meant, or the tool whose folder this is: --format NAME, or "format" in the config.`;
  return [invalidFormat(shown, `${shown} holds no migration, but ${deeper.shown} looks as if it did.`, hint)];
}

/** Another tool's folder; rollbacks that were written for this engine may stand in its `rollback/`. */
function readAdopted({ rollbacks, ...rest }: Listing, format: ForeignFormat, about: About): Folder {
  const foreign = readForeign(format, { ...rest, rollbacks });
  const problems = [...foreign.problems];
  const ups = new Map<string, Found>();
  for (const one of foreign.found) {
    const first = ups.get(versionKey(one.version));
    if (first === undefined) ups.set(versionKey(one.version), one);
    else problems.push(duplicate('VERSION_DUPLICATE', first.up.file, one.up.file, one.version));
  }
  const downs = new Map<string, NamedFile>();
  for (const file of named(rollbacks, parseRollbackName, 'NNN_rollback_name.sql', problems, undefined)) {
    const own = ups.get(versionKey(file.name.version))?.down;
    if (own) problems.push(duplicate('ROLLBACK_DUPLICATE', own.file, file.raw.shown, file.name.version));
    else keep(downs, file, 'ROLLBACK_DUPLICATE', problems);
  }
  problems.push(...orphans(ups, downs));
  const migrations = [...ups].map(([key, one]) => adopted(one, downs.get(key), problems));
  return { ...about, migrations: migrations.toSorted((a, b) => compareVersions(a.version, b.version)), problems };
}

function adopted({ version, name, up, down }: Found, own: NamedFile | undefined, problems: MigrationError[]): MigrationFile {
  return { version, name, ...up, rollback: down ?? (own === undefined ? null : rollbackFile(own.raw, problems)) };
}

function* named(
  files: readonly RawFile[],
  parse: (name: string) => FileName | null,
  pattern: string,
  problems: MigrationError[],
  loader: CodeLoader | undefined,
): Generator<NamedFile> {
  for (const raw of files) {
    const isCode = isCodeName(raw.name);
    // Code without a number is what migrations import.
    if (raw.name.startsWith('.') || !(isCode ? /^\d+[_-]/ : /\.sql$/i).test(raw.name)) continue;
    const code = isCode ? readable(raw, loader) : undefined;
    const name = parse(raw.name);
    if (isCode && code === undefined) problems.push(unsupportedKind(raw));
    else if (name === null) problems.push(badName(raw, pattern));
    else yield { raw: code === undefined ? raw : { ...raw, code }, name };
  }
}

/** How to read a file of code; undefined where nobody can. */
function readable({ path, shown }: RawFile, loader: CodeLoader | undefined): (() => string) | undefined {
  return path === undefined || loader === undefined ? undefined : () => loader.read(path, shown);
}

function withOwnRollback(file: MigrationFile): MigrationFile {
  if (file.code === undefined || file.rollback !== null) return file;
  return { ...file, rollback: { file: file.file, text: file.text, checksum: file.checksum, code: file.code } };
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
  else problems.push(duplicate(code, first.raw.shown, file.raw.shown, file.name.version));
}

function migration(up: NamedFile, down: NamedFile | undefined, problems: MigrationError[]): MigrationFile {
  const script = scriptFile(up.raw, problems);
  const replaces = readReplaced(script.text);
  return {
    version: up.name.version,
    name: up.name.name,
    ...script,
    rollback: down === undefined ? null : rollbackFile(down.raw, problems),
    ...(replaces.length > 0 ? { replaces } : {}),
  };
}

/** A file that can't be decoded is a problem, and hashes as no file ever does: it is never taken for the one that was applied. */
function scriptFile(raw: NamedFile['raw'], problems: MigrationError[]): ScriptFile {
  try {
    if (raw.code !== undefined) {
      const text = raw.code();
      return { file: raw.shown, text, checksum: sha256(text), code: { path: raw.path ?? null } };
    }
    const text = decodeFile(raw);
    return { file: raw.shown, text, checksum: sha256(text) };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    problems.push(error.with({ dataState: 'Nothing was changed.' }));
    return { file: raw.shown, text: '', checksum: 'unreadable' };
  }
}

function rollbackFile(raw: NamedFile['raw'], problems: MigrationError[]): ScriptFile {
  const file = scriptFile(raw, problems);
  return file.code !== undefined || file.checksum === 'unreadable' ? file : { ...file, checksum: rollbackChecksum(file.text) };
}

function orphans(ups: ReadonlyMap<string, unknown>, downs: ReadonlyMap<string, NamedFile>): MigrationError[] {
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
    `${raw.shown} is code, which this program can't run: it was put together without a loader for it.`,
    {
      hint: 'Write it as SQL, or give the migrator its "code" part: codeLoader() of @zepix/migrations-code.',
      location: { file: raw.shown, line: 1, column: 1, offset: 0 },
      dataState: 'Nothing was changed.',
    },
  );
}

function duplicate(code: 'VERSION_DUPLICATE' | 'ROLLBACK_DUPLICATE', first: string, second: string, version: Version): MigrationError {
  const what = code === 'VERSION_DUPLICATE' ? 'have the same version' : 'both take back the same version';
  return new MigrationError(code, `${first} and ${second} ${what} (${versionKey(version)}).`, {
    hint: code === 'VERSION_DUPLICATE' ? 'Give the one that was not applied anywhere yet the next free number.' : 'Keep one of the two.',
    location: { file: second, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
