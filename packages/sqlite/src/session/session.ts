import type Database from 'better-sqlite3';
import type { AsideRoom, Effect, Executor, Held, OpenOptions, Session, Target, TransactOptions } from '@zepix/migrations-core';
import { explained } from '../connection/errors.js';
import { openForWriting } from '../connection/open.js';
import { prepared, value } from '../connection/prepared.js';
import { untilFree } from '../connection/wait.js';
import type { Patience } from '../connection/wait.js';
import { SqliteLedgerWriter } from '../ledger/write.js';
import { temporaryFolder } from '../target/temporary-folder.js';
import { asideRoom } from './aside.js';
import { SqliteExecutor, registerGuards } from './executor.js';
import { SqliteView } from './view.js';

/** SQLite keeps it in 32 bits. */
const MOST_TIMEOUT_MS = 2 ** 31 - 1;

/** Where SQLite looks first for a folder of temporary files. */
export type TemporaryFolders = readonly (string | undefined)[];

/** Opens a session. @throws MigrationError as `Driver.open` says */
export async function openSession(target: Target, options: OpenOptions, temporary: TemporaryFolders): Promise<Session> {
  const patience = patienceOf(options);
  try {
    return new SqliteSession(await untilFree(() => openRaw(target, options), patience), target, { patience, temporary });
  } catch (error) {
    throw explained(error, target.shown);
  }
}

/** A lock error must stay SQLite's own while there is time to wait; it is explained when there is none left. */
function openRaw(target: Target, { create, durable }: OpenOptions): Database.Database {
  try {
    return openForWriting(target, create, durable);
  } catch (error) {
    throw error instanceof Error &&
      error.cause !== undefined &&
      /^SQLITE_(BUSY|LOCKED)/.test(String((error.cause as { code?: unknown }).code))
      ? error.cause
      : error;
  }
}

function patienceOf({ timeoutMs, onWait, signal }: OpenOptions): Patience {
  return { timeoutMs, signal, onWait: (waitedMs) => onWait?.(null, waitedMs) };
}

class SqliteSession extends SqliteView implements Session {
  readonly direct: Executor;
  readonly #patience: Patience;
  readonly #temporary: TemporaryFolders;
  /** What SQLite was told last of how long to wait, in ms. */
  #waits = -1;

  constructor(
    db: Database.Database,
    target: Target,
    { patience, temporary }: { readonly patience: Patience; readonly temporary: TemporaryFolders },
  ) {
    super(db, target);
    this.#temporary = temporary;
    this.#patience = patience;
    this.outside();
    registerGuards(db);
    this.direct = new SqliteExecutor({
      db,
      shown: target.shown,
      foreignKeys: this.foreignKeys,
      writer: new SqliteLedgerWriter(db, this.tables),
      schema: () => this.schema(),
      timeoutMs: patience.timeoutMs,
      outside: () => this.outside(),
    });
  }

  get inTransaction(): boolean {
    return this.db.inTransaction;
  }

  asideRoom(effects: readonly Effect[]): AsideRoom | null {
    return this.reading(() => asideRoom(this.db, effects, { folder: temporaryFolder(this.db, this.#temporary), size: this.size() }));
  }

  async transact<R>(options: TransactOptions, body: (tx: Executor) => R): Promise<Held<R>> {
    this.#setForeignKeys(options.foreignKeys);
    this.#waitInside(0);
    try {
      await this.#patiently('BEGIN IMMEDIATE');
      const since = performance.now();
      const value = body(this.direct);
      await this.#patiently('COMMIT');
      return { value, lockMs: performance.now() - since };
    } catch (error) {
      this.#rollBack();
      throw explained(error, this.target.shown);
    } finally {
      this.#resetSettings();
    }
  }

  async unwrapped<R>(options: TransactOptions, body: (executor: Executor) => Promise<R>): Promise<R> {
    this.outside();
    this.#setForeignKeys(options.foreignKeys);
    try {
      return await body(this.direct);
    } finally {
      this.#rollBack();
      this.#resetSettings();
    }
  }

  close(): void {
    this.db.close();
  }

  /** BEGIN waits for other writers; COMMIT, with a rollback journal, for readers. */
  #patiently(sql: 'BEGIN IMMEDIATE' | 'COMMIT'): Promise<unknown> {
    return untilFree(() => prepared(this.db, sql).run(), this.#patience);
  }

  /**
   * How long SQLite itself waits for locks. Outside of our transactions nothing can be awaited, and with a rollback journal even a read
   * meets writers that commit. Inside, a full page cache would wait for readers again and again, only to do without. It is changed when
   * something is done outside, not at the end of each transaction: most of the time the next one follows.
   */
  protected override outside(): void {
    if (!this.db.inTransaction) this.#waitInside(this.#patience.timeoutMs);
  }

  #waitInside(timeoutMs: number): void {
    if (timeoutMs === this.#waits) return;
    this.db.pragma(`busy_timeout = ${Math.min(Math.ceil(timeoutMs), MOST_TIMEOUT_MS)}`);
    this.#waits = timeoutMs;
  }

  /** SQLite has rolled back by itself after some errors (a full disk); a second ROLLBACK would hide the first error. */
  #rollBack(): void {
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
    this.foreignKeys.undone();
  }

  /** Without effect inside a transaction, so it is read back: https://sqlite.org/pragma.html#pragma_foreign_keys */
  #setForeignKeys(on: boolean): void {
    if (this.db.inTransaction) return;
    if (this.#isOn('foreign_keys') === on) return;
    this.db.pragma(`foreign_keys = ${on ? 'ON' : 'OFF'}`);
    if (this.#isOn('foreign_keys') !== on) throw new Error('foreign_keys could not be set');
  }

  /** What a script's hints changed holds for its migration only. */
  #resetSettings(): void {
    if (this.#isOn('legacy_alter_table')) this.db.pragma('legacy_alter_table = OFF');
  }

  /** A setting's value is fixed when its PRAGMA is compiled, and changing any has all of them compiled anew (OP_Expire). */
  #isOn(setting: 'foreign_keys' | 'legacy_alter_table'): boolean {
    return value(this.db, `PRAGMA ${setting}`) === 1;
  }
}
