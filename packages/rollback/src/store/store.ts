import { versionKey } from '@zepix/migrations-core';
import type { Direction, Version } from '@zepix/migrations-core';
import type { RawRow, Workbench } from '@zepix/migrations-sqlite';
import { sideTables } from './manifest.js';
import type { Manifest, StoredManifest } from './manifest.js';
import { PRESERVED, literal, quoted } from './names.js';

const CREATE = `CREATE TABLE ${PRESERVED} (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  name TEXT NOT NULL,
  direction TEXT NOT NULL,
  checksum TEXT,
  run_id TEXT NOT NULL,
  at TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  manifest TEXT NOT NULL
)`;
const COLUMNS = 'id, version, name, direction, checksum, run_id, at, bytes, manifest';

/** Whether anything was ever preserved here. */
export function hasStore(bench: Workbench): boolean {
  return bench.rows('SELECT 1 FROM main.sqlite_schema WHERE name = ?', PRESERVED).length > 0;
}

/** Makes the table of manifests where it is missing; gives the number of the next manifest. */
export function nextManifest(bench: Workbench): number {
  if (!hasStore(bench)) bench.exec(CREATE);
  return Number(bench.rows(`SELECT coalesce(max(id), 0) + 1 FROM ${PRESERVED}`)[0]?.[0]);
}

export function writeManifest(bench: Workbench, stored: StoredManifest): void {
  const { id, version, name, direction, checksum, runId, at, bytes, manifest } = stored;
  const values = [BigInt(id), version, name, direction, checksum, runId, at, BigInt(bytes), JSON.stringify(manifest)];
  bench.run(`INSERT INTO ${PRESERVED} (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, ...values);
}

/** Every manifest, oldest first. */
export function readManifests(bench: Workbench): readonly StoredManifest[] {
  return hasStore(bench) ? bench.rows(`SELECT ${COLUMNS} FROM ${PRESERVED} ORDER BY id`).map(toStored) : [];
}

/** The newest manifest of a version and direction. */
export function findManifest(bench: Workbench, version: Version, direction: Direction): StoredManifest | null {
  if (!hasStore(bench)) return null;
  const sql = `SELECT ${COLUMNS} FROM ${PRESERVED} WHERE direction = ? AND ltrim(version, '0') = ltrim(?, '0') ORDER BY id DESC LIMIT 1`;
  const [row] = bench.rows(sql, direction, versionKey(version));
  return row === undefined ? null : toStored(row);
}

/** Removes a manifest and its side tables. */
export function dropManifest(bench: Workbench, { id, manifest }: StoredManifest): void {
  for (const table of sideTables(manifest)) bench.exec(`DROP TABLE IF EXISTS main.${quoted(table)}`);
  bench.run(`DELETE FROM ${PRESERVED} WHERE id = ?`, BigInt(id));
}

/** Bytes of tables in the file, with their indexes; 0 where SQLite was built without the means to tell. */
export function sizeOf(bench: Workbench, tables: readonly string[]): number {
  if (tables.length === 0) return 0;
  const names = tables.map(literal).join(', ');
  const sql = `SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND
    name IN (SELECT name FROM main.sqlite_schema WHERE tbl_name IN (${names}))`;
  return Number(bench.rows(sql)[0]?.[0]);
}

function toStored(row: RawRow): StoredManifest {
  const [id, version, name, direction, checksum, runId, at, bytes, manifest] = row;
  return {
    id: Number(id),
    version: String(version),
    name: String(name),
    direction: direction === 'down' ? 'down' : 'up',
    checksum: checksum === null ? null : String(checksum),
    runId: String(runId),
    at: String(at),
    bytes: Number(bytes),
    manifest: JSON.parse(String(manifest)) as Manifest,
  };
}
