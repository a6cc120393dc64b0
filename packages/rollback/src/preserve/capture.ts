import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { literal, quoted } from '../store/names.js';
import type { Journal } from '../trace/journal.js';
import type { Shape } from '../trace/shape.js';
import { createCopy } from './image.js';
import type { Image } from './image.js';

/** Copies the rows of a table as they are, before a statement writes it for the first time. */
export function copyRows(bench: Workbench, journal: Journal, before: StoredObject, shape: Shape, name: string): Image {
  const current = (column: string): string => quoted(journal.column(before, column) ?? column);
  const rowid = shape.alias === null ? shape.rowid : current(shape.alias);
  const copied = shape.columns.flatMap((column, index) =>
    column.name === shape.alias ? [] : [{ from: current(column.name), to: `c${index}` }],
  );
  const all = [...(rowid === null ? [] : [{ from: rowid, to: 'k' }]), ...copied];
  bench.exec(createCopy(name, shape));
  const [to, from] = [all.map((one) => one.to).join(', '), all.map((one) => one.from).join(', ')];
  bench.exec(`INSERT INTO ${quoted(name)} (${to}) SELECT ${from} FROM main.${quoted((journal.now(before) ?? before).name)}`);
  return { before, shape, table: name, parked: false };
}

/**
 * Does what DROP TABLE does, but for the rows: the table goes out of sight under another name, whatever its size. Only where foreign keys
 * are off, since a DROP deletes its rows first and so fires their actions. https://sqlite.org/foreignkeys.html#fk_schemacommands
 */
export function parkTable(bench: Workbench, table: StoredObject, name: string): void {
  const attached = `SELECT type, name FROM main.sqlite_schema WHERE lower(tbl_name) = lower(?) AND type IN ('index', 'trigger') AND sql IS NOT NULL`;
  for (const [type, own] of bench.rows(attached, table.name)) bench.exec(`DROP ${String(type)} main.${quoted(String(own))}`);
  renameAside(bench, table.name, name);
  if (bench.rows(`SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`).length > 0)
    bench.run('DELETE FROM main.sqlite_sequence WHERE name = ?', name);
  for (const [statistics] of bench.rows(`SELECT name FROM main.sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')`))
    bench.exec(`DELETE FROM main.${String(statistics)} WHERE lower(tbl) = lower(${literal(table.name)})`);
}

/** Renames a table and leaves every word of others about it as it is: https://sqlite.org/pragma.html#pragma_legacy_alter_table */
export function renameAside(bench: Workbench, from: string, to: string): void {
  const usual = bench.rows('PRAGMA legacy_alter_table')[0]?.[0];
  bench.exec('PRAGMA legacy_alter_table = ON');
  try {
    bench.exec(`ALTER TABLE main.${quoted(from)} RENAME TO ${quoted(to)}`);
  } finally {
    if (usual !== 1n) bench.exec('PRAGMA legacy_alter_table = OFF');
  }
}
