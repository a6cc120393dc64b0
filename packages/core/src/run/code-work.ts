import { isSql } from '../code/sql.js';
import { MigrationError, toMigrationError } from '../kernel/error.js';
import type { EachOptions, MigrationContext, Row, SqlQuery } from '../ports/code.js';
import type { Executor, QueryResult } from '../ports/driver.js';
import type { Intent, Program, Statement } from '../ports/script.js';
import type { Step } from '../plan/step.js';
import { awaited, isPromise } from './code-promise.js';
import type { RunContext } from './context.js';
import { cascadeError, describeRows } from './statements.js';
import type { Watch } from './watch.js';

const DEFAULT_BATCH = 1000;
const MOST_PROGRAMS = 500;
/** How often a run that was asked to stop is heeded, in ms: asking looks for a file. */
const HEED_MS = 50;

/** What `m` does, for one run of one migration. */
export class CodeWork {
  readonly m: MigrationContext;
  readonly #executor: Executor;
  readonly #context: RunContext;
  readonly #step: Step;
  readonly #intent: Intent;
  readonly #watch: Watch;
  readonly #programs = new Map<string, Program>();
  #heeded: number;
  #closed = false;
  #fatal: MigrationError | null = null;

  constructor(executor: Executor, context: RunContext, step: Step, intent: Intent, watch: Watch) {
    this.#executor = executor;
    this.#context = context;
    this.#step = step;
    this.#intent = intent;
    this.#watch = watch;
    this.#heeded = context.clock.ticks();
    this.m = Object.freeze<MigrationContext>({
      run: (query) => ({ changes: this.#one(query)?.changes ?? 0 }),
      // What a row looks like is the migration's own word: the types here are those of `MigrationContext`.
      all: (query: SqlQuery) => [...(this.#one(query)?.rows ?? [])] as never[],
      get: (query: SqlQuery) => this.#one(query)?.rows[0] as undefined,
      exec: (text) => this.#script(text),
      each: (query: SqlQuery, body: (row: never) => void, options?: EachOptions) => this.#each(query, body as (row: Row) => void, options),
      progress: (done, total) => this.#working(() => this.#watch.progress(done, total)),
      notice: (text) => this.#working(() => this.#watch.notice(text)),
      check: (query, message) => this.#check(query, message),
    });
  }

  /** Nothing runs through it any more: what was not awaited finds it closed. */
  close(): void {
    this.#closed = true;
  }

  /** What can't be caught: from here on every call throws it again, and so does the whole migration. */
  get fatal(): MigrationError | null {
    return this.#fatal;
  }

  /** Null for a statement that the engine does itself, and leaves out. */
  #one(query: SqlQuery): QueryResult | null {
    return this.#working(() => {
      const statement = this.#single(query);
      return statement === null ? null : this.#executor.query(statement, query.values);
    });
  }

  #each(query: SqlQuery, body: (row: Row) => void, { batch = DEFAULT_BATCH }: EachOptions = {}): number {
    if (!Number.isSafeInteger(batch) || batch < 1) throw new TypeError('m.each: "batch" is a whole number, 1 or more');
    const statement = this.#working(() => this.#single(query));
    if (statement === null) return 0;
    const pages = this.#working(() => this.#executor.pages(statement, query.values, batch)[Symbol.iterator]());
    let done = 0;
    try {
      for (let page = this.#working(() => pages.next()); page.done !== true; page = this.#working(() => pages.next())) {
        for (const row of page.value) if (isPromise(body(row))) throw awaited('The body of m.each returned a promise');
        done += page.value.length;
      }
    } finally {
      pages.return?.();
    }
    return done;
  }

  #check(query: SqlQuery, message: string): void {
    const rows = this.#one(query)?.rows ?? [];
    const value = rows[0] === undefined ? undefined : Object.values(rows[0])[0];
    const truth = typeof value === 'string' ? Number.parseFloat(value) : value instanceof Uint8Array ? 0 : Number(value ?? 0);
    if (truth !== 0 && !Number.isNaN(truth)) return;
    const found = value === undefined ? 'it gave no row' : `it gave ${value === null ? 'NULL' : String(value)}`;
    throw new MigrationError('ASSERT_FAILED', `The migration's own check failed: ${message} (${found}).`, {
      statement: query.text,
      hint: 'Look at the rows the check is about; the migration does not fit them.',
    });
  }

  /** Several statements, as in an SQL migration. */
  #script(text: string): void {
    if (typeof text !== 'string') throw new TypeError('m.exec takes plain text; what m.run takes has bound values');
    const program = this.#working(() => this.#compile(text));
    for (const statement of [...program.statements, ...program.afterwards]) {
      const told = this.#working(() => {
        this.#refuseCascade(program, statement);
        const result = this.#executor.execute(statement);
        return statement.role === 'query' ? describeRows(result) : null;
      });
      if (told !== null) this.#watch.notice(told);
    }
  }

  #single(query: SqlQuery): Statement | null {
    if (!isSql(query)) throw new TypeError('it takes sql`…`, which binds its values; plain text goes to m.exec');
    const program = this.#compile(query.text);
    const [statement, second] = [...program.statements, ...program.afterwards];
    if (second) throw new TypeError('it takes one statement; several go to m.exec');
    if (statement === undefined) return null;
    this.#refuseCascade(program, statement);
    return statement;
  }

  /** Judges SQL as a script of its own: each text once. @throws what forbids it */
  #compile(text: string): Program {
    const known = this.#programs.get(text);
    if (known) return known;
    const { driver } = this.#context;
    const program = driver.compile(driver.parse({ file: this.#step.script.file, text }), this.#intent);
    const [problem] = program.problems;
    if (problem) throw problem;
    for (const notice of program.notices) this.#watch.notice(notice.replaceAll(/ (?:on|in) lines? \d+(?: and \d+)?/g, ''));
    if (this.#programs.size >= MOST_PROGRAMS) this.#programs.clear();
    this.#programs.set(text, program);
    return program;
  }

  #refuseCascade({ effects }: Program, { original, location }: Statement): void {
    if (this.#intent.foreignKeys) return;
    const deletes = effects.filter((effect) => effect.kind === 'delete' && effect.location.offset === location.offset);
    const [cascading] = deletes.length === 0 ? [] : this.#executor.cascadingDeletes(deletes);
    if (cascading) throw cascadeError(cascading.table, location, original);
  }

  /** Every call goes through here: not after the end, not after the transaction is gone, and not for ever when the run was asked to stop. */
  #working<R>(action: () => R): R {
    if (this.#closed) throw new Error('m was used after the migration had returned');
    if (this.#fatal) throw this.#fatal;
    const wasInside = this.#executor.inTransaction;
    try {
      this.#heed();
      return action();
    } catch (error) {
      const isLost = this.#intent.transactional && wasInside && !this.#executor.inTransaction;
      if (isLost || (error instanceof MigrationError && error.code === 'INTERRUPTED')) this.#fatal ??= toMigrationError(error);
      throw error;
    }
  }

  #heed(): void {
    const now = this.#context.clock.ticks();
    if (now - this.#heeded < HEED_MS) return;
    this.#heeded = now;
    this.#watch.heed();
  }
}
