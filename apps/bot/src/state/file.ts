import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { botError } from '../settings/refuse.js';
import { unusable } from './lock.js';

/** "ZBot": a file of ours, and no other program's. */
const APPLICATION = 0x5a426f74;
const VERSION = 1;
const BUSY_MS = 5000;

const SCHEMA = `
CREATE TABLE requests (id TEXT PRIMARY KEY, status TEXT NOT NULL, asked_at TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX requests_status ON requests (status, asked_at);
CREATE TABLE nonces (nonce TEXT PRIMARY KEY, request TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE) STRICT;
CREATE TABLE memory (key TEXT PRIMARY KEY, text TEXT NOT NULL, until TEXT) STRICT;
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  user INTEGER,
  chat INTEGER,
  request TEXT,
  detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
`;

/**
 * Opens the bot's own state, making it where it is missing. A commit is on disk when it returns. With `readOnly` nothing is made or
 * changed. @throws MigrationError BOT_STATE_UNUSABLE
 */
export function openStateFile(file: string, { readOnly = false } = {}): Database.Database {
  let database: Database.Database | undefined;
  try {
    if (!readOnly) mkdirSync(dirname(file), { recursive: true });
    database = new Database(file, { timeout: BUSY_MS, fileMustExist: readOnly });
    const isNew = check(file, database);
    if (readOnly) database.pragma('query_only = ON');
    else {
      // Who may read it reads the buttons of open cards; SQLite gives the files beside it the same permissions.
      if (isNew) chmodSync(file, 0o600);
      prepare(database, isNew);
    }
    return database;
  } catch (cause) {
    database?.close();
    throw cause instanceof Database.SqliteError || cause instanceof TypeError || isSystemError(cause) ? unusable(file, cause) : cause;
  }
}

/** True where the file is empty. */
function check(file: string, database: Database.Database): boolean {
  const application = database.pragma('application_id', { simple: true });
  const version = Number(database.pragma('user_version', { simple: true }));
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (application === 0 && version === 0 && tables === 0) return true;
  if (application !== APPLICATION) throw foreign(`${file} is no state of this bot, but another program's database`);
  if (version > VERSION) throw foreign(`${file} was written by a newer version of this bot`);
  return false;
}

function foreign(message: string): ReturnType<typeof botError> {
  return botError('BOT_STATE_UNUSABLE', `${message}.`, 'Correct bot.stateFile.');
}

function prepare(database: Database.Database, isNew: boolean): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  if (!isNew) return;
  database.transaction(() => {
    database.exec(SCHEMA);
    database.pragma(`application_id = ${APPLICATION}`);
    database.pragma(`user_version = ${VERSION}`);
  })();
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
