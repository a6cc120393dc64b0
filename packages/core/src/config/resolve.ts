import { isRehearsalMode, rehearsalMode } from './rehearsal-mode.js';
import { basename, isAbsolute, relative } from 'node:path';
import { resolvePath } from './path.js';
import { FORMATS, isFormat } from '../files/formats/format.js';
import { objectSource } from '../files/object-source.js';
import { folderSource } from '../files/source.js';
import type { MigrationSource } from '../files/source.js';
import { MigrationError } from '../kernel/error.js';
import type { Database, SnapshotPolicy } from './database.js';
import type { DatabaseDefinition } from './define.js';
import type { Extend } from './extend.js';

/** What surrounds a configuration. */
export interface Surroundings {
  /** The folder that relative paths start from: that of the config file. */
  readonly root: string;
  /** The folder that shown paths are relative to: where the command was typed. */
  readonly cwd: string;
  /** The config file, for messages. */
  readonly file: string;
  /** Environment: `ZEPIX_<NAME>_FILE` and `ZEPIX_<NAME>_MIGRATIONS` win over the config. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_LEDGER = 'schema_migrations';

/** Checks a configuration and fills in defaults. @throws MigrationError CONFIG_INVALID naming the entry */
export function resolveConfig(config: unknown, around: Surroundings): readonly Database[] {
  if (!isRecord(config) || !isRecord(config['databases'])) {
    throw invalid(around, 'it must export defineConfig({ databases: { … } })');
  }
  const entries = Object.entries(config['databases']);
  if (entries.length === 0) throw invalid(around, 'databases is empty');
  const databases = entries.map(([name, entry]) => resolveDatabase(name, checkDefinition(name, entry, around), around));
  checkReferences(databases, around);
  return databases;
}

/** What a configuration gives every connection; undefined where it says nothing of it. @throws MigrationError CONFIG_INVALID */
export function extendOf(config: unknown, around: Pick<Surroundings, 'file'>): Extend | undefined {
  const extend = isRecord(config) ? config['extend'] : undefined;
  if (extend !== undefined && typeof extend !== 'function') throw invalid(around, 'extend must be a function of a connection');
  return extend as Extend | undefined;
}

/** A database given by `--database` and `--migrations` alone; `known` lends it its names when it is one of the configured folders. */
export function adHocDatabase(location: string, folder: string, cwd: string, known: readonly Database[], format?: string): Database {
  if (format !== undefined && !isFormat(format)) throw unknownFormat(format);
  const definition = { file: location, migrations: folder, ...(format !== undefined && { format }) };
  const stem = basename(withoutPassword(location).replace(/^[a-z][a-z0-9+.-]+:/i, '')).replace(/\.[^.]*$/, '');
  const around = { root: cwd, cwd, file: '', env: {} };
  const database = resolveDatabase(stem === '' ? 'database' : stem, definition, around);
  const same = known.find((one) => one.source.name === database.source.name);
  return {
    ...database,
    strictHeaders: false,
    ...(same && { names: new Set([...database.names, ...same.names]), ledgerTable: same.ledgerTable, schema: same.schema }),
  };
}

function resolveDatabase(name: string, definition: DatabaseDefinition, around: Surroundings): Database {
  const prefix = `ZEPIX_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
  const file = around.env[`${prefix}_FILE`] || definition.file;
  const folder = migrationSource(name, around.env[`${prefix}_MIGRATIONS`] || definition.migrations, around);
  const source = definition.format === undefined ? folder : { ...folder, format: definition.format };
  const location = isUrl(file) ? file : resolvePath(around.root, file);
  const aliases = definition.aliases ?? [];
  const fileNames = [definition.file, file].filter((one) => !isUrl(one)).map((one) => basename(one.replaceAll('\\', '/')));
  return {
    name,
    label: definition.label ?? name,
    aliases,
    location,
    shown: isUrl(file) ? withoutPassword(file) : shownPath(location, around.cwd),
    source,
    names: new Set([name, ...aliases, source.name, ...fileNames].map((one) => one.toLowerCase())),
    after: typeof definition.after === 'string' ? [definition.after] : (definition.after ?? []),
    ledgerTable: definition.ledgerTable ?? DEFAULT_LEDGER,
    schema: definition.schema === undefined ? null : { name: definition.schema, root: around.root },
    snapshots: snapshotPolicy(definition.snapshots),
    rehearse: rehearsalMode(definition.rehearse ?? true),
    strictHeaders: true,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

function snapshotPolicy({ automatic = true, keep = 10, maxAgeDays = 30 }: DatabaseDefinition['snapshots'] = {}): SnapshotPolicy {
  return { automatic, keep, maxAgeMs: maxAgeDays * DAY_MS };
}

function migrationSource(name: string, migrations: DatabaseDefinition['migrations'], around: Surroundings): MigrationSource {
  if (typeof migrations !== 'string') return objectSource(name, migrations);
  const path = resolvePath(around.root, migrations);
  return folderSource(path, shownPath(path, around.cwd));
}

/** `file:` and other URLs (and what stands for memory), but not `C:\…`: these are the driver's to read. */
function isUrl(location: string): boolean {
  return location === ':memory:' || /^[a-z][a-z0-9+.-]+:/i.test(location);
}

/** A URL is shown, logged and sent to a phone; a password in it is not. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]+:\/\/[^/@:]*):[^/]*@/i, '$1:…@');
}

/** The path as a user in `cwd` would type it: relative when it lies below, absolute otherwise. */
function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

function checkDefinition(name: string, entry: unknown, around: Surroundings): DatabaseDefinition {
  const at = `databases.${name}`;
  if (!/^[\p{L}\p{N}_.-]+$/u.test(name)) throw invalid(around, `"${name}" is no name: letters, digits, "_", "-" and "." only`);
  if (!isRecord(entry)) throw invalid(around, `${at} must be an object`);
  const known = new Set(['file', 'migrations', 'format', 'label', 'aliases', 'schema', 'after', 'snapshots', 'rehearse', 'ledgerTable']);
  const strange = Object.keys(entry).find((key) => !known.has(key));
  if (strange !== undefined) throw invalid(around, `${at}.${strange} is unknown; known are ${[...known].join(', ')}`);
  if (typeof entry['file'] !== 'string' || entry['file'] === '') throw invalid(around, `${at}.file must be a path`);
  if (!isMigrations(entry['migrations'])) throw invalid(around, `${at}.migrations must be a path, or texts by path`);
  for (const key of ['label', 'schema', 'ledgerTable'] as const) {
    if (entry[key] !== undefined && typeof entry[key] !== 'string') throw invalid(around, `${at}.${key} must be text`);
  }
  for (const key of ['aliases', 'after'] as const) {
    const value = typeof entry[key] === 'string' ? [entry[key]] : entry[key];
    if (value !== undefined && !isTextList(value)) throw invalid(around, `${at}.${key} must be a list of names`);
  }
  if (entry['format'] !== undefined && !isFormat(entry['format']))
    throw invalid(around, `${at}.format must be one of ${FORMATS.join(', ')}`);
  checkSnapshots(entry['snapshots'], at, around);
  if (entry['rehearse'] !== undefined && !isRehearsalMode(entry['rehearse']))
    throw invalid(around, `${at}.rehearse must be true, false or 'sample'`);
  const ledger = entry['ledgerTable'];
  if (typeof ledger === 'string' && !/^[A-Za-z_]\w*$/.test(ledger)) throw invalid(around, `${at}.ledgerTable must be a plain table name`);
  return entry as unknown as DatabaseDefinition;
}

function checkSnapshots(value: unknown, at: string, around: Surroundings): void {
  if (value === undefined) return;
  if (!isRecord(value)) throw invalid(around, `${at}.snapshots must be an object`);
  for (const [key, setting] of Object.entries(value)) {
    const right = key === 'automatic' ? typeof setting === 'boolean' : ['keep', 'maxAgeDays'].includes(key) && Number(setting) >= 0;
    if (!right) throw invalid(around, `${at}.snapshots.${key} is unknown or not a number (automatic: true or false)`);
  }
}

function checkReferences(databases: readonly Database[], around: Surroundings): void {
  const names = new Set(databases.map(({ name }) => name));
  for (const { name, after } of databases) {
    const strange = after.find((one) => !names.has(one) || one === name);
    if (strange !== undefined) throw invalid(around, `databases.${name}.after names "${strange}", which is not another database`);
  }
  const owners = new Map<string, string>();
  for (const { name, aliases } of databases) {
    for (const alias of [name, ...aliases]) {
      const other = owners.get(alias.toLowerCase());
      if (other !== undefined && other !== name) throw invalid(around, `"${alias}" names both ${other} and ${name}`);
      owners.set(alias.toLowerCase(), name);
    }
  }
}

function isMigrations(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}

function unknownFormat(format: string): MigrationError {
  return new MigrationError('USAGE', `"${format}" is no format of a migrations folder.`, {
    hint: `Known are: ${FORMATS.join(', ')}.`,
    dataState: 'Nothing was changed.',
  });
}

function invalid(around: Pick<Surroundings, 'file'>, reason: string): MigrationError {
  return new MigrationError('CONFIG_INVALID', `${around.file} is not a valid configuration: ${reason}.`, {
    hint: 'See "Configuration" in the README for every key.',
    location: { file: around.file, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
