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
    const name = this.nameOf(table);
    this.#make(name, ['_zepix_reason', ...columns]);
    const into = ['_zepix_reason', ...columns].map(quoted).join(', ');
    const rows = this.#bench.run(`INSERT INTO ${quoted(name)} (${into}) SELECT ?, * FROM (${select})`, reason);
    if (rows === 0) return;
    const before = this.#reasons.get(`${table}\0${reason}`)?.rows ?? 0;
    this.#reasons.set(`${table}\0${reason}`, { table, reason, rows: before + rows });
  }

  /** Gives what forgets all that was put aside from now on: when that was undone. */
  mark(): () => void {
    const reasons = [...this.#reasons].map(([key, one]) => [key, { ...one }] as const);
    return () => {
      this.#reasons.clear();
      for (const [key, one] of reasons) this.#reasons.set(key, one);
    };
  }

  /** The tables that rows were put aside of. */
  get tables(): readonly string[] {
    return [...new Set([...this.#reasons.values()].map(({ table }) => table))];
  }

  /** Where the rows of a table lie that were put aside. */
  nameOf(table: string): string {
    return keptTable(this.#manifest(), table);
  }

  /** What the rows of a table that were put aside have, in lower case. */
  columnsOf(table: string): ReadonlySet<string> {
    const rows = this.#bench.rows(`SELECT lower(name) FROM pragma_table_info(?, 'main')`, this.nameOf(table));
    return new Set(rows.map(([name]) => String(name)));
  }

  #make(name: string, columns: readonly string[]): void {
    const known = this.#bench.rows(`SELECT lower(name) FROM pragma_table_info(?, 'main')`, name).map(([one]) => one);
    if (known.length === 0) this.#bench.exec(`CREATE TABLE ${quoted(name)} (${columns.map(quoted).join(', ')})`);
    // Rows may go there as they were before and as they are after.
    const missing = known.length === 0 ? [] : columns.filter((column) => !known.includes(column.toLowerCase()));
    for (const column of missing) this.#bench.exec(`ALTER TABLE ${quoted(name)} ADD COLUMN ${quoted(column)}`);
  }

  get conflicts(): readonly Conflict[] {
    return [...this.#reasons.values()].map(({ table, reason, rows }) => ({
      kind: 'kept-aside' as const,
      table,
      column: null,
      rows,
      reason: `${reason}; they lie in ${this.nameOf(table)}.`,
    }));
  }
}

/** Whether an error says that a table's rules do not take a row. */
export function isRefusal(error: unknown): error is Error {
  const code = error instanceof Error ? String((error as { code?: unknown }).code) : '';
  return code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_MISMATCH';
}

/** Whether the number of a row that no column shows is another row's. */
export function isRowidTaken(error: Error): boolean {
  return (error as { code?: unknown }).code === 'SQLITE_CONSTRAINT_ROWID';
}
