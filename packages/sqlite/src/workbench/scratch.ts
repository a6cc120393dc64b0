import Database from 'better-sqlite3';
import type { Executor, View } from '@zepix/migrations-core';
import { registerGuards, SqliteExecutor } from '../session/executor.js';
import { SqliteView } from '../session/view.js';
import { workbenchOn } from './workbench.js';
import type { Workbench } from './workbench.js';

/** A throw-away database in memory, or at a path that the caller owns and removes. */
export interface Scratch {
  readonly bench: Workbench;
  close(): void;
}

/** Opens a scratch database: foreign keys off, nothing synced. The guards' RAISE works as in a run. */
export function openScratch(file = ':memory:'): Scratch {
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  registerGuards(db);
  return { bench: workbenchOn(db), close: () => void db.close() };
}

/** The workbench of the connection behind an executor or a view of this driver. @throws TypeError for another driver's */
export function workbenchOf(hands: Executor | View): Workbench {
  if (!(hands instanceof SqliteExecutor || hands instanceof SqliteView))
    throw new TypeError('not an executor or a view of the SQLite driver');
  return workbenchOn(hands.connection);
}
