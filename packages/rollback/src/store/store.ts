import { MigrationError, isVersion, versionKey } from '@zepix/migrations-core';
import type { Preserved } from '@zepix/migrations-core';
import type { RawRow, Workbench } from '@zepix/migrations-sqlite';
import { sideTables } from './manifest.js';
import type { Manifest, StoredManifest } from './manifest.js';
import { unpack } from './pack.js';
import { PRESERVED, isSide, literal, quoted } from './names.js';

const CREATE = `CREATE TABLE ${PRESERVED} (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  direction TEXT NOT NULL,
  checksum TEXT,
  run_id TEXT NOT NULL,
  at TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  items TEXT NOT NULL,
  manifest TEXT NOT NULL
)`;
const FACTS = 'version, direction, at, run_id, checksum, bytes, items';
const COLUMNS = 'id, version, number, name, direction, checksum, run_id, at, bytes, items, manifest';

/** Whether anything was ever preserved here. @throws MigrationError LEDGER_INVALID where a table of that name is another one */
export function hasStore(bench: Workbench): boolean {
  const there = new Set(bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main')`, PRESERVED).map(([name]) => name));
  if (there.size === 0) return false;
  const missing = COLUMNS.split(', ').find((name) => !there.has(name));
  if (missing === undefined) return true;
  throw new MigrationError('LEDGER_INVALID', `${PRESERVED} has no column ${missing}: it is not the table in which this engine preserves.`, {
    hint: 'Restore a snapshot or a backup; or rename the table, if what is preserved may be given up.',
  });
}

/** Makes the table of manifests. */
export function makeStore(bench: Workbench): void {
  bench.exec(CREATE);
}

export function writeManifest(bench: Workbench, stored: StoredManifest): void {
  const { id, version, name, direction, checksum, runId, at, bytes, manifest } = stored;
  const { items, ...rest } = manifest;
  const texts = [JSON.stringify(items), JSON.stringify(rest)];
  const values = [BigInt(id), version, versionKey(version), name, direction, checksum, runId, at, BigInt(bytes), ...texts];
  bench.run(`INSERT INTO ${PRESERVED} (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ...values);
}

/** Every manifest that can be read, oldest first. */
export function readManifests(bench: Workbench): readonly StoredManifest[] {
  return hasStore(bench) ? bench.rows(`SELECT ${COLUMNS} FROM ${PRESERVED} ORDER BY id`).flatMap((row) => toStored(row) ?? []) : [];
}

/** What is preserved, oldest first, without the manifests: those can be many. A row that no run could have written counts as absent. */
export function readPreserved(bench: Workbench): readonly Preserved[] {
  if (!hasStore(bench)) return [];
  return bench.rows(`SELECT ${FACTS} FROM ${PRESERVED} ORDER BY id`).flatMap(([version, direction, at, runId, checksum, bytes, text]) => {
    const items = itemsOf(text);
    return items === null || !isVersion(String(version)) ? [] : [{ ...factsOf({ version, direction, at, runId, checksum, bytes }), items }];
  });
}

/** A manifest by its number. @throws MigrationError LEDGER_INVALID where it can't be read */
export function readManifest(bench: Workbench, id: number): StoredManifest | null {
  const [row] = bench.rows(`SELECT ${COLUMNS} FROM ${PRESERVED} WHERE id = ?`, BigInt(id));
  if (row === undefined) return null;
  const stored = toStored(row);
  if (stored !== null) return stored;
  throw new MigrationError('LEDGER_INVALID', `What was preserved as number ${id} can't be read: its row in ${PRESERVED} is damaged.`, {
    hint: 'Restore a snapshot or a backup; or delete that row, and what was preserved in it is given up.',
  });
}

/** Told of a statement that changed the schema, behind it. */
type Ran = (sql: string) => void;

/** Removes a manifest and its side tables. */
export function dropManifest(bench: Workbench, { id, manifest }: StoredManifest, ran: Ran = () => undefined): void {
  for (const table of sideTables(manifest).filter(isSide)) runTelling(bench, `DROP TABLE IF EXISTS main.${quoted(table)}`, ran);
  bench.run(`DELETE FROM ${PRESERVED} WHERE id = ?`, BigInt(id));
}

/** Makes the tables that are packed into a manifest, for as long as they are worked with. */
export function unpackManifest(bench: Workbench, { manifest: { packed = [] } }: StoredManifest): void {
  for (const one of packed) unpack(bench, one);
}

/** Removes those tables; the manifest still has them. */
export function repackManifest(bench: Workbench, { manifest: { packed = [] } }: StoredManifest, ran: Ran): void {
  for (const { table } of packed) runTelling(bench, `DROP TABLE main.${quoted(table)}`, ran);
}

function runTelling(bench: Workbench, sql: string, ran: Ran): void {
  bench.exec(sql);
  ran(sql);
}

/**
 * Bytes of what a manifest keeps: of its tables in the file with their indexes, as far as SQLite was built with the means to tell. Notes of
 * which rows are whose that stand in the manifest itself are nothing that was destroyed.
 */
export function bytesOf(bench: Workbench, manifest: Manifest): number {
  const { packed = [], stayed = [], put = [], deletedSince = [], asBefore = [], witnesses = [] } = manifest;
  const notes = new Set([...stayed, ...put, ...deletedSince, ...asBefore, ...witnesses].map(({ side }) => side.table));
  const kept = packed.filter(({ table }) => !notes.has(table));
  return sizeOf(bench, sideTables(manifest)) + (kept.length === 0 ? 0 : JSON.stringify(kept).length);
}

/** Bytes of tables in the file, with their indexes; 0 where SQLite was built without the means to tell. */
function sizeOf(bench: Workbench, tables: readonly string[]): number {
  if (tables.length === 0) return 0;
  const names = tables.map(literal).join(', ');
  const sql = `SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND
    name IN (SELECT name FROM main.sqlite_schema WHERE tbl_name IN (${names}))`;
  return Number(bench.rows(sql)[0]?.[0]);
}

/** Null where no run could have written it. */
function toStored([id, version, , name, direction, checksum, runId, at, bytes, text, rest]: RawRow): StoredManifest | null {
  const [items, manifest] = [itemsOf(text), parsed(rest) as Omit<Manifest, 'items'> | null];
  const lists = manifest === null ? [] : [manifest.before, manifest.after, manifest.tables, manifest.counters];
  if (items === null || manifest === null || !isVersion(String(version)) || !lists.every(Array.isArray)) return null;
  const facts = factsOf({ version, direction, at, runId, checksum, bytes });
  return { id: Number(id), name: String(name), ...facts, manifest: { ...manifest, items } };
}

type Facts = Pick<StoredManifest, 'version' | 'direction' | 'at' | 'runId' | 'checksum' | 'bytes'>;

function factsOf({ version, direction, at, runId, checksum, bytes }: Readonly<Record<keyof Facts, unknown>>): Facts {
  return {
    version: String(version),
    direction: direction === 'down' ? 'down' : 'up',
    at: String(at),
    runId: String(runId),
    checksum: checksum === null ? null : String(checksum),
    bytes: Number(bytes) || 0,
  };
}

function itemsOf(text: unknown): Manifest['items'] | null {
  const items = parsed(text);
  return Array.isArray(items) && items.every((item) => typeof item === 'object' && item !== null) ? (items as Manifest['items']) : null;
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
