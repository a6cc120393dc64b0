import { readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { JOURNAL_MODES, temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';
import { engine } from '../engine/engine.js';
import type { Engine } from '../engine/engine.js';

const series = (rows: number): string => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;
/** More rows than a sample takes, and more bytes than are copied whole anyway. Every order has a user, and most have an order before them. */
const LARGE = `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, user INTEGER NOT NULL REFERENCES users, before INTEGER REFERENCES orders, note TEXT);
CREATE INDEX by_user ON orders (user);
CREATE TABLE small (a PRIMARY KEY, b) WITHOUT ROWID;
INSERT INTO small VALUES (1, 'one'), (2, x'00ff');
${series(20_000)} INSERT INTO users SELECT i, 'user ' || i FROM n;
${series(60_000)} INSERT INTO orders SELECT i, 1 + (i * 7919) % 20000, CASE WHEN i > 9 THEN i / 2 END, hex(zeroblob(80)) || i FROM n;`;
const UP = 'ALTER TABLE orders ADD COLUMN lots REAL DEFAULT 1;\nUPDATE orders SET note = lower(note) WHERE id % 2 = 0;';

type Rehearse = boolean | 'full' | 'sample' | 'off';
type Files = Parameters<typeof engine>[0];

const large = (files: Files, rehearse: Rehearse = 'sample', mode: (typeof JOURNAL_MODES)[number] = 'wal'): Engine =>
  engine(files, { sql: LARGE, journalMode: mode, config: { rehearse } }, { rehearse: true });

describe.each(JOURNAL_MODES)('a rehearsal on a sample, in %s mode', (mode) => {
  test('shows that it comes back there, says what it does not show, and foretells nothing', async () => {
    const place = large({ '001_x.sql': UP, 'rollback/001_rollback_x.sql': 'SELECT 1;' }, 'sample', mode);
    const { rehearsal } = await place.plan();
    expect(rehearsal?.steps).toMatchObject([{ status: 'unproven', durationMs: null, rows: null, bytes: null }]);
    expect(rehearsal?.steps[0]?.differences.join('\n')).toMatch(/column orders\.lots was not there before/);
    const taken = new Map(rehearsal?.sample?.tables.map(({ table, rows, of }) => [table, { rows, of }]));
    expect(taken.get('small')).toEqual({ rows: 2, of: 2 });
    expect(taken.get('orders')?.of).toBe(60_000);
    expect(taken.get('orders')?.rows).toBeLessThan(60_000);
    expect(rehearsal?.sample?.unproven[0]).toMatch(/orders \(\d+ of at most 60000\)/);
    expect(readdirSync(place.folder.path).filter((name) => name.endsWith('.snapshots'))).toEqual([]);
  });
});

describe('a sample', () => {
  test('holds the parents of every row in it, and their parents', async () => {
    const check = `-- assert: every order has its user
SELECT NOT EXISTS (SELECT 1 FROM orders WHERE user NOT IN (SELECT id FROM users));
-- assert: and the order before it
SELECT NOT EXISTS (SELECT 1 FROM orders WHERE before IS NOT NULL AND before NOT IN (SELECT id FROM orders));
-- assert: it is not the whole database
SELECT count(*) < 60000 FROM orders;
CREATE TABLE t (id INTEGER);`;
    const place = large({ '001_x.sql': check, 'rollback/001_rollback_x.sql': 'DROP TABLE t;' });
    expect(await place.plan()).toMatchObject({ error: null, rehearsal: { steps: [{ status: 'sampled' }] } });
  });

  test('is no proof', async () => {
    const place = large({ '001_x.sql': 'CREATE TABLE t (id INTEGER);', 'rollback/001_rollback_x.sql': 'DROP TABLE t;' });
    const refused = await place.up({ requireProof: true });
    expect(refused.error).toMatchObject({ code: 'UNPROVEN', hint: expect.stringContaining('--rehearse=full') });
    expect(await place.up({ requireProof: true, rehearse: 'full' })).toMatchObject({ error: null, version: '001' });
  });

  test('is what the run asks for, whatever the configuration says', async () => {
    const place = large({ '001_x.sql': 'CREATE TABLE t (id INTEGER);' }, false);
    expect((await place.plan()).rehearsal).toBeNull();
    expect((await place.plan({ rehearse: 'sample' })).rehearsal?.sample).not.toBeNull();
    expect((await place.plan({ rehearse: 'full' })).rehearsal?.sample).toBeNull();
    expect((await place.plan({ rehearse: 'off' })).rehearsal).toBeNull();
  });

  test('is not taken of a database that is copied as fast', async () => {
    const place = engine({ '001_x.sql': 'CREATE TABLE u (id INTEGER);' }, { sql: 'CREATE TABLE t (id INTEGER);' }, { rehearse: true });
    expect((await place.plan({ rehearse: 'sample' })).rehearsal).toMatchObject({ sample: null, steps: [{ status: 'unproven' }] });
  });

  test('is bit for bit what was there', async () => {
    const folder = temporaryFolder(onTestFinished);
    const db = new Database(folder.file('app.db'));
    db.exec(`PRAGMA user_version = 7;
      CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b TEXT, g AS (a || b), UNIQUE (b, a));
      CREATE TABLE hidden (rowid TEXT, v); INSERT INTO hidden VALUES ('x', 1), ('x', 1);
      INSERT INTO t (id, a, b) VALUES (5, -0.0, 'x'), (7, 9223372036854775807, NULL), (9, 1.0, ''), (11, x'', 'é'), (12, CAST(x'ff41' AS TEXT), 'y');
      DELETE FROM t WHERE id = 11;
      CREATE VIRTUAL TABLE f USING fts5 (a); INSERT INTO f (rowid, a) VALUES (3, 'some words');
      CREATE VIEW v AS SELECT * FROM t; CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;`);
    db.close();
    const driver = sqliteDriver();
    const target = driver.target(folder.file('app.db'), { shown: 'app.db', ledgerTable: 'schema_migrations' });
    const { snapshots } = driver;
    if (snapshots === null) throw new Error('there are snapshots');
    const options = { timeoutMs: 0 };
    const whole = await snapshots.scratch(target, { kind: 'live' }, options);
    const { copy, tables } = await snapshots.sample(target, { kind: 'live' }, options);
    try {
      expect(snapshots.differences(target, { kind: 'scratch', scratch: whole }, copy)).toEqual([]);
      expect(tables).toEqual([
        { table: 'hidden', rows: 2, of: 2 },
        { table: 't', rows: 4, of: 4 },
      ]);
      const other = driver.target(copy.location, { shown: 'the sample', ledgerTable: 'schema_migrations' });
      const [one, two] = [target, other].map((place) =>
        driver.read(place, (view) => ({ objects: view.objects(), contents: view.contents() })),
      );
      expect(two).toEqual(one);
    } finally {
      for (const scratch of [whole, copy]) scratch.remove();
    }
  });
});
