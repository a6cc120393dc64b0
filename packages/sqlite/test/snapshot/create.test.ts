import { createHash } from 'node:crypto';
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { platform } from 'node:process';
import { describe, expect, it } from 'vitest';
import { inDatabase, JOURNAL_MODES, openDatabase, rowsOf } from '@zepix/testkit';
import { VERSION } from '@zepix/migrations-core';
import { physicalDifferences } from '../../src/snapshot/compare.js';
import { openPair } from '../../src/snapshot/pair.js';
import { BALANCED, creating, emptyShop, shop, store } from './workplace.js';

/** What differs between two files, the schema included. */
function differing(left: string, right: string): readonly string[] {
  const open = openPair(left, right);
  try {
    return physicalDifferences(open.pair);
  } finally {
    open.close();
  }
}

describe.each(JOURNAL_MODES)('a snapshot of a %s file', (journalMode) => {
  it('is a whole and plain database beside its manifest', async () => {
    const { target, file, folder } = shop(journalMode);
    const snapshot = await store.create(target, creating({ reason: 'before-up' }));
    expect(snapshot.id).toMatch(/^\d{8}T\d{6}Z-before-up-vnone$/);
    expect(snapshot.file).toBe(`${file}.snapshots/${snapshot.id}.db`);
    expect(readdirSync(`${file}.snapshots`).toSorted()).toEqual([`${snapshot.id}.db`, `${snapshot.id}.json`]);
    expect(readdirSync(folder.path).toSorted()).toEqual(['shop.db', 'shop.db.snapshots']);
    expect(differing(file, snapshot.file)).toEqual([]);
    const plain = openDatabase(snapshot.file);
    expect(plain.prepare(BALANCED).pluck().get()).toBe(1);
    expect(plain.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(readdirSync(`${file}.snapshots`)).toHaveLength(2);
  });

  it('says in its manifest what it is', async () => {
    const { target } = shop(journalMode);
    const { manifest, file, id } = await store.create(target, creating());
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(JSON.parse(readFileSync(file.replace(/db$/, 'json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({ format: 1, database: 'shop', source: 'shop.db', reason: 'manual', runId: 'run-1', version: null });
    expect(manifest).toMatchObject({ historyHead: null, bytes: statSync(file).size, sha256, journalMode, pageSize: 4096 });
    expect(manifest.engineVersion).toBe(VERSION);
    expect(id).toContain(manifest.createdAt.replaceAll(/[-:]|\.\d+/g, ''));
    expect(store.list(target)).toEqual({ snapshots: [{ id, file, manifest }], broken: [] });
    expect(await store.find(target, id)).toEqual({ id, file, manifest });
  });

  it('holds what was committed and only that, and leaves an open application alone', async () => {
    const { target, file, folder } = shop(journalMode);
    const application = openDatabase(file);
    application.exec('INSERT INTO orders VALUES (101, 101, NULL); UPDATE account SET total = total + 101');
    const before = readdirSync(folder.path);
    application.exec('BEGIN; INSERT INTO orders VALUES (102, 1, NULL)');
    const snapshot = await store.create(target, creating());
    application.exec('COMMIT');
    expect(rowsOf(snapshot.file, 'SELECT count(*) FROM orders')).toEqual([[101]]);
    expect(rowsOf(file, 'SELECT count(*) FROM orders')).toEqual([[102]]);
    expect(readdirSync(folder.path).toSorted()).toEqual([...before, 'shop.db.snapshots'].toSorted());
    expect(application.pragma('journal_mode', { simple: true })).toBe(journalMode);
  });

  it('tells how far it is', async () => {
    const { target } = shop(journalMode);
    const told: (readonly [number, number])[] = [];
    await store.create(target, creating({ onProgress: (done, total) => told.push([done, total]) }));
    expect(told.at(-1)).toEqual([3, 3]);
    expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { target, file } = shop(journalMode);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(store.create(target, creating({ signal: stop.signal, onProgress }))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect(store.create(target, creating({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(readdirSync(`${file}.snapshots`)).toEqual([]);
  });

  it.each([512, 1024, 8192, 65536])('keeps pages of %i bytes', async (pageSize) => {
    const { target, file } = shop(journalMode, pageSize);
    const { file: copy, manifest } = await store.create(target, creating());
    expect(manifest.pageSize).toBe(pageSize);
    expect(inDatabase(copy, (db) => db.pragma('page_size', { simple: true }))).toBe(pageSize);
    expect(differing(file, copy)).toEqual([]);
  });

  it('holds tables of every kind', async () => {
    const { target, file } = emptyShop();
    inDatabase(file, (db) => {
      db.pragma(`journal_mode = ${journalMode}`);
      db.exec(`
        CREATE TABLE keyed (a TEXT, b INTEGER, c, PRIMARY KEY (b, a)) WITHOUT ROWID;
        CREATE VIRTUAL TABLE documents USING fts5(title, body);
        CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB, twice AS (id * 2));
        CREATE VIEW seen AS SELECT * FROM keyed;
        INSERT INTO keyed VALUES ('x', 1, -0.0), ('y', 1, x'00ff');
        INSERT INTO documents VALUES ('one', 'a b c'), ('two', 'b c d');
        INSERT INTO counted (blob) VALUES (randomblob(5000000)), (zeroblob(100)); ANALYZE`);
    });
    const { file: copy } = await store.create(target, creating());
    expect(differing(file, copy)).toEqual([]);
    expect(rowsOf(copy, "SELECT title FROM documents WHERE documents MATCH 'd'")).toEqual([['two']]);
  });
});

describe('what a snapshot is taken of', () => {
  it('may be an empty file', async () => {
    const { target, file } = emptyShop();
    writeFileSync(file, '');
    const { file: copy, manifest } = await store.create(target, creating());
    expect(manifest.bytes).toBe(0);
    expect(rowsOf(copy, 'SELECT * FROM sqlite_schema')).toEqual([]);
  });

  it('must be there, and a database', async () => {
    const { target, file, folder } = emptyShop();
    await expect(store.create(target, creating())).rejects.toMatchObject({ code: 'DATABASE_MISSING' });
    expect(readdirSync(folder.path)).toEqual([]);
    writeFileSync(
      file,
      'what lies here is no database, though it is long enough for the header of one, which has a hundred bytes at least',
    );
    await expect(store.create(target, creating())).rejects.toMatchObject({ code: 'NOT_A_DATABASE' });
    expect(readdirSync(folder.path)).toEqual(['shop.db']);
  });

  it('must be sound', async () => {
    const { target, file } = shop('delete');
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(2048, 0xee), 0, 2048, 4096);
    closeSync(handle);
    await expect(store.create(target, creating())).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' });
    expect(readdirSync(`${file}.snapshots`)).toEqual([]);
  });

  it('must not be cut off', async () => {
    const { target, file } = shop('delete');
    truncateSync(file, 8192);
    await expect(store.create(target, creating())).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' });
  });

  it('may hold rows that break its own rules', async () => {
    const { target, file } = emptyShop();
    inDatabase(file, (db) => {
      db.pragma('ignore_check_constraints = ON');
      db.exec('CREATE TABLE t (a INTEGER CHECK (a > 0)); INSERT INTO t VALUES (-1)');
    });
    const { file: copy } = await store.create(target, creating());
    expect(rowsOf(copy, 'SELECT a FROM t')).toEqual([[-1]]);
  });

  it.skipIf(platform === 'win32')('is readable for the same people as its copy', async () => {
    const { target, file } = shop();
    chmodSync(file, 0o600);
    const { file: copy } = await store.create(target, creating());
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });
});

describe('the name of a snapshot', () => {
  it('tells the newest applied version, and the manifest the head of the history', async () => {
    const { target, file } = shop();
    inDatabase(file, (db) =>
      db.exec(`CREATE TABLE schema_migrations (version TEXT PRIMARY KEY NOT NULL, applied_at, description, checksum, execution_time_ms);
        INSERT INTO schema_migrations (version) VALUES ('009'), ('0010'), ('2')`),
    );
    const { id, manifest } = await store.create(target, creating());
    expect(id).toMatch(/-manual-v0010$/);
    expect(manifest.version).toBe('0010');
  });

  it('is never given twice', async () => {
    const { target } = shop();
    const made = await Promise.all([1, 2, 3, 4].map(() => store.create(target, creating())));
    expect(new Set(made.map(({ id }) => id)).size).toBe(4);
    expect(store.list(target).snapshots).toHaveLength(4);
    expect(store.list(target).broken).toEqual([]);
  });
});
