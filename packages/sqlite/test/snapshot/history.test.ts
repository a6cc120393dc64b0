import { describe, expect, it, onTestFinished } from 'vitest';
import { inDatabase, JOURNAL_MODES, makeMigrator, rowsOf, temporaryFolder } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { findBreak } from '@zepix/migrations-core';
import type { Driver, Migrator } from '@zepix/migrations-core';
import { sqliteDriver } from '../../src/driver.js';
import { creating, restoring } from './workplace.js';

const MIGRATIONS = {
  '001_orders.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER);',
  '002_notes.sql': 'ALTER TABLE orders ADD COLUMN note TEXT;',
  '003_index.sql': 'CREATE INDEX by_note ON orders (note);',
};

/** A database under migrations, in a folder of its own. */
function managed(journalMode: JournalMode = 'wal') {
  const folder = temporaryFolder(onTestFinished);
  const driver = sqliteDriver();
  const migrator = makeMigrator(folder, { driver, databases: { main: { migrations: MIGRATIONS, journalMode } } });
  const file = folder.file('main.db');
  return { driver, migrator, file, target: driver.target(file, { shown: 'main.db', ledgerTable: 'schema_migrations' }) };
}

function storeOf({ snapshots }: Driver): NonNullable<Driver['snapshots']> {
  if (snapshots === null) throw new Error('the driver has no snapshots');
  return snapshots;
}

async function up(migrator: Migrator, to?: string): Promise<void> {
  const { ok, error } = await migrator.up({ approval: 'all', snapshot: false, ...(to === undefined ? {} : { to }) });
  if (!ok) throw new Error(JSON.stringify(error));
}

/** State, newest version and problems, as status sees them. */
function standing(migrator: Migrator): unknown {
  return [migrator.status(), migrator.verify()].map(({ databases: [main] }) => [main?.state, main?.version, main?.problems]);
}

describe.each(JOURNAL_MODES)('the history of a restored %s file', (journalMode) => {
  it('goes on behind what was there, with one event more and no drift', async () => {
    const { driver, migrator, target, file } = managed(journalMode);
    const store = storeOf(driver);
    await up(migrator, '001');
    const { id, manifest } = await store.create(target, creating());
    await up(migrator);
    inDatabase(file, (db) => db.exec('INSERT INTO orders VALUES (1, 10, NULL)'));
    const before = driver.read(target, (view) => view.history());
    const { saved } = await store.restore(target, id, restoring({ by: 'anna' }));
    const after = driver.read(target, (view) => view.history());
    expect(after.slice(0, -1)).toEqual(before);
    expect(findBreak(after)).toBeNull();
    expect(after.at(-1)).toMatchObject({ event: 'restored', version: null, runId: 'run-1' });
    expect(after.at(-1)?.details).toEqual({
      snapshot: id,
      takenAt: manifest.createdAt,
      toVersion: '001',
      saved: saved?.id,
      by: 'anna',
      rowsLost: 1,
      rowsReturned: 0,
      carriedOver: before.length - driver.read(target, (view) => view.history().findIndex(({ hash }) => hash === manifest.historyHead) + 1),
    });
    expect(saved?.manifest).toMatchObject({ version: '003', reason: 'before-restore' });
    const cookie = driver.read(target, (view) => view.cookie());
    expect(after.at(-1)?.cookie).toBe(cookie);
    expect(standing(migrator)).toEqual([
      ['pending', '001', []],
      ['pending', '001', []],
    ]);
    await up(migrator);
    expect(standing(migrator)).toEqual([
      ['up-to-date', '003', []],
      ['up-to-date', '003', []],
    ]);
  });

  it('is carried over again when the saved file comes back', async () => {
    const { driver, migrator, target } = managed(journalMode);
    const store = storeOf(driver);
    await up(migrator, '001');
    const { id } = await store.create(target, creating());
    await up(migrator);
    const { saved } = await store.restore(target, id, restoring());
    await store.restore(target, saved?.id ?? '', restoring());
    const events = driver.read(target, (view) => view.history());
    expect(events.filter(({ event }) => event === 'restored')).toHaveLength(2);
    expect(findBreak(events)).toBeNull();
    expect(standing(migrator)).toEqual([
      ['up-to-date', '003', []],
      ['up-to-date', '003', []],
    ]);
  });

  it('comes into a snapshot from before the first migration', async () => {
    const { driver, migrator, target, file } = managed(journalMode);
    const store = storeOf(driver);
    inDatabase(file, (db) => db.exec('CREATE TABLE own (a)'));
    const { id, manifest } = await store.create(target, creating());
    await up(migrator);
    const before = driver.read(target, (view) => view.history());
    await store.restore(target, id, restoring());
    expect(manifest).toMatchObject({ version: null, historyHead: null });
    expect(driver.read(target, (view) => view.history()).slice(0, -1)).toEqual(before);
    expect(standing(migrator)).toEqual([
      ['pending', null, []],
      ['pending', null, []],
    ]);
  });
});

describe('a history that does not fit', () => {
  it('is not carried over, and the event says why', async () => {
    const { driver, migrator, target, file } = managed();
    const store = storeOf(driver);
    await up(migrator, '002');
    const { id } = await store.create(target, creating());
    const known = driver.read(target, (view) => view.history());
    inDatabase(file, (db) => db.exec("UPDATE schema_migrations_history SET details = '{}' WHERE id = 2"));
    await up(migrator);
    await store.restore(target, id, restoring());
    const after = driver.read(target, (view) => view.history());
    expect(after.slice(0, -1)).toEqual(known);
    expect(after.at(-1)?.details).toMatchObject({ carriedOver: 0, notCarriedOver: expect.stringContaining('row 2') });
    expect(findBreak(after)).toBeNull();
  });

  it('of another database parts with the snapshot', async () => {
    const [one, other] = [managed(), managed()];
    await up(one.migrator, '001');
    await up(other.migrator);
    const { id } = await storeOf(one.driver).create(one.target, creating());
    inDatabase(one.file, (db) => {
      db.prepare('ATTACH ? AS other').run(other.file);
      db.exec('DELETE FROM schema_migrations_history; INSERT INTO schema_migrations_history SELECT * FROM other.schema_migrations_history');
    });
    await storeOf(one.driver).restore(one.target, id, restoring());
    const last = one.driver.read(one.target, (view) => view.history().at(-1));
    expect(last?.details).toMatchObject({ carriedOver: 0, notCarriedOver: expect.stringContaining('part at row 1') });
  });

  it('is none: a database without a ledger gets no tables', async () => {
    const { driver, target, file } = managed();
    inDatabase(file, (db) => db.exec('CREATE TABLE own (a)'));
    const { id } = await storeOf(driver).create(target, creating());
    inDatabase(file, (db) => db.exec('INSERT INTO own VALUES (1)'));
    await storeOf(driver).restore(target, id, restoring());
    expect(rowsOf(file, 'SELECT name FROM sqlite_schema')).toEqual([['own']]);
  });

  it("is another tool's: its ledger is left alone", async () => {
    const { driver, target, file } = managed();
    inDatabase(file, (db) => db.exec('CREATE TABLE schema_migrations (id TEXT); INSERT INTO schema_migrations VALUES (7)'));
    const { id } = await storeOf(driver).create(target, creating());
    inDatabase(file, (db) => db.exec('DELETE FROM schema_migrations'));
    await storeOf(driver).restore(target, id, restoring());
    expect(rowsOf(file, 'SELECT * FROM schema_migrations')).toEqual([['7']]);
    expect(rowsOf(file, 'SELECT name FROM sqlite_schema')).toEqual([['schema_migrations']]);
  });
});
