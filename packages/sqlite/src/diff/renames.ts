import { MigrationError } from '@zepix/migrations-core';
import { foldName, quoteName } from '../model/names.js';
import type { Rename } from './change.js';
import type { StoredSchema } from './stored.js';

/** One ALTER … RENAME, told by the names that it goes from and to. */
export interface RenameStep {
  readonly sql: string;
  readonly object: string;
  readonly reason: string;
}

interface Names {
  readonly from: string;
  readonly to: string;
}

/** Tables first, columns under their tables' new names; names that are exchanged go through a third one. */
export function renameSteps(from: StoredSchema, renames: readonly Rename[]): readonly RenameStep[] {
  const tables = renames.flatMap(({ table, column, to }) => (column === undefined ? [{ from: table, to }] : []));
  const taken = [...from.model.tables, ...from.model.views].map(({ name }) => name);
  return [...inOrder(tables, taken).map(renameTable), ...from.model.tables.flatMap((table) => columnSteps(table, renames))];
}

function renameTable({ from, to }: Names): RenameStep {
  const sql = `ALTER TABLE ${quoteName(from)} RENAME TO ${quoteName(to)}`;
  return { sql, object: `table ${quoteName(to)}`, reason: `Table ${quoteName(from)} gets the name ${quoteName(to)}.` };
}

function columnSteps(table: StoredSchema['model']['tables'][number], renames: readonly Rename[]): readonly RenameStep[] {
  const own = renames.filter((rename) => foldName(rename.table) === foldName(table.name));
  const name = quoteName(own.find(({ column }) => column === undefined)?.to ?? table.name);
  const columns = own.flatMap(({ column, to }) => (column === undefined ? [] : [{ from: column, to }]));
  const taken = table.columns.map((column) => column.name);
  return inOrder(columns, taken).map(({ from, to }) => ({
    sql: `ALTER TABLE ${name} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`,
    object: `column ${name}.${quoteName(to)}`,
    reason: `Column ${name}.${quoteName(from)} gets the name ${quoteName(to)}.`,
  }));
}

/** Each when the name that it wants is free. Where none is, one steps aside first. */
function inOrder(wanted: readonly Names[], names: readonly string[]): readonly Names[] {
  const taken = new Set(names.map(foldName));
  const steps: Names[] = [];
  const rename = (step: Names): void => {
    steps.push(step);
    taken.delete(foldName(step.from));
    taken.add(foldName(step.to));
  };
  let waiting = [...wanted];
  while (waiting.length > 0) {
    const next = waiting.find(({ to }) => !taken.has(foldName(to)));
    if (next !== undefined) {
      rename(next);
      waiting = waiting.filter((one) => one !== next);
      continue;
    }
    const [first, ...others] = waiting;
    if (first === undefined || first.from.startsWith(ASIDE)) break; // The name is not given free: SQLite will say so.
    const aside = { from: first.from, to: `${ASIDE}${first.to}` };
    rename(aside);
    waiting = [...others, { from: aside.to, to: first.to }];
  }
  return [...steps, ...waiting];
}

const ASIDE = '_zepix_aside_';

/** Fills in declared spellings. @throws USAGE for a rename of what is not there, or to what is not there afterwards */
export function checkedRenames(from: StoredSchema, to: StoredSchema, renames: readonly Rename[]): readonly Rename[] {
  const newNames = new Map(renames.flatMap(({ table, column, to: name }) => (column === undefined ? [[foldName(table), name]] : [])));
  return renames.map((rename) => {
    const before = from.model.tables.find(({ name }) => foldName(name) === foldName(rename.table));
    const after = to.model.tables.find(({ name }) => foldName(name) === foldName(newNames.get(foldName(rename.table)) ?? rename.table));
    if (before === undefined) throw unknown(rename, 'table before', from.model.tables);
    if (after === undefined) throw unknown(rename, 'table afterwards', to.model.tables);
    const { column } = rename;
    if (column === undefined) return { table: before.name, to: after.name };
    const old = before.columns.find(({ name }) => foldName(name) === foldName(column));
    const fresh = after.columns.find(({ name }) => foldName(name) === foldName(rename.to));
    if (old === undefined) throw unknown(rename, 'column before', before.columns);
    if (fresh === undefined) throw unknown(rename, 'column afterwards', after.columns);
    return { table: before.name, column: old.name, to: fresh.name };
  });
}

/** How many names are listed. */
const LISTED = 40;

function unknown({ table, column, to }: Rename, what: string, there: readonly { readonly name: string }[]): MigrationError {
  const shown = column === undefined ? `${table} to ${to}` : `${table}.${column} to ${to}`;
  const names = there.slice(0, LISTED).map(({ name }) => quoteName(name));
  const list = `${names.join(', ')}${there.length > LISTED ? ' …' : ''}`;
  return new MigrationError('USAGE', `The rename of ${shown} does not fit: there is no such ${what}.`, {
    hint: `Name a table or column as the migrations have it now, and the name that the new schema gives it. There ${there.length === 1 ? 'is' : 'are'}: ${list || 'none'}.`,
    dataState: 'Nothing was changed.',
  });
}
