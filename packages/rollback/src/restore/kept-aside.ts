import type { Conflict } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import { keptTable, quoted } from '../store/names.js';

/** Rows that the old schema does not take: they go to a table of their own, each with its reason. */
export class KeptAside {
  readonly #bench: Workbench;
  readonly #manifest: () => number;
  readonly #reasons = new Map<string, { readonly table: string; readonly reason: string; rows: number }>();

  constructor(bench: Workbench, manifest: () => number) {
    this.#bench = bench;
    this.#manifest = manifest;
  }

  /** Puts the rows of a SELECT (over `columns`) aside. */
  put(table: string, columns: readonly string[], select: string, reason: string): void {
    const name = keptTable(this.#manifest(), table);
    const known = this.#bench.rows('SELECT 1 FROM main.sqlite_schema WHERE name = ?', name).length > 0;
    if (!known) this.#bench.exec(`CREATE TABLE ${quoted(name)} (${['_zepix_reason', ...columns].map(quoted).join(', ')})`);
    const rows = this.#bench.run(`INSERT INTO ${quoted(name)} SELECT ?, * FROM (${select})`, reason);
    const before = this.#reasons.get(`${table}\0${reason}`)?.rows ?? 0;
    this.#reasons.set(`${table}\0${reason}`, { table, reason, rows: before + rows });
  }

  get conflicts(): readonly Conflict[] {
    return [...this.#reasons.values()].map(({ table, reason, rows }) => ({
      kind: 'kept-aside' as const,
      table,
      column: null,
      rows,
      reason: `${reason}; they lie in ${keptTable(this.#manifest(), table)}.`,
    }));
  }
}

/** Whether an error says that a table's rules do not take a row. */
export function isRefusal(error: unknown): error is Error {
  const code = error instanceof Error ? String((error as { code?: unknown }).code) : '';
  return code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_MISMATCH';
}
