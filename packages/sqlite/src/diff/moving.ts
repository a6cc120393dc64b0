import type { IndexModel, TableModel } from '../model/index.js';
import { foldName, quoteName } from '../model/names.js';
import { rowidName } from './copy.js';
import { has } from './native.js';
import { oldName, shown, textOf } from './rebuild.js';
import type { Rebuild } from './rebuild.js';
import type { ChangeStatement } from './statement.js';

/** What can stand in the way of a name that changes. */
interface Around {
  readonly indexes: readonly IndexModel[];
  readonly sqlite: string;
}

/**
 * The ways to move a table away, the cheapest first; the first that runs is to be taken. Under `legacy_alter_table` and without foreign keys a
 * rename leaves everything that refers to the table by its name. It fails where the table's own CHECK or index names the table
 * (`CHECK (trades.lots > 0)`, as Drizzle writes them): those that can be dropped are, else the rows are put aside and the table is dropped.
 */
export function movings(rebuild: Rebuild, around: Around): readonly (readonly ChangeStatement[])[] {
  const rename = renameAway(rebuild);
  return [[rename], [...clearings(rebuild, around), rename], putAside(rebuild)];
}

function renameAway(rebuild: Rebuild): ChangeStatement {
  const sql = `ALTER TABLE ${quoteName(rebuild.from.name)} RENAME TO ${quoteName(oldName(rebuild))}`;
  return { sql, action: 'rename', object: shown(rebuild), reason: `Move ${shown(rebuild)} away: ${rebuild.reason}` };
}

function clearings({ from }: Rebuild, { indexes, sqlite }: Around): readonly ChangeStatement[] {
  const table = quoteName(from.name);
  const own = indexes.filter((index) => foldName(index.table) === foldName(from.name));
  const checks = has(sqlite, 'alter column') ? from.checks.flatMap(({ name }) => name ?? []) : [];
  return [
    ...own.map(({ name }) => dropping(`DROP INDEX ${quoteName(name)}`, `index ${quoteName(name)}`, table)),
    ...checks.map((name) =>
      dropping(`ALTER TABLE ${table} DROP CONSTRAINT ${quoteName(name)}`, `check ${table}: ${quoteName(name)}`, table),
    ),
  ];
}

function dropping(sql: string, object: string, table: string): ChangeStatement {
  return { sql, action: 'drop', object, reason: `It may name ${table}, which is moved away.` };
}

function putAside(rebuild: Rebuild): readonly ChangeStatement[] {
  const { from, to } = rebuild;
  const about = { object: shown(rebuild), reason: `Put the rows of ${shown(rebuild)} aside: ${rebuild.reason}` };
  return putRowsAside(from, oldName(rebuild), from.autoincrement && to.autoincrement).map((one) => ({ ...one, ...about }));
}

/**
 * Moves the rows of a table into a bare one and drops it, where it can't be renamed. No column of the copy has a type, so every value stays
 * as it is; a rowid stays the rowid. `counts`: the counter's row waits under the copy's name. Without foreign keys.
 */
export function putRowsAside(table: TableModel, into: string, counts: boolean): readonly Pick<ChangeStatement, 'sql' | 'action'>[] {
  const [from, to] = [quoteName(table.name), quoteName(into)];
  const names = table.columns.map(({ name }) => quoteName(name));
  const rowid = rowidName(table);
  const columns = names.map((name) => (name === rowid ? `${name} INTEGER PRIMARY KEY` : name));
  const list = [...(rowid === null || names.includes(rowid) ? [] : [rowid]), ...names].join(', ');
  const counter = `UPDATE sqlite_sequence SET name = ${textOf(into)} WHERE name = ${textOf(table.name)}`;
  return [
    { sql: `CREATE TABLE ${to} (${columns.join(', ')})`, action: 'create' },
    { sql: `INSERT INTO ${to} (${list})\nSELECT ${list}\nFROM ${from}`, action: 'copy' },
    ...(counts ? [{ sql: counter, action: 'counter' as const }] : []),
    { sql: `DROP TABLE ${from}`, action: 'drop' },
  ];
}
