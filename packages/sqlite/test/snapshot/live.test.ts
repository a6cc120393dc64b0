import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inDatabase, JOURNAL_MODES, openDatabase, rowsOf } from '@zepix/testkit';
import { startOther } from './process.js';
import { BALANCED, creating, grow, restoring, shop, store } from './workplace.js';

describe.each(JOURNAL_MODES)('beside other processes that use a %s file', (journalMode) => {
  it('a snapshot is whole while somebody writes 200 times a second, and loses nobody a write', async () => {
    const made = shop(journalMode);
    grow(made, 20);
    const writer = await startOther({ role: 'write', file: made.file, perSecond: 200 });
    const copies: string[] = [];
    for (let round = 0; round < 4; round += 1) copies.push((await store.create(made.target, creating())).file);
    const { written = 0, failures } = await writer.stop();
    const counts = copies.map((copy) => rowsOf(copy, `SELECT count(*), (${BALANCED}) FROM orders`)[0] as [number, number]);
    expect(counts.map(([, balanced]) => balanced)).toEqual([1, 1, 1, 1]);
    expect(counts.map(([count]) => count)).toEqual(counts.map(([count]) => count).toSorted((a, b) => a - b));
    expect(counts[0]?.[0]).toBeGreaterThan(100);
    expect(failures).toEqual([]);
    expect(rowsOf(made.file, `SELECT count(*), (${BALANCED}) FROM orders`)).toEqual([[100 + written, 1]]);
  });

  it('a snapshot waits for an exclusive lock, then says that it is locked, then goes on when it is freed', async () => {
    const { file, target } = shop(journalMode);
    const lock = 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE account SET total = total';
    const holder = await startOther({ role: 'hold', file, first: lock, last: '' });
    const waited: number[] = [];
    const patient = creating({ timeoutMs: 700, onWait: (_, ms) => waited.push(ms) });
    await expect(store.create(target, patient)).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
    expect(waited.length).toBeGreaterThan(0);
    expect(store.list(target)).toEqual({ snapshots: [], broken: [] });
    const waiting = store.create(target, creating({ timeoutMs: 20_000 }));
    await sleep(50);
    await holder.stop();
    expect((await waiting).manifest.bytes).toBeGreaterThan(0);
  });

  it('a wait for a lock can be stopped', async () => {
    const { file, target } = shop(journalMode);
    const { id } = await store.create(target, creating());
    await startOther({
      role: 'hold',
      file,
      first: 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE account SET total = 0',
      last: '',
    });
    const stop = new AbortController();
    const waiting = [
      store.create(target, creating({ timeoutMs: 20_000, signal: stop.signal })),
      store.restore(target, id, restoring({ timeoutMs: 20_000, signal: stop.signal })),
    ].map((promise) => promise.catch((error: unknown) => error));
    await sleep(50);
    stop.abort();
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ code: 'INTERRUPTED' });
  });

  it('a restore waits for a writer that is in a transaction, and changes nothing when it never ends', async () => {
    const { file, target } = shop(journalMode);
    const { id } = await store.create(target, creating());
    inDatabase(file, (db) => db.exec('DELETE FROM orders; UPDATE account SET total = 0'));
    const holder = await startOther({ role: 'hold', file, first: 'BEGIN IMMEDIATE', last: '' });
    await expect(store.restore(target, id, restoring({ timeoutMs: 300 }))).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
    expect(rowsOf(file, 'SELECT count(*) FROM orders')).toEqual([[0]]);
    expect(store.list(target)).toMatchObject({ snapshots: [{ id }], broken: [] });
    const waiting = store.restore(target, id, restoring({ timeoutMs: 20_000 }));
    await sleep(50);
    await holder.stop();
    await waiting;
    expect(rowsOf(file, `SELECT count(*), (${BALANCED}) FROM orders`)).toEqual([[100, 1]]);
  });

  it('a restore leaves a reader what it has begun to read, or waits for it', async () => {
    const { file, target } = shop(journalMode);
    const { id } = await store.create(target, creating());
    inDatabase(file, (db) => db.exec('DELETE FROM orders WHERE id > 40'));
    const reader = await startOther({
      role: 'hold',
      file,
      first: 'BEGIN; SELECT count(*) FROM orders',
      last: 'SELECT count(*) FROM orders',
    });
    if (journalMode === 'wal') {
      await store.restore(target, id, restoring());
      expect(rowsOf(file, 'SELECT count(*) FROM orders')).toEqual([[100]]);
      expect((await reader.stop()).seen).toEqual(['40']);
    } else {
      await expect(store.restore(target, id, restoring({ timeoutMs: 300 }))).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
      const waiting = store.restore(target, id, restoring({ timeoutMs: 20_000 }));
      await sleep(50);
      expect((await reader.stop()).seen).toEqual(['40']);
      await waiting;
    }
    expect(rowsOf(file, 'SELECT count(*) FROM orders')).toEqual([[100]]);
  });

  it('a restore beside a busy writer loses nothing that is not in the saved file', async () => {
    const made = shop(journalMode);
    grow(made, 4);
    const { file, target } = made;
    const { id } = await store.create(target, creating());
    const writer = await startOther({ role: 'write', file, perSecond: 200 });
    await sleep(100);
    const { saved, changes } = await store.restore(target, id, restoring({ timeoutMs: 20_000 }));
    const { written = 0, failures } = await writer.stop();
    const count = (of: string): number => (rowsOf(of, 'SELECT count(*) FROM orders') as [number][])[0]?.[0] ?? 0;
    const [savedRows, liveRows] = [count(saved?.file ?? ''), count(file)];
    // Every row that was ever written is in the saved file, or was written after the restore.
    expect(savedRows - 100 + (liveRows - 100)).toBe(written);
    expect(changes.find(({ table }) => table === 'orders')?.lost).toBe(savedRows - 100);
    expect(failures).toEqual([]);
    for (const of of [file, saved?.file ?? '']) expect(rowsOf(of, BALANCED)).toEqual([[1]]);
    expect(rowsOf(file, 'PRAGMA integrity_check')).toEqual([['ok']]);
  });

  it('nobody ever sees a file that is neither the old one nor the new one', async () => {
    const made = shop(journalMode);
    grow(made, 12);
    const { file, target } = made;
    const query = 'SELECT (SELECT count(*) FROM orders), (SELECT total FROM account), (SELECT sum(length(bytes)) FROM ballast)';
    const state = (): string => JSON.stringify(rowsOf(file, query));
    const kept = state();
    const { id } = await store.create(target, creating());
    inDatabase(file, (db) => db.exec('DELETE FROM orders; UPDATE account SET total = -1; DELETE FROM ballast WHERE id % 2'));
    const changed = state();
    const watchers = await Promise.all([1, 2].map(() => startOther({ role: 'watch', file, query })));
    await store.restore(target, id, restoring({ timeoutMs: 20_000 }));
    await sleep(50);
    for (const { seen, failures } of await Promise.all(watchers.map((watcher) => watcher.stop()))) {
      expect([changed, kept]).toEqual(expect.arrayContaining([...(seen ?? [])]));
      expect(seen).toContain(kept);
      expect(failures).toEqual([]);
    }
  });

  it('a snapshot of a file that is being migrated has all of it or nothing', async () => {
    const made = shop(journalMode);
    grow(made, 4);
    const { file, target } = made;
    const migration = openDatabase(file);
    migration.exec('BEGIN IMMEDIATE; CREATE TABLE half (a); INSERT INTO half SELECT id FROM orders; ALTER TABLE orders ADD COLUMN more');
    const during = await store.create(target, creating());
    expect(rowsOf(during.file, "SELECT count(*) FROM pragma_table_info('orders')")).toEqual([[3]]);
    migration.exec('COMMIT');
    const after = await store.create(target, creating());
    expect(rowsOf(after.file, 'SELECT count(*) FROM half')).toEqual([[100]]);
  });
});
