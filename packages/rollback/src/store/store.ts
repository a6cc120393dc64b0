import { versionKey } from '@zepix/migrations-core';
import type { Preserved } from '@zepix/migrations-core';
import type { RawRow, Workbench } from '@zepix/migrations-sqlite';
import { sideTables } from './manifest.js';
import type { Manifest, StoredManifest } from './manifest.js';
import { unpack } from './pack.js';
import { PRESERVED, literal, quoted } from './names.js';

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

/** Whether anything was ever preserved here. */
export function hasStore(bench: Workbench): boolean {
  return bench.rows(`SELECT 1 FROM pragma_table_xinfo(?, 'main') LIMIT 1`, PRESERVED).length > 0;
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

/** Every manifest, oldest first. */
export function readManifests(bench: Workbench): readonly StoredManifest[] {
  return hasStore(bench) ? bench.rows(`SELECT ${COLUMNS} FROM ${PRESERVED} ORDER BY id`).map(toStored) : [];
}

/** What is preserved, oldest first, without the manifests: those can be many. */
export function readPreserved(bench: Workbench): readonly Preserved[] {
  if (!hasStore(bench)) return [];
  return bench.rows(`SELECT ${FACTS} FROM ${PRESERVED} ORDER BY id`).map(([version, direction, at, runId, checksum, bytes, items]) => ({
    version: String(version),
    direction: direction === 'down' ? 'down' : 'up',
    at: String(at),
    runId: String(runId),
    checksum: checksum === null ? null : String(checksum),
    bytes: Number(bytes),
    items: JSON.parse(String(items)) as Preserved['items'],
  }));
}

export function readManifest(bench: Workbench, id: number): StoredManifest | null {
  const [row] = bench.rows(`SELECT ${COLUMNS} FROM ${PRESERVED} WHERE id = ?`, BigInt(id));
  return row === undefined ? null : toStored(row);
}

/** Removes a manifest and its side tables. */
export function dropManifest(bench: Workbench, { id, manifest }: StoredManifest): void {
  for (const table of sideTables(manifest)) bench.exec(`DROP TABLE IF EXISTS main.${quoted(table)}`);
  bench.run(`DELETE FROM ${PRESERVED} WHERE id = ?`, BigInt(id));
}

/** Makes the tables that are packed into a manifest, for as long as they are worked with. */
export function unpackManifest(bench: Workbench, { manifest: { packed = [] } }: StoredManifest): void {
  for (const one of packed) unpack(bench, one);
}

/** Removes those tables; the manifest still has them. */
export function repackManifest(bench: Workbench, { manifest: { packed = [] } }: StoredManifest): void {
  for (const { table } of packed) bench.exec(`DROP TABLE main.${quoted(table)}`);
}

/** Bytes of what a manifest keeps: of its tables in the file with their indexes, as far as SQLite was built with the means to tell. */
export function bytesOf(bench: Workbench, manifest: Manifest): number {
  const { packed = [] } = manifest;
  return sizeOf(bench, sideTables(manifest)) + (packed.length === 0 ? 0 : JSON.stringify(packed).length);
}

/** Bytes of tables in the file, with their indexes; 0 where SQLite was built without the means to tell. */
function sizeOf(bench: Workbench, tables: readonly string[]): number {
  if (tables.length === 0) return 0;
  const names = tables.map(literal).join(', ');
  const sql = `SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND
    name IN (SELECT name FROM main.sqlite_schema WHERE tbl_name IN (${names}))`;
  return Number(bench.rows(sql)[0]?.[0]);
}

function toStored(row: RawRow): StoredManifest {
  const [id, version, , name, direction, checksum, runId, at, bytes, items, manifest] = row;
  return {
    id: Number(id),
    version: String(version),
    name: String(name),
    direction: direction === 'down' ? 'down' : 'up',
    checksum: checksum === null ? null : String(checksum),
    runId: String(runId),
    at: String(at),
    bytes: Number(bytes),
    manifest: { ...(JSON.parse(String(manifest)) as Omit<Manifest, 'items'>), items: JSON.parse(String(items)) as Manifest['items'] },
  };
}
