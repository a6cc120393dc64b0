import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Driver, Extend, Target, View } from '@zepix/migrations-core';
import { explained, sqliteCode } from './connection/errors.js';
import { provide } from './connection/extend.js';
import { hasLog, openForReading } from './connection/open.js';
import { withCopy } from './connection/read-only-place.js';
import { fill } from './content/fill.js';
import { draftBetween } from './declared/index.js';
import { examine } from './health/examine.js';
import { takeLock } from './lock/lock.js';
import { compareModels, fromSchema } from './model/index.js';
import { databaseFiles, removeDatabase, removeLock } from './removal/remove.js';
import { compileScript, parseScript } from './script/index.js';
import type { SqliteScript } from './script/index.js';
import { openSession } from './session/session.js';
import type { TemporaryFolders } from './session/session.js';
import { SqliteView } from './session/view.js';
import { snapshotStore } from './snapshot/store.js';
import { freeSpace } from './target/free-space.js';
import { probe, requirePresent } from './target/probe.js';
import { sqliteTarget } from './target/target.js';

/** How the driver behaves. */
export interface SqliteOptions {
  /** How long a look waits for a writer that is just committing, in ms. Default 500. */
  readonly readTimeoutMs?: number | undefined;
  /** Where SQLite looks first for a folder of temporary files: SQLITE_TMPDIR and TMPDIR of the environment. */
  readonly temporaryFolders?: TemporaryFolders | undefined;
  /** What every connection of this process gets, of whichever driver. @throws MigrationError EXTEND_FAILED when one is opened */
  readonly extend?: Extend | undefined;
}

/** The driver for SQLite files, on better-sqlite3. */
export function sqliteDriver({ readTimeoutMs, temporaryFolders = [], extend }: SqliteOptions = {}): Driver {
  if (extend !== undefined) provide(extend);
  const reading = <R>(target: Target, body: Body<R>): R => read(target, body, readTimeoutMs);
  return {
    name: 'sqlite',
    target: sqliteTarget,
    parse: parseScript,
    compile: (script, intent) => compileScript(script as SqliteScript, intent),
    read: reading,
    probe,
    lock: takeLock,
    open: (target, options) => openSession(target, options, temporaryFolders),
    freeSpace: ({ id }) => freeSpace(dirname(id)),
    snapshots: snapshotStore(),
    compareSchemas: (expected, found) => compareModels(fromSchema(expected), fromSchema(found)),
    draft: draftBetween,
    care: {
      examine: (target, { full }) => reading(target, (view, db) => examine(db, view, target, full)),
      fill,
      files: databaseFiles,
      remove: removeDatabase,
      removeLock,
    },
  };
}

type Body<R> = (view: View, db: Database.Database) => R;

function read<R>(target: Target, body: Body<R>, timeoutMs: number | undefined): R {
  requirePresent(target);
  try {
    // SQLite would make the -shm that is missing, and leave it behind.
    if (hasLog(target.id) && !hasLog(target.id, '-shm')) return withCopy(target.id, (copy) => readFile(copy, target, body, { timeoutMs }));
    // Whoever may write rolls back the journal of a writer that died: opened so, SQLite says that there is one, and a copy is looked at.
    return readFile(target.id, target, body, { timeoutMs, readonly: hasLog(target.id) || hasLog(target.id, '-journal') });
  } catch (error) {
    if (needsCopy(error)) return readCopy(target, body, error);
    throw explained(error, target.shown);
  }
}

interface Opening {
  readonly timeoutMs?: number | undefined;
  /** Default: no, as with a copy. */
  readonly readonly?: boolean;
}

function readFile<R>(file: string, target: Target, body: Body<R>, { timeoutMs, readonly = false }: Opening): R {
  const db = openForReading(file, timeoutMs, readonly);
  try {
    return body(new SqliteView(db, target), db);
  } finally {
    db.close();
  }
}

/** A WAL file in a folder that can't be written, where SQLite can't make its -shm; or a journal to roll back, which looking must not do. */
function needsCopy(error: unknown): boolean {
  const code = sqliteCode(error) ?? (error instanceof MigrationError ? sqliteCode(error.cause) : null);
  return code !== null && /^SQLITE_(CANTOPEN|READONLY)/.test(code);
}

function readCopy<R>(target: Target, body: Body<R>, first: unknown): R {
  try {
    return withCopy(target.id, (copy) => readFile(copy, target, body, {}));
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    throw explained(first, target.shown);
  }
}
