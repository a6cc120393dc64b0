import Database from 'better-sqlite3';
import type { Executor, Statement, StatementResult, View } from '@zepix/migrations-core';
import { extended } from '../connection/extend.js';
import { executeOn, registerGuards, SqliteExecutor } from '../session/executor.js';
import { SqliteView } from '../session/view.js';
import { workbenchOn } from './workbench.js';
import type { Workbench } from './workbench.js';

/** A throw-away database in memory, or at a path that the caller owns and removes. */
export interface Scratch {
  readonly bench: Workbench;
  /** Runs a statement of a compiled script as a run does: guards and asserts count. @throws MigrationError as `Executor.execute` */
  execute(statement: Statement): StatementResult;
  /** Runs a body in one transaction; what it throws undoes it. Foreign keys are enforced for its length where `foreignKeys` says so. */
  transact<R>(foreignKeys: boolean, body: () => R): R;
  /** Runs a body without a transaction of ours, for scripts that have their own; one that is left open is undone. */
  unwrapped<R>(foreignKeys: boolean, body: () => R): R;
  /** Another scratch database in memory with the same contents; the caller closes it. Not inside a transaction. */
  copy(): Scratch;
  close(): void;
}

/** Opens a scratch database: foreign keys off, nothing synced. The guards' RAISE works as in a run. */
export function openScratch(file = ':memory:'): Scratch {
  return scratchOn(extended(new Database(file)));
}

function scratchOn(db: Database.Database): Scratch {
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  registerGuards(db);
  return {
    bench: workbenchOn(db),
    execute: (statement) => executeOn(db, statement, 'the scratch database'),
    transact: (foreignKeys, body) => transact(db, foreignKeys, body),
    unwrapped: (foreignKeys, body) => settled(db, foreignKeys, body),
    copy: () => scratchOn(extended(new Database(db.serialize()))),
    close: () => void db.close(),
  };
}

function transact<R>(db: Database.Database, foreignKeys: boolean, body: () => R): R {
  return settled(db, foreignKeys, () => {
    db.exec('BEGIN IMMEDIATE');
    const value = body();
    db.exec('COMMIT');
    return value;
  });
}

/** Scripts may change the connection's settings: they are put back. */
function settled<R>(db: Database.Database, foreignKeys: boolean, body: () => R): R {
  db.pragma(`foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`);
  try {
    return body();
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.pragma('foreign_keys = OFF');
    db.pragma('legacy_alter_table = OFF');
  }
}

/** The workbench of the connection behind an executor or a view of this driver. @throws TypeError for another driver's */
export function workbenchOf(hands: Executor | View): Workbench {
  if (!(hands instanceof SqliteExecutor || hands instanceof SqliteView))
    throw new TypeError('not an executor or a view of the SQLite driver');
  const bench = workbenchOn(hands.connection);
  if (!(hands instanceof SqliteView)) return bench;
  return { ...bench, rows: (sql, ...values) => hands.reading(() => bench.rows(sql, ...values)) };
}
