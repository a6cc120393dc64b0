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

/**
 * Makes tables anew and keeps their rows, rowids and AUTOINCREMENT counters. Foreign keys have to be off, and `legacy_alter_table` is on
 * meanwhile: so that what refers to the tables, children, views and triggers, keeps referring to their names. Each old table is moved away
 * first (names may be exchanged) and goes last, with its indexes and triggers. https://sqlite.org/lang_altertable.html#otheralter
 */
export function rebuildTables(rebuilds: readonly Rebuild[], options: SqlOptions): readonly ChangeStatement[] {
  if (rebuilds.length === 0) return [];
  return [
    legacy('ON', 'References to a table that is moved away stay as they are written.'),
    ...rebuilds.map(moveAway),
    ...rebuilds.flatMap((rebuild) => refill(rebuild, options)),
    ...rebuilds.map(dropOld),
    legacy('OFF', 'References follow renamed tables again.'),
  ];
}

function legacy(state: 'ON' | 'OFF', reason: string): ChangeStatement {
  return { sql: `PRAGMA legacy_alter_table = ${state}`, action: 'setting', object: 'legacy_alter_table', reason };
}

function oldName({ from }: Conversion): string {
  return `_zepix_old_${from.name}`;
}

function shown({ to }: Conversion): string {
  return `table ${quoteName(to.name)}`;
}

function moveAway(rebuild: Rebuild): ChangeStatement {
  const sql = `ALTER TABLE ${quoteName(rebuild.from.name)} RENAME TO ${quoteName(oldName(rebuild))}`;
  return { sql, action: 'rename', object: shown(rebuild), reason: `Move ${shown(rebuild)} away: ${rebuild.reason}` };
}

function dropOld(rebuild: Rebuild): ChangeStatement {
  const reason = `The rows of ${shown(rebuild)} are in the new table.`;
  return { sql: `DROP TABLE ${quoteName(oldName(rebuild))}`, action: 'drop', object: shown(rebuild), reason };
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

function textOf(name: string): string {
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
