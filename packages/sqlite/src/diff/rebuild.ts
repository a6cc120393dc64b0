import type { TableModel } from '../model/index.js';
import { quoteName } from '../model/names.js';
import { copyRows } from './copy.js';
import type { Conversion } from './copy.js';
import type { ChangeStatement, SqlOptions } from './statement.js';
import { carriedColumns, hasHiddenRowid, isRefillable } from './virtual.js';

/** A table that is made anew, with the CREATE text that it gets. */
export interface Rebuild extends Conversion {
  readonly create: string;
  readonly reason: string;
}

export const REFERENCES_STAY = legacy('ON', 'References to a table that is moved away stay as they are written.');
export const REFERENCES_FOLLOW = legacy('OFF', 'References follow renamed tables again.');

/**
 * Makes tables anew that were moved away (`moving.ts`), and keeps their rows, rowids and AUTOINCREMENT counters. The old ones go last, with
 * their indexes and triggers. https://sqlite.org/lang_altertable.html#otheralter
 */
export function remakeTables(rebuilds: readonly Rebuild[], options: SqlOptions): readonly ChangeStatement[] {
  return [...rebuilds.flatMap((rebuild) => refill(rebuild, options)), ...rebuilds.flatMap(dropOld)];
}

function legacy(state: 'ON' | 'OFF', reason: string): ChangeStatement {
  return { sql: `PRAGMA legacy_alter_table = ${state}`, action: 'setting', object: 'legacy_alter_table', reason };
}

/** The name of a table while the new one is made. */
export function oldName({ from }: Conversion): string {
  return `_zepix_old_${from.name}`;
}

export function shown({ to }: Conversion): string {
  return `table ${quoteName(to.name)}`;
}

/** A copy has no counter of its own, so that dropping it leaves the row that was put aside for it. */
function dropOld(rebuild: Rebuild): readonly ChangeStatement[] {
  const { from, to } = rebuild;
  const object = shown(rebuild);
  const reason = `The rows of ${object} are in the new table.`;
  const drop: ChangeStatement = { sql: `DROP TABLE ${quoteName(oldName(rebuild))}`, action: 'drop', object, reason };
  if (!from.autoincrement || !to.autoincrement) return [drop];
  const sql = `DELETE FROM sqlite_sequence WHERE name = ${textOf(oldName(rebuild))}`;
  return [{ sql, action: 'counter', object, reason }, drop];
}

function refill(rebuild: Rebuild, options: SqlOptions): readonly ChangeStatement[] {
  const object = shown(rebuild);
  const create: ChangeStatement = { sql: rebuild.create, action: 'create', object, reason: `Make ${object} as it is to be.` };
  if (rebuild.to.kind === 'virtual') return [create, ...virtualRows(rebuild)];
  const sql = copyRows(oldName(rebuild), rebuild, options);
  const reason = `Copy the rows of ${object}, each under its rowid or key.`;
  return [create, { sql, action: 'copy', object, reason }, ...counter(rebuild)];
}

/** Copying has set the counter to the highest number among the rows; it stood at the highest ever given. */
function counter(rebuild: Rebuild): readonly ChangeStatement[] {
  const { from, to } = rebuild;
  if (!from.autoincrement || !to.autoincrement) return [];
  const [old, name] = [textOf(oldName(rebuild)), textOf(to.name)];
  const reason = `The AUTOINCREMENT counter of ${shown(rebuild)} stays where it was.`;
  const statements = [
    `DELETE FROM sqlite_sequence WHERE name = ${name}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${name}, seq FROM sqlite_sequence WHERE name = ${old}`,
  ];
  return statements.map((sql) => ({ sql, action: 'counter', object: shown(rebuild), reason }));
}

/** A name as a text in SQL. */
export function textOf(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

function virtualRows(rebuild: Rebuild): readonly ChangeStatement[] {
  const { from, to } = rebuild;
  const object = shown(rebuild);
  const table = quoteName(to.name);
  const columns = carriedColumns(from, to).map(quoteName);
  if (columns.length === 0) return [];
  const list = [...(hasHiddenRowid(to) && hasHiddenRowid(from) ? ['rowid'] : []), ...columns].join(', ');
  const sql = `INSERT INTO ${table} (${list})\nSELECT ${list}\nFROM ${quoteName(oldName(rebuild))}`;
  return [{ sql, action: 'copy', object, reason: `Copy the rows of ${object}.` }];
}

/** An FTS table that takes its content from another table is filled from there. */
export function refillStatements(table: TableModel): readonly ChangeStatement[] {
  if (!isRefillable(table)) return [];
  const name = quoteName(table.name);
  const object = `table ${name}`;
  const reason = `Fill ${object} from the table that holds its content.`;
  return [{ sql: `INSERT INTO ${name} (${name}) VALUES ('rebuild')`, action: 'copy', object, reason }];
}
