import type { SqlValue } from '@zepix/migrations-core';
import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { SchemaModel, TableModel, Workbench } from '@zepix/migrations-sqlite';
import { makeValue } from '../rows/index.js';
import type { Chance } from '../rows/index.js';
import type { Untouched } from './untouched.js';

const CHANGED_ROWS = 3;
const ADDED_ROWS = 3;
const TRIES = 12;

/** What an application could write between an up and its down. */
export interface Writing {
  readonly bench: Workbench;
  readonly schema: SchemaModel;
  /** As it was before: what is written must have a place there as well. */
  readonly former: SchemaModel;
  readonly chance: Chance;
}

/** Changes some rows and adds some, where the table takes them. Values are those of other rows of the table, so that both schemas know them. */
export function writeSome(writing: Writing, tables: readonly Untouched[]): void {
  for (const one of tables) {
    const table = writing.schema.tables.find(({ name }) => foldName(name) === foldName(one.after));
    if (table === undefined) continue;
    const unique = uniqueColumns(writing, one, table);
    for (let row = 0; row < CHANGED_ROWS; row += 1) changeRow(writing, one, table, unique);
    for (let row = 0; row < ADDED_ROWS; row += 1) addRow(writing, one, table, unique);
  }
}

/** Folded names, as they are after, of columns that are part of any key before or after. */
function uniqueColumns({ schema, former }: Writing, one: Untouched, table: TableModel): ReadonlySet<string> {
  const before = former.tables.find(({ name }) => foldName(name) === foldName(one.before));
  const heirs = new Map(one.columns.map(([was, is]) => [foldName(was), foldName(is)]));
  const then = before === undefined ? [] : keyColumns(former, before).map((name) => heirs.get(name) ?? name);
  return new Set([...keyColumns(schema, table), ...then]);
}

function keyColumns({ indexes }: SchemaModel, table: TableModel): string[] {
  const unique = indexes.filter((index) => index.unique && foldName(index.table) === foldName(table.name));
  return [
    ...(table.primaryKey?.columns ?? []).map(({ column }) => foldName(column)),
    ...table.uniques.flatMap(({ columns }) => columns.map(({ column }) => foldName(column))),
    ...unique.flatMap(({ columns }) => columns.flatMap(({ column }) => (column === null ? [] : [foldName(column)]))),
  ];
}

function changeRow({ bench, chance }: Writing, one: Untouched, table: TableModel, unique: ReadonlySet<string>): void {
  const generated = new Set(table.columns.flatMap(({ name, generated: kind }) => (kind === null ? [] : [foldName(name)])));
  const free = one.columns.map(([, is]) => is).filter((name) => !unique.has(foldName(name)) && !generated.has(foldName(name)));
  if (free.length === 0) return;
  const column = quoteName(chance.pick(free));
  const name = quoteName(one.after);
  const key = one.key.map(([, is]) => quoteName(is));
  const rows = bench.rows(`SELECT ${key.join(', ')}, ${column} FROM ${name}`);
  const [to, from] = [rows[chance.below(rows.length)], rows[chance.below(rows.length)]];
  if (to === undefined || from === undefined) return;
  const where = key.map((each) => `${each} IS ?`).join(' AND ');
  attempt(() => bench.run(`UPDATE ${name} SET ${column} = ? WHERE ${where}`, from.at(-1) ?? null, ...to.slice(0, -1)));
}

/** A row like one that is there, under keys of its own. */
function addRow({ bench, chance }: Writing, one: Untouched, table: TableModel, unique: ReadonlySet<string>): void {
  const columns = table.columns.filter(({ generated }) => generated === null);
  const name = quoteName(one.after);
  const references = new Set(table.foreignKeys.flatMap((key) => key.columns.map(foldName)));
  const rows = bench.rows(`SELECT ${columns.map((column) => quoteName(column.name)).join(', ')} FROM ${name}`);
  if (rows.length === 0) return;
  for (let turn = 0; turn < TRIES; turn += 1) {
    const model = chance.pick(rows);
    const values: SqlValue[] = columns.map((column, at) => {
      const folded = foldName(column.name);
      if (!unique.has(folded) || references.has(folded)) return model[at] ?? null;
      return makeValue(column, table.strict, { index: 7000 + turn * 101 + chance.below(90_000), chance, tame: true, distinct: true });
    });
    const sql = `INSERT INTO ${name} (${columns.map((column) => quoteName(column.name)).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    if (attempt(() => bench.run(sql, ...values))) return;
  }
}

/** A table may refuse a row, by a rule or a trigger: then that one is not written. */
function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
