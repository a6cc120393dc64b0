import { foldName } from '@zepix/migrations-sqlite';
import type { Lineage, TableHeir } from '../play/index.js';
import { imageOf } from './table-source.js';
import type { Seen } from './sample.js';

/** The lineage with what somebody says was renamed: `old:new` for a table, `table.old:new` for a column (the table as it was before). */
export function withRenames(seen: Seen, renames: readonly string[]): Lineage {
  const lineage = new Map(seen.lineage);
  for (const rename of renames) {
    const [old = '', now = ''] = rename.split(':').map((name) => foldName(name.trim()));
    const dot = old.indexOf('.');
    if (dot === -1) renameTable(lineage, seen, old, now);
    else renameColumn(lineage, old.slice(0, dot), old.slice(dot + 1), now);
  }
  return lineage;
}

function renameTable(lineage: Map<string, TableHeir>, seen: Seen, old: string, now: string): void {
  const [before, after] = [imageOf(seen.bare.before, old), imageOf(seen.bare.after, now)];
  if (before === null || after === null) return;
  const known = new Set(after.columns.map(foldName));
  const columns = before.columns.map(foldName).filter((name) => known.has(name));
  lineage.set(old, { table: now, columns: new Map(columns.map((name) => [name, name])), same: false });
}

function renameColumn(lineage: Map<string, TableHeir>, table: string, old: string, now: string): void {
  const heir = lineage.get(table);
  if (heir !== undefined) lineage.set(table, { ...heir, columns: new Map([...heir.columns, [old, now]]) });
}
