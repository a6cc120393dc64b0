import type { Effect, Executor, QueryResult, Row, Schema, SqlValue, Statement, StatementResult, Violation } from '@zepix/migrations-core';
import { isSide } from '../store/names.js';
import type { Keeper } from './keeper.js';
import type { Rebuilds } from '../play/rebuilds.js';

interface Watching {
  readonly keeper: Keeper;
  readonly rebuilds: Rebuilds;
  readonly bringsBack: () => boolean;
}

/** An executor whose every statement a keeper sees. */
export class WatchedExecutor implements Executor {
  readonly #inner: Executor;
  readonly #keeper: Keeper;
  readonly #rebuilds: Rebuilds;
  readonly #bringsBack: () => boolean;
  #rows = 0;

  /** `bringsBack`: whether rows come back behind the script, so that which of them are without a parent shows then. */
  constructor(inner: Executor, { keeper, rebuilds, bringsBack }: Watching) {
    this.#bringsBack = bringsBack;
    this.#rebuilds = rebuilds;
    this.#inner = inner;
    this.#keeper = keeper;
  }

  get ledger(): Executor['ledger'] {
    return this.#inner.ledger;
  }

  get inTransaction(): boolean {
    return this.#inner.inTransaction;
  }

  /** What the migration itself wrote; copies that are kept beside it do not count. */
  get rowsWritten(): number {
    return this.#rows;
  }

  execute(statement: Statement): StatementResult {
    const run = (): StatementResult => this.#inner.execute(statement);
    if (statement.role === 'query' || statement.role === 'guard' || statement.role === 'assert')
      return this.#counting(run, (body) => body());
    const done = (): StatementResult => this.#inner.execute(doneOtherwise(statement));
    return this.#counting(run, (body) =>
      this.#rebuilds.around(statement.sql, () => this.#keeper.around(statement.sql, [], body, done, statement)),
    );
  }

  query(statement: Statement, values: readonly SqlValue[]): QueryResult {
    const run = (): QueryResult => this.#inner.query(statement, values);
    const done = (): QueryResult => ({ rows: [], changes: this.#inner.execute(doneOtherwise(statement)).changes });
    return this.#counting(run, (body) => this.#keeper.around(statement.sql, values, body, done, statement));
  }

  pages(statement: Statement, values: readonly SqlValue[], size: number): Iterable<readonly Row[]> {
    return this.#inner.pages(statement, values, size);
  }

  violations(mentions: ReadonlySet<string>): readonly Violation[] {
    // A table that was put out of sight meanwhile breaks nothing.
    return this.#inner.violations(mentions).filter(({ table }) => !isSide(table));
  }

  cascadingDeletes(effects: readonly Effect[]): readonly Effect[] {
    return this.#bringsBack() ? [] : this.#inner.cascadingDeletes(effects);
  }

  cookie(): number {
    return this.#inner.cookie();
  }

  schema(): Schema {
    return this.#inner.schema();
  }

  /** Counts what the statement wrote when it ran last: `around` may have it run a second time. */
  #counting<R>(run: () => R, around: (body: () => R) => R): R {
    let rows = 0;
    const body = (): R => {
      const [before, logged] = [this.#inner.rowsWritten, this.#keeper.loggedRows];
      try {
        return run();
      } finally {
        rows = this.#inner.rowsWritten - before - (this.#keeper.loggedRows - logged);
      }
    };
    try {
      return around(body);
    } finally {
      this.#rows += rows;
    }
  }
}

/** Changes nothing; its word DROP has the driver read the foreign keys anew, as after the statement that was done in another way. */
export function doneOtherwise(statement: Statement): Statement {
  return { ...statement, role: 'change', sql: 'SELECT 1 WHERE 0 /* DROP */' };
}
