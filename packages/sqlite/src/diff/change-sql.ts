import type { Change, Rename } from './change.js';
import { Planner } from './planner.js';
import { differingKeys, missingIn } from './state.js';
import type { ChangeStatement, SqlOptions } from './statement.js';
import type { StoredSchema } from './stored.js';
import { bundledVersion } from './trial.js';

/**
 * The statements that make `to` of `from`, in order, for all changes that `diff(from, to, …)` gave: their renames are taken from them.
 * An ALTER is used where this SQLite has one that leaves what it should (tried on a database without rows), else the table is made anew with
 * its rows, rowids, counter, indexes and triggers. To be run in one transaction with foreign keys off; the first statement asks for that where
 * it matters. What rows may not allow (NOT NULL, UNIQUE, CHECK, a STRICT type) fails when the statements run, and loses nothing.
 * Rebuilds use tables called `_zepix_old_…` meanwhile.
 * @throws USAGE where an expression that was given can't be computed
 */
export function changeSql(
  changes: readonly Change[],
  from: StoredSchema,
  to: StoredSchema,
  options: SqlOptions = {},
): readonly ChangeStatement[] {
  const text = options.text ?? 'model';
  const renames = renamesOf(changes);
  const isSame = differingKeys(from, to, text).size === 0 && missingIn(from, to).length === 0 && missingIn(to, from).length === 0;
  if (isSame && renames.length === 0 && options.copy === undefined && options.fill === undefined) return [];
  return new Planner(from, to, renames, { ...options, text, sqlite: options.sqlite ?? bundledVersion() }).plan();
}

function renamesOf(changes: readonly Change[]): readonly Rename[] {
  const renames = changes.filter(({ kind }) => kind === 'rename');
  const before = (table: string): string => renames.find((one) => one.what === 'table' && one.to === table)?.from ?? table;
  return renames.map(({ what, table, from, to }) =>
    what === 'table' ? { table: from ?? '', to: to ?? '' } : { table: before(table), column: from ?? '', to: to ?? '' },
  );
}
