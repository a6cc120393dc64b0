import type { SqlValue } from '@zepix/migrations-core';
import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { ForeignKeyModel, RawRow, Workbench } from '@zepix/migrations-sqlite';
import type { Chance } from './chance.js';
import type { TablePlan } from './table-plan.js';

/** The keys that rows of a table can refer to. */
export interface ParentRows {
  /** A parent's key that agrees with what the row has already; null where there is none. `turn` walks through them. */
  pick(key: ForeignKeyModel, row: ReadonlyMap<string, SqlValue>, turn: number): RawRow | null;
  /** Tells of a row that was added, which later ones of the same table may refer to. */
  added(row: ReadonlyMap<string, SqlValue>): void;
}

export function parentRows(bench: Workbench, plan: TablePlan, chance: Chance): ParentRows {
  const own = foldName(plan.table.name);
  const keys = new Map(plan.foreignKeys.map((key) => [key, readKeys(bench, key)]));
  return {
    pick: (key, row, turn) => {
      const names = key.columns.map(foldName);
      const isOne = isKey(plan, names);
      const all = keys.get(key) ?? [];
      // Several foreign keys can share a column: what an earlier one settled stands.
      const shared = names.filter((name) => plan.foreignKeys.some((other) => other !== key && other.columns.map(foldName).includes(name)));
      const fitting =
        shared.length === 0 ? all : all.filter((found) => shared.every((name) => same(found[names.indexOf(name)], row.get(name))));
      const from = fitting.length > 0 ? fitting : all;
      if (from.length > 0) return (isOne ? from[turn % from.length] : chance.pick(from)) ?? null;
      // The first row of a table that must refer to a row of itself refers to itself.
      return foldName(key.parent) === own ? key.parentColumns.map((name) => row.get(foldName(name)) ?? null) : null;
    },
    added: (row) => {
      for (const [key, rows] of keys) {
        if (foldName(key.parent) === own) rows.push(key.parentColumns.map((name) => row.get(foldName(name)) ?? null));
      }
    },
  };
}

function readKeys(bench: Workbench, { parent, parentColumns }: ForeignKeyModel): RawRow[] {
  if (parentColumns.length === 0) return [];
  const columns = parentColumns.map(quoteName);
  const present = columns.map((name) => `${name} IS NOT NULL`).join(' AND ');
  try {
    return [...bench.rows(`SELECT ${columns.join(', ')} FROM ${quoteName(parent)} WHERE ${present} LIMIT 200`)];
  } catch {
    return []; // A parent that is a view, or has no such column: SQLite allows both to be declared.
  }
}

function isKey({ keys }: TablePlan, names: readonly string[]): boolean {
  return keys.some((key) => key.length === names.length && key.every((name) => names.includes(name)));
}

function same(a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  return a === undefined || b === undefined || String(a) === String(b);
}
