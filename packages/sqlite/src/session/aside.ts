import type Database from 'better-sqlite3';
import type { AsideRoom, Effect } from '@zepix/migrations-core';
import { freeSpace } from '../target/free-space.js';
import { findsByKey } from './proportion.js';

/**
 * What copies of the rows that effects hit may take in temporary files: as much as those tables. A table that is dropped is not copied, nor
 * is one of which a key names the rows. Null where there is room for all of the database, or the system does not say.
 */
export function asideRoom(
  db: Database.Database,
  effects: readonly Effect[],
  { folder, size }: { readonly folder: string | null; readonly size: number },
): AsideRoom | null {
  const free = folder === null ? null : freeSpace(folder);
  if (effects.length === 0 || folder === null || free === null || free >= size) return null;
  const copying = effects.filter(({ kind, original }) => kind !== 'drop-table' && !findsByKey(db, original));
  const tables = new Set(copying.map(({ table }) => table));
  return { folder, free, needed: tables.has(null) ? size : Math.min(size, bytesOf(db, [...tables])) };
}

function bytesOf(db: Database.Database, tables: readonly (string | null)[]): number {
  const sizes = db.prepare('SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name = ?').pluck();
  const name = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)`).pluck();
  return tables.map((table) => Number(sizes.get(name.get(table) ?? ''))).reduce((sum, bytes) => sum + bytes, 0);
}
