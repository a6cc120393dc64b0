import type Database from 'better-sqlite3';
import { ADDED_COLUMNS, HISTORY_COLUMNS, MODEL_COLUMNS, ORIGINAL_COLUMNS } from './tables.js';
import type { LedgerTables } from './tables.js';

/** What stands in a database under the ledger's name. */
export type LedgerShape =
  | { readonly kind: 'absent' }
  | { readonly kind: 'foreign'; readonly reason: string }
  | { readonly kind: 'ours'; readonly missing: readonly string[] };

/** Tells our ledger (whole, or with the original five columns) from a table of the same name that another tool made. */
export function ledgerShape(db: Database.Database, ledger: string): LedgerShape {
  const object = db.prepare('SELECT type FROM sqlite_schema WHERE lower(name) = lower(?)').pluck().get(ledger);
  if (object === undefined) return { kind: 'absent' };
  if (object !== 'table') return { kind: 'foreign', reason: `it is ${object === 'index' ? 'an' : 'a'} ${String(object)}` };
  const columns = db.prepare('SELECT lower(name) FROM pragma_table_info(?)').pluck().all(ledger) as string[];
  const known = new Set<string>([...ORIGINAL_COLUMNS, ...ADDED_COLUMNS.map(([name]) => name)]);
  const strange = columns.filter((column) => !known.has(column));
  const lacking = ORIGINAL_COLUMNS.filter((column) => !columns.includes(column));
  if (strange.length > 0) return { kind: 'foreign', reason: `it has columns of its own (${strange.join(', ')})` };
  if (lacking.length > 0) return { kind: 'foreign', reason: `it lacks the columns ${lacking.join(', ')}` };
  return { kind: 'ours', missing: ADDED_COLUMNS.map(([name]) => name).filter((name) => !columns.includes(name)) };
}

/** Why what stands under the names of the history and of the models can't be ours, as the end of a sentence; null where it can. */
export function strangeBeside(db: Database.Database, { history, models }: LedgerTables): string | null {
  return lacking(db, history, HISTORY_COLUMNS) ?? lacking(db, models, MODEL_COLUMNS);
}

function lacking(db: Database.Database, name: string, wanted: readonly string[]): string | null {
  const type = db.prepare('SELECT type FROM sqlite_schema WHERE lower(name) = lower(?)').pluck().get(name);
  if (type === undefined) return null;
  const columns = db.prepare('SELECT lower(name) FROM pragma_table_info(?)').pluck().all(name) as string[];
  const missing = wanted.filter((column) => !columns.includes(column));
  if (type !== 'table') return `${name} beside it is no table`;
  return missing.length === 0 ? null : `${name} beside it lacks the columns ${missing.join(', ')}`;
}
