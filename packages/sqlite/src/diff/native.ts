import type { CheckModel, ColumnModel, TableModel } from '../model/index.js';
import { addColumn, setNotNull } from '../model/mend.js';
import { foldName, foldSql, quoteName } from '../model/names.js';
import { keySql, columnSql, primaryKeySql } from '../model/sql.js';
import type { ChangeStatement } from './statement.js';

/** The first SQLite that has it: https://sqlite.org/changes.html */
const SINCE = { 'rename column': '3.25.0', 'drop column': '3.35.0', 'alter column': '3.53.0' } as const;

export function has(sqlite: string, ability: keyof typeof SINCE): boolean {
  const [found, since] = [sqlite, SINCE[ability]].map((version) => version.split('.').map(Number));
  const order = [0, 1, 2].map((place) => (found?.[place] ?? 0) - (since?.[place] ?? 0)).find((difference) => difference !== 0);
  return (order ?? 0) >= 0;
}

/**
 * The ALTER statements that may make `to` of `from`, two tables of one name; null where there are none. Whether they do has to be tried:
 * only what depends on rows, which the trial has not, is judged here.
 */
export function alterations(from: TableModel, to: TableModel, sqlite: string): readonly ChangeStatement[] | null {
  if (from.kind !== 'table' || to.kind !== 'table' || from.definition !== null || to.definition !== null) return null;
  if (foldSql(keysOf(from)) !== foldSql(keysOf(to))) return null;
  const steps = [...droppedChecks(from, to), ...droppedColumns(from, to), ...addedColumns(from, to), ...changedColumns(from, to)];
  if (steps.some((step) => step === null || !has(sqlite, step.needs))) return null;
  return steps.flatMap((step) => (step === null ? [] : [{ ...step.statement }]));
}

/** What no ALTER changes. */
function keysOf(table: TableModel): string {
  const uniques = table.uniques.map((key) => keySql('UNIQUE', key)).toSorted();
  return JSON.stringify([primaryKeySql(table), uniques, table.strict, table.withoutRowid]);
}

interface Step {
  readonly needs: keyof typeof SINCE;
  readonly statement: ChangeStatement;
}

function step(needs: Step['needs'], sql: string, object: string, reason: string): Step {
  return { needs, statement: { sql, action: 'alter', object, reason } };
}

function columnNamed(table: TableModel, name: string): ColumnModel | undefined {
  return table.columns.find((column) => foldName(column.name) === foldName(name));
}

function droppedColumns(from: TableModel, to: TableModel): readonly Step[] {
  const table = quoteName(to.name);
  const gone = from.columns.filter(({ name }) => columnNamed(to, name) === undefined);
  return gone.map(({ name }) => {
    const object = `column ${table}.${quoteName(name)}`;
    return step('drop column', `ALTER TABLE ${table} DROP COLUMN ${quoteName(name)}`, object, `Drop ${object}.`);
  });
}

function addedColumns(from: TableModel, to: TableModel): readonly (Step | null)[] {
  const fresh = to.columns.filter(({ name }) => columnNamed(from, name) === undefined);
  return fresh.map((column) => {
    const object = `column ${quoteName(to.name)}.${quoteName(column.name)}`;
    const sql = addColumn(column, to);
    return sql === null ? null : step('rename column', sql, object, `Add ${object}.`);
  });
}

/** NOT NULL alone can be set and dropped. */
function changedColumns(from: TableModel, to: TableModel): readonly (Step | null)[] {
  const both = to.columns.flatMap((column) => [{ is: column, was: columnNamed(from, column.name) }]);
  return both.flatMap(({ is, was }) => {
    if (was === undefined || foldSql(columnSql(was)) === foldSql(columnSql(is))) return [];
    const sql = setNotNull(is, was, to.name);
    const object = `column ${quoteName(to.name)}.${quoteName(is.name)}`;
    return [sql === null ? null : step('alter column', sql, object, `${is.notNull ? 'No' : 'Allow'} NULL in ${object}.`)];
  });
}

/**
 * Checks that go, by their names. None is added: ADD CHECK refuses a row for which the check is NULL, and INSERT accepts it (measured with
 * 3.53). Those of columns that come or go are theirs.
 */
function droppedChecks(from: TableModel, to: TableModel): readonly (Step | null)[] {
  const list = (checks: readonly CheckModel[]): readonly string[] =>
    checks.map(({ name, expression }) => foldSql(`${name ?? ''} ${expression}`));
  const kept = list(to.checks);
  const gone = from.checks.filter((_, place) => !kept.includes(list(from.checks)[place] ?? ''));
  return gone.flatMap(({ name }) => {
    if (name === null) return [];
    const object = `check ${quoteName(to.name)}: ${quoteName(name)}`;
    const sql = `ALTER TABLE ${quoteName(to.name)} DROP CONSTRAINT ${quoteName(name)}`;
    return [step('alter column', sql, object, `Drop ${object}.`)];
  });
}
