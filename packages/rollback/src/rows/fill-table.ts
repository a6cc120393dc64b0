import type { SqlValue } from '@zepix/migrations-core';
import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { ColumnModel, Workbench } from '@zepix/migrations-sqlite';
import type { Chance } from './chance.js';
import { valuesUnderChecks } from './checks.js';
import type { Filled, FillOptions } from './options.js';
import { parentRows } from './parent-rows.js';
import type { ParentRows } from './parent-rows.js';
import type { TablePlan } from './table-plan.js';
import { makeValue } from './values.js';

/** Tries to find one row that fits, before the table is given up. */
const TRIES_PER_ROW = 40;
/** How often a value that may be NULL is, in all rows but the first ones: those hold what is easily missed. */
const NULLS = 0.3;
const WITHOUT_NULLS = 12;
/** How often a value is one that a script asks for. */
const HINTED = 0.4;
/** How often a column with a default is left to it. */
const DEFAULTS = 0.1;

/** Small enough for a script that counts up to a number. */
const BEGINNINGS = 500;

interface ColumnPlan {
  readonly column: ColumnModel;
  readonly folded: string;
  /** It alone is a key. */
  readonly isKey: boolean;
  /** Its value must differ, though it need not be a key alone. */
  readonly inKey: boolean;
  readonly allowed: readonly SqlValue[] | null;
  /** Where its numbers begin. */
  readonly from: number;
}

/** A table while it is being filled. */
interface Filling {
  readonly bench: Workbench;
  readonly plan: TablePlan;
  readonly options: FillOptions;
  readonly chance: Chance;
  readonly columns: readonly ColumnPlan[];
  readonly parents: ParentRows;
}

export function fillTable(bench: Workbench, plan: TablePlan, options: FillOptions, chance: Chance): Filled {
  const columns = plan.table.columns.filter(({ generated }) => generated === null).map((column) => planColumn(bench, plan, column, chance));
  const filling = { bench, plan, options, chance, columns, parents: parentRows(bench, plan, chance) };
  const table = plan.table.name;
  const extra = plan.table.autoincrement && options.rows > 1 ? 1 : 0;
  for (let row = 0; row < options.rows + extra; row += 1) {
    const reason = addRow(filling, row);
    if (reason !== null) return { table, rows: row, reason };
  }
  // A counter that stands above the highest number shows whether it survives.
  if (extra > 0) removeNewest(bench, table);
  return { table, rows: options.rows, reason: null };
}

function planColumn(bench: Workbench, plan: TablePlan, column: ColumnModel, chance: Chance): ColumnPlan {
  const folded = foldName(column.name);
  return {
    column,
    folded,
    isKey: plan.keys.some((key) => key.length === 1 && key[0] === folded),
    inKey: plan.keys.some((key) => key.includes(folded)),
    allowed: valuesUnderChecks(bench, column, plan.checks, plan.table.strict, chance),
    from: chance.below(BEGINNINGS),
  };
}

/** Null where a row was added; else what kept the last one that was tried out. */
function addRow(filling: Filling, row: number): string | null {
  let reason = '';
  for (let attempt = 0; attempt < TRIES_PER_ROW; attempt += 1) {
    try {
      const values = makeRow(filling, row, attempt);
      insert(filling.bench, filling.plan.table.name, values);
      filling.parents.added(values);
      return null;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return reason;
}

function makeRow(filling: Filling, row: number, attempt: number): ReadonlyMap<string, SqlValue> {
  const { columns, parents, plan, options, chance } = filling;
  const values = new Map<string, SqlValue>();
  for (const each of columns) {
    const value = makeCell(filling, each, row, attempt);
    if (value !== undefined) values.set(each.folded, value);
  }
  for (const key of plan.foreignKeys) {
    const names = key.columns.map(foldName);
    const mayBeNull = names.some((name) => columns.some(({ column, folded, inKey }) => folded === name && !column.notNull && !inKey));
    const isNull = options.nulls && mayBeNull && chance.next() < NULLS;
    const found = isNull ? null : parents.pick(key, values, row + attempt);
    names.forEach((name, index) => {
      if (found !== null) values.set(name, found[index] ?? null);
      else if (mayBeNull) values.set(name, null);
    });
  }
  return values;
}

/** Undefined leaves the column to its default. */
function makeCell({ plan, options, chance }: Filling, each: ColumnPlan, row: number, attempt: number): SqlValue | undefined {
  const { column, isKey, inKey, allowed } = each;
  const required = column.notNull || inKey;
  if (options.nulls && !required && (row >= WITHOUT_NULLS || options.rows < WITHOUT_NULLS) && chance.next() < NULLS) return null;
  if (!inKey && !options.distinct && column.default !== null && chance.next() < DEFAULTS) return undefined;
  if (allowed !== null && allowed.length > 0)
    return isKey || options.distinct ? allowed[(row + attempt) % allowed.length] : chance.pick(allowed);
  const hinted = options.hints?.get(each.folded) ?? [];
  if (hinted.length > 0 && !inKey && !options.distinct && chance.next() < (options.hinted ?? HINTED)) return chance.pick(hinted);
  const distinct = isKey || options.distinct || (inKey && chance.next() < 0.5);
  // Existing rows may hold the first numbers; a try that failed goes further.
  const index = distinct ? row + attempt * 31 + (isKey ? 1000 : 0) * Math.min(attempt, 1) : row;
  return makeValue(column, plan.table.strict, { index, chance, tame: options.tame, distinct, from: each.from });
}

function insert(bench: Workbench, table: string, values: ReadonlyMap<string, SqlValue>): void {
  if (values.size === 0) {
    bench.run(`INSERT INTO ${quoteName(table)} DEFAULT VALUES`);
    return;
  }
  const names = [...values.keys()].map(quoteName).join(', ');
  bench.run(`INSERT INTO ${quoteName(table)} (${names}) VALUES (${[...values].map(() => '?').join(', ')})`, ...values.values());
}

function removeNewest(bench: Workbench, table: string): void {
  try {
    bench.run(`DELETE FROM ${quoteName(table)} WHERE rowid = (SELECT max(rowid) FROM ${quoteName(table)})`);
  } catch {
    // A trigger that forbids it.
  }
}
