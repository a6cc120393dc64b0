import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { platform } from 'node:process';
import { describe, expect, it } from 'vitest';
import { inDatabase, JOURNAL_MODES, openDatabase, rowsOf } from '@zepix/testkit';
import { BALANCED, creating, emptyShop, restoring, shop, store } from './workplace.js';
import type { Shop } from './workplace.js';

const CHANGES = `
  INSERT INTO orders VALUES (101, 5, NULL); DELETE FROM orders WHERE id <= 3; UPDATE orders SET note = 'ORDER 4' WHERE id = 4;
  CREATE TABLE later (a); INSERT INTO later VALUES (1), (1)`;

const CHANGED = [
  { table: 'later', lost: 2, returned: 0, lostColumns: ['a'], returnedColumns: [] },
  { table: 'orders', lost: 2, returned: 4, lostColumns: [], returnedColumns: [] },
];

/** Everything in a file that a restore must bring back. */
function contents(file: string): unknown {
  return [rowsOf(file, 'SELECT * FROM orders'), rowsOf(file, 'SELECT * FROM account'), rowsOf(file, 'SELECT name, sql FROM sqlite_schema')];
}

async function changedShop(journalMode: 'wal' | 'delete'): Promise<Shop & { readonly id: string; readonly before: unknown }> {
  const made = shop(journalMode);
  const { id } = await store.create(made.target, creating());
  const before = contents(made.file);
  inDatabase(made.file, (db) => db.exec(CHANGES));
  return { ...made, id, before };
}

describe.each(JOURNAL_MODES)('restoring a %s file', (journalMode) => {
  it('only tells, in a preview, what would change', async () => {
    const { target, file, id } = await changedShop(journalMode);
    const before = readFileSync(file);
    const { changes, saved, snapshot } = await store.restore(target, id, restoring({ preview: true }));
    expect(changes).toEqual(CHANGED);
    expect([saved, snapshot.id]).toEqual([null, id]);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(store.list(target).snapshots).toHaveLength(1);
  });

  it('brings everything back and saves what was there', async () => {
    const { target, file, folder, id, before } = await changedShop(journalMode);
    const changed = contents(file);
    const told: number[] = [];
    const { changes, saved, writtenSince } = await store.restore(target, id, restoring({ onProgress: (done) => told.push(done) }));
    expect(changes).toEqual(CHANGED);
    expect(writtenSince).toBe(false);
    expect(contents(file)).toEqual(before);
    expect(contents(saved?.file ?? '')).toEqual(changed);
    expect(told.at(-1)).toBe(3);
    expect(inDatabase(file, (db) => db.pragma('journal_mode', { simple: true }))).toBe(journalMode);
    expect(readdirSync(folder.path).toSorted()).toEqual(['shop.db', 'shop.db.snapshots']);
    expect(store.list(target).broken).toEqual([]);
    await store.restore(target, saved?.id ?? '', restoring());
    expect(contents(file)).toEqual(changed);
  });

  it('is seen by an application that has the file open', async () => {
    const { target, file, id, before } = await changedShop(journalMode);
    const application = openDatabase(file);
    const count = application.prepare('SELECT count(*) FROM orders').pluck();
    const later = application.prepare('SELECT count(*) FROM later').pluck();
    expect([count.get(), later.get()]).toEqual([98, 2]);
    await store.restore(target, id, restoring());
    expect(count.get()).toBe(100);
    expect(() => later.get()).toThrow('no such table');
    application.exec('INSERT INTO orders VALUES (200, 0, NULL); DELETE FROM orders WHERE id = 200');
    expect(application.prepare(BALANCED).pluck().get()).toBe(1);
    expect(contents(file)).toEqual(before);
  });

  it('makes a file that is gone, as its source was', async () => {
    const { target, file, id, before } = await changedShop(journalMode);
    rmSync(file);
    const { changes, saved, writtenSince } = await store.restore(target, id, restoring());
    expect(changes.map(({ table, lost, returned }) => [table, lost, returned])).toEqual([
      ['account', 0, 1],
      ['orders', 0, 100],
    ]);
    expect([saved, writtenSince]).toEqual([null, false]);
    expect(contents(file)).toEqual(before);
    expect(inDatabase(file, (db) => db.pragma('journal_mode', { simple: true }))).toBe(journalMode);
  });

  it('fills an empty file, and empties a full one', async () => {
    const { target, file, id, before } = await changedShop(journalMode);
    rmSync(file);
    writeFileSync(file, '');
    const { saved } = await store.restore(target, id, restoring());
    expect(contents(file)).toEqual(before);
    await store.restore(target, saved?.id ?? '', restoring());
    expect(rowsOf(file, 'SELECT * FROM sqlite_schema')).toEqual([]);
  });

  it.each([512, 65536])('works with pages of %i bytes', async (pageSize) => {
    const { target, file } = shop(journalMode, pageSize);
    const { id } = await store.create(target, creating());
    const before = contents(file);
    inDatabase(file, (db) => db.exec(CHANGES));
    await store.restore(target, id, restoring());
    expect(contents(file)).toEqual(before);
  });

  it('refuses another page size and names the way that works', async () => {
    const { target, file, id, before } = await changedShop(journalMode);
    inDatabase(file, (db) => {
      db.pragma('journal_mode = DELETE');
      db.pragma('page_size = 8192');
      db.exec('VACUUM');
      db.pragma(`journal_mode = ${journalMode}`);
    });
    const live = readFileSync(file);
    const error = await store.restore(target, id, restoring()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SNAPSHOT_PAGE_SIZE', hint: expect.stringContaining(`${file}-wal`) });
    expect(readFileSync(file).equals(live)).toBe(true);
    expect(store.list(target).snapshots).toHaveLength(1);
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${file}.away${suffix}`);
    copyFileSync(`${file}.snapshots/${id}.db`, file);
    expect(contents(file)).toEqual(before);
  });

  it('never writes over a file that it can not save', async () => {
    const { target, file, id, before } = await changedShop(journalMode);
    const damaged = readFileSync(file).fill(0xee, 4096, 6000);
    writeFileSync(file, damaged);
    const error = await store.restore(target, id, restoring()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DATABASE_DAMAGED', hint: expect.stringContaining('move') });
    expect(readFileSync(file).equals(damaged)).toBe(true);
    expect(store.list(target)).toMatchObject({ snapshots: [{ id }], broken: [] });
    rmSync(file);
    await store.restore(target, id, restoring());
    expect(contents(file)).toEqual(before);
  });

  it('leaves the file alone when it is stopped in between', async () => {
    const { target, file, id } = await changedShop(journalMode);
    const changed = contents(file);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(store.restore(target, id, restoring({ onProgress, signal: stop.signal }))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect(store.restore(target, id, restoring({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(contents(file)).toEqual(changed);
    expect(store.list(target)).toMatchObject({ snapshots: [{ id }], broken: [] });
  });
});

describe('restoring', () => {
  it('does not play an old -wal over the restored file', async () => {
    const { target, file, id, before } = await changedShop('wal');
    const application = openDatabase(file);
    application.pragma('wal_autocheckpoint = 0');
    application.exec("UPDATE orders SET note = 'only in the -wal'");
    copyFileSync(`${file}-wal`, `${file}.kept`);
    application.close();
    rmSync(file);
    renameSync(`${file}.kept`, `${file}-wal`);
    await store.restore(target, id, restoring());
    expect(contents(file)).toEqual(before);
  });

  it('gives back what a copy of the file without its -wal would lose', async () => {
    const { target, file, folder } = shop('wal');
    const application = openDatabase(file);
    application.pragma('wal_autocheckpoint = 0');
    application.exec('INSERT INTO orders VALUES (101, 1, NULL)');
    const { id, file: copy } = await store.create(target, creating());
    copyFileSync(file, folder.file('plain-copy.db'));
    expect(rowsOf(folder.file('plain-copy.db'), 'SELECT count(*) FROM orders')).toEqual([[100]]);
    expect(rowsOf(copy, 'SELECT count(*) FROM orders')).toEqual([[101]]);
    application.exec('DELETE FROM orders');
    await store.restore(target, id, restoring());
    expect(application.prepare('SELECT count(*) FROM orders').pluck().get()).toBe(101);
  });

  it('takes a snapshot of a rollback-journal file into one that is in WAL mode by now, and the other way round', async () => {
    const { target, file, id, before } = await changedShop('delete');
    inDatabase(file, (db) => db.pragma('journal_mode = WAL'));
    const { saved } = await store.restore(target, id, restoring());
    expect(contents(file)).toEqual(before);
    expect(inDatabase(file, (db) => db.pragma('journal_mode', { simple: true }))).toBe('wal');
    expect(saved?.manifest.journalMode).toBe('wal');
    inDatabase(file, (db) => db.pragma('journal_mode = DELETE'));
    await store.restore(target, saved?.id ?? '', restoring());
    expect(inDatabase(file, (db) => db.pragma('journal_mode', { simple: true }))).toBe('delete');
  });

  it('brings back bytes, types and hidden keys as they were', async () => {
    const { target, file } = emptyShop();
    const rows = "(1, 'BUY'), (1.0, 'buy'), (-0.0, x'00'), (9007199254740993, NULL)";
    inDatabase(file, (db) => db.exec(`CREATE TABLE t (a, b COLLATE NOCASE); INSERT INTO t VALUES ${rows}; DELETE FROM t WHERE rowid = 2`));
    const query = 'SELECT rowid, typeof(a), quote(a), atan2(a, -1), typeof(b), quote(b) FROM t ORDER BY rowid';
    const before = rowsOf(file, query);
    const { id } = await store.create(target, creating());
    inDatabase(file, (db) => db.exec('DELETE FROM t; DROP TABLE t'));
    await store.restore(target, id, restoring());
    expect(rowsOf(file, query)).toEqual(before);
  });

  it.skipIf(platform === 'win32')('keeps a file that it makes from other people', async () => {
    const { target, file } = shop();
    chmodSync(file, 0o600);
    const { id } = await store.create(target, creating());
    rmSync(file);
    await store.restore(target, id, restoring());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
