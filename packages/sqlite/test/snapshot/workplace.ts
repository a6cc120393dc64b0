import { onTestFinished } from 'vitest';
import { inDatabase, openDatabase, temporaryFolder } from '@zepix/testkit';
import type { JournalMode, TemporaryFolder } from '@zepix/testkit';
import type { Owner, RestoreOptions, SnapshotOptions, Target } from '@zepix/migrations-core';
import { snapshotStore } from '../../src/snapshot/store.js';
import { sqliteTarget } from '../../src/target/target.js';

export const store = snapshotStore();

export const OWNER: Owner = { pid: 1, host: 'here', since: '2026-01-01T00:00:00.000Z', runId: 'run-1' };

/** What `create` is called with where the test says nothing else. */
export function creating(options: Partial<SnapshotOptions> = {}): SnapshotOptions {
  return { database: 'shop', reason: 'manual', owner: OWNER, timeoutMs: 5000, ...options };
}

/** What `restore` is called with where the test says nothing else. */
export function restoring(options: Partial<RestoreOptions> = {}): RestoreOptions {
  return { ...creating(), by: 'somebody', consent: null, preview: false, ...options };
}

/** A database in a folder of its own. */
export interface Shop {
  readonly folder: TemporaryFolder;
  readonly file: string;
  readonly target: Target;
}

export function emptyShop(name = 'shop.db'): Shop {
  const folder = temporaryFolder(onTestFinished);
  const file = folder.file(name);
  return { folder, file, target: sqliteTarget(file, { shown: name, ledgerTable: 'schema_migrations' }) };
}

/** A database with 100 orders and an account that holds the sum of their amounts. No connection is open. */
export function shop(journalMode: JournalMode = 'wal', pageSize = 4096): Shop {
  const made = emptyShop();
  const db = openDatabase(made.file);
  db.pragma(`page_size = ${pageSize}`);
  db.pragma(`journal_mode = ${journalMode}`);
  db.exec(`
    CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL, note TEXT COLLATE NOCASE);
    CREATE TABLE account (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
    INSERT INTO orders SELECT i, i, 'order ' || i FROM n;
    INSERT INTO account SELECT 1, sum(amount) FROM orders`);
  db.close();
  return made;
}

/** Makes the file big enough that a copy takes many steps, in which others get their turn. */
export function grow({ file }: Shop, megabytes: number): void {
  inDatabase(file, (db) => {
    db.exec('CREATE TABLE ballast (id INTEGER PRIMARY KEY, bytes BLOB)');
    const insert = db.prepare('INSERT INTO ballast (bytes) VALUES (randomblob(100000))');
    db.transaction(() => Array.from({ length: megabytes * 10 }, () => insert.run()))();
  });
}

/** Whether the account holds the sum of the orders: what every writer of these tests keeps true in one transaction. */
export const BALANCED = 'SELECT (SELECT total FROM account) = (SELECT sum(amount) FROM orders)';
