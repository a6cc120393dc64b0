import type { Words } from './words.js';

/** A PRAGMA, taken apart. */
export interface Pragma {
  /** Lower case, without schema and quotes. */
  readonly name: string;
  readonly hasValue: boolean;
  /** It reports and changes nothing. */
  readonly reads: boolean;
}

/** A script may set these; what happens then depends on who owns the transaction. */
export type HintPragma = 'foreign_keys' | 'defer_foreign_keys' | 'legacy_alter_table';

/** PRAGMAs whose argument says what to report. */
const REPORTS = new Set([
  'foreign_key_check',
  'foreign_key_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
]);

/** PRAGMAs that act without an argument. */
const ACTS = new Set(['incremental_vacuum', 'optimize', 'shrink_memory', 'wal_checkpoint']);

/** Each of these was seen to fail in a transaction, or to do nothing there without a word (SQLite 3.53, defensive mode). */
const NO_TRANSACTION: ReadonlyMap<string, string> = new Map([
  ['journal_mode', 'changes nothing inside a transaction'],
  ['synchronous', 'fails inside a transaction'],
  ['wal_checkpoint', 'fails inside a transaction'],
  ['page_size', 'changes nothing inside a transaction'],
  ['auto_vacuum', 'changes nothing inside a transaction'],
  ['encoding', 'changes nothing in a database that has content'],
  ['writable_schema', 'changes nothing on a protected connection'],
  ['schema_version', 'changes nothing on a protected connection'],
  // These two do work there, and outlast the migration: nobody else could write, or the migration itself could not.
  ['locking_mode', 'would keep the application out of the database'],
  ['query_only', 'would keep the migration from writing'],
]);

export function readPragma(words: Words, at: number): Pragma | null {
  const target = words.tableName(at + 1);
  if (target === null) return null;
  const name = target.name.toLowerCase();
  const hasValue = target.next < words.length;
  return { name, hasValue, reads: REPORTS.has(name) || (!hasValue && !ACTS.has(name)) };
}

/** Why a PRAGMA can't do its work inside a transaction, as the end of a sentence; null when it can, or only reads. */
export function whyNotInTransaction({ name, reads }: Pragma): string | null {
  return reads ? null : (NO_TRANSACTION.get(name) ?? null);
}

export function isHint(pragma: Pragma): pragma is Pragma & { readonly name: HintPragma } {
  return pragma.name === 'foreign_keys' || pragma.name === 'defer_foreign_keys' || pragma.name === 'legacy_alter_table';
}
