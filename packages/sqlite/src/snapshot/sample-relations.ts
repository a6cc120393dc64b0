import type Database from 'better-sqlite3';
import { foldName, quoteName } from '../model/names.js';
import { exactly } from './sample-rows.js';
import type { Cells } from './sample-rows.js';
import type { ComparedTable } from './tables.js';

/** Parents whose children are looked for, and how many of each. */
const MOST_PARENTS = 500;
const MOST_CHILDREN = 10;

interface Reference {
  readonly child: ComparedTable;
  readonly parent: ComparedTable;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

type Tables = ReadonlyMap<string, ComparedTable>;

/** Takes some children of some taken rows, where an index finds them, and then every parent that a taken row asks for, and theirs. */
export function addRelations(from: Database.Database, to: Database.Database, tables: Tables): void {
  const references = [...tables.values()].flatMap((table) => referencesOf(from, table, tables));
  for (const reference of references) addChildren(from, to, reference);
  const missing = new Set<string>();
  let added = 1;
  while (added > 0) added = references.reduce((sum, reference) => sum + addParents(from, to, reference, missing), 0);
}

function referencesOf(db: Database.Database, child: ComparedTable, tables: Tables): Reference[] {
  if (child.kind !== 'table') return [];
  const rows = db.prepare('SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq').all(child.name) as {
    readonly id: number;
    readonly table: string;
    readonly from: string;
    readonly to: string | null;
  }[];
  return [...new Set(rows.map(({ id }) => id))].flatMap((id) => {
    const own = rows.filter((row) => row.id === id);
    const parent = tables.get(foldName(own[0]?.table ?? ''));
    if (parent === undefined) return [];
    const keys = own.every(({ to }) => to !== null) ? own.map(({ to }) => to ?? '') : primaryKeyOf(db, parent.name);
    return keys.length === own.length ? [{ child, parent, columns: own.map((row) => row.from), keys }] : [];
  });
}

function primaryKeyOf(db: Database.Database, table: string): string[] {
  return db.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').pluck().all(table) as string[];
}

/** Parents that are asked for and not there. Those that the database lacks itself are looked for once. */
function addParents(
  from: Database.Database,
  to: Database.Database,
  { child, parent, columns, keys }: Reference,
  missing: Set<string>,
): number {
  const values = columns.map((name) => `c.${quoteName(name)}`);
  const known = `SELECT 1 FROM ${quoteName(parent.name)} AS p WHERE ${keys.map((key, at) => `p.${quoteName(key)} = ${values[at]}`).join(' AND ')}`;
  const asked = `SELECT DISTINCT ${values.join(', ')} FROM ${quoteName(child.name)} AS c
    WHERE ${values.map((value) => `${value} IS NOT NULL`).join(' AND ')} AND NOT EXISTS (${known})`;
  const { columns: read, insert } = exactly(parent);
  const find = reading(
    from,
    `SELECT ${read} FROM ${quoteName(parent.name)} WHERE ${keys.map((key) => `${quoteName(key)} = ?`).join(' AND ')}`,
  );
  const write = to.prepare(insert);
  let added = 0;
  for (const key of to.prepare(asked).safeIntegers(true).raw().all() as unknown[][]) {
    const name = `${foldName(parent.name)} ${key.map(String).join('\0')}`;
    const rows = missing.has(name) ? [] : (find.all(...key) as Cells[]);
    if (rows.length === 0) missing.add(name);
    for (const row of rows) added += write.run(...row).changes;
  }
  return added;
}

function addChildren(from: Database.Database, to: Database.Database, { child, parent, columns, keys }: Reference): void {
  if (!isIndexed(from, child.name, columns)) return;
  // Of those that were taken, every so many: they are spread over the table.
  const list = keys.map(quoteName).join(', ');
  const some = `SELECT ${list} FROM (SELECT ${list}, row_number() OVER () - 1 AS place, count(*) OVER () AS number FROM ${quoteName(parent.name)})
    WHERE place % max(1, number / ${MOST_PARENTS}) = 0 LIMIT ${MOST_PARENTS}`;
  const { columns: read, insert } = exactly(child);
  const where = columns.map((name) => `${quoteName(name)} = ?`).join(' AND ');
  const find = reading(from, `SELECT ${read} FROM ${quoteName(child.name)} WHERE ${where} LIMIT ${MOST_CHILDREN}`);
  const write = to.prepare(insert);
  for (const key of to.prepare(some).safeIntegers(true).raw().all() as unknown[][])
    for (const row of find.all(...key) as Cells[]) write.run(...row);
}

function reading(db: Database.Database, sql: string): Database.Statement {
  return db.prepare(sql).safeIntegers(true).raw();
}

/** Whether an index begins with the first of these columns: without one, each look would read the whole table. */
function isIndexed(db: Database.Database, table: string, columns: readonly string[]): boolean {
  const sql = `SELECT 1 FROM pragma_index_list(?) AS i, pragma_index_info(i.name) AS c WHERE i.partial = 0 AND c.seqno = 0 AND c.name = ?`;
  return db.prepare(sql).get(table, columns[0] ?? '') !== undefined;
}
