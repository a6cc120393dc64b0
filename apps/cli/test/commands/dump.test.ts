import { describe, expect, test } from 'vitest';
import type { DumpResult } from '@zepix/migrations-core';
import { APP, openShop, single } from '../shop.js';
import { resultOf } from './result.js';

const SCHEMA = `
  CREATE TABLE zebra (id INTEGER PRIMARY KEY);
  CREATE TABLE ant (id INTEGER PRIMARY KEY AUTOINCREMENT, z INTEGER REFERENCES zebra (id), b INTEGER REFERENCES bee (id), UNIQUE (z, b));
  CREATE TABLE bee (id INTEGER PRIMARY KEY, a INTEGER REFERENCES ant (id), [select] TEXT DEFAULT 'it''s; -- no') STRICT;
  CREATE TABLE "odd ""name" (k TEXT PRIMARY KEY, g TEXT AS (upper(k)) STORED) WITHOUT ROWID;
  CREATE VIRTUAL TABLE words USING fts5(text);
  CREATE INDEX z_index ON ant (z) WHERE z > 0;
  CREATE INDEX a_index ON zebra (id DESC);
  CREATE VIEW all_of AS SELECT * FROM bee -- with a comment
  ;
  CREATE TRIGGER t AFTER INSERT ON zebra BEGIN INSERT INTO bee (id) VALUES (new.id); SELECT 1; END;
  CREATE TRIGGER i INSTEAD OF INSERT ON all_of BEGIN SELECT 1; END;`;

describe('dump', () => {
  test("is a script that makes the same schema, in a stable order, without what is the engine's", async () => {
    const place = single({ '001_a.sql': SCHEMA });
    await place.run(['up', ...APP]);
    place.sql('app.db', "INSERT INTO zebra VALUES (1); INSERT INTO words VALUES ('x'); ANALYZE");
    const { code, stdout } = await place.run(['dump', ...APP]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/schema_migrations|sqlite_|words_data|INSERT INTO words/);
    expect(stdout).toMatch(/^-- Schema of app at 001\./);
    const names = [...stdout.matchAll(/^CREATE (?:VIRTUAL )?(\w+) ("(?:[^"]|"")+"|\w+)/gm)].map(([, kind, name]) => `${kind} ${name}`);
    expect(names).toEqual([
      'TABLE "odd ""name"',
      'TABLE zebra',
      'TABLE ant',
      'TABLE bee',
      'TABLE words',
      'INDEX a_index',
      'INDEX z_index',
      'VIEW all_of',
      'TRIGGER i',
      'TRIGGER t',
    ]);
    place.sql('copy.db', stdout);
    const schema =
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND tbl_name NOT LIKE 'schema_migrations%' AND tbl_name NOT LIKE '!_zepix!_%' ESCAPE '!' ORDER BY 1, 2";
    expect(place.rows('copy.db', schema)).toEqual(place.rows('app.db', schema));
    const again = await place.run(['dump', '--database', 'copy.db', '--migrations', 'migrations']);
    expect(again.stdout.split('\n').slice(1)).toEqual(stdout.split('\n').slice(1));
  });

  test('--out writes where something changed, and only then', async () => {
    const place = await openShop();
    const dump = (more = ''): ReturnType<typeof resultOf<readonly DumpResult[]>> =>
      resultOf(place, `dump --filter orders --out schema.sql ${more}`);
    expect(await dump('--check')).toMatchObject({ code: 2, result: [{ outcome: 'differs' }] });
    expect(place.exists('schema.sql')).toBe(false);
    expect(await dump()).toMatchObject({ code: 0, result: [{ outcome: 'written', version: '003', out: 'schema.sql' }] });
    expect(place.read('schema.sql')).toBe((await place.run('dump --filter orders')).stdout);
    place.write('schema.sql', place.read('schema.sql').replaceAll('\n', '\r\n'));
    expect(await dump()).toMatchObject({ code: 0, result: [{ outcome: 'unchanged' }] });
    expect(place.read('schema.sql')).toContain('\r\n');
    expect((await dump('--check')).code).toBe(0);
    place.sql('data/shop_orders.db', 'CREATE TABLE more (id INTEGER)');
    expect((await dump('--check')).code).toBe(2);
    expect((await place.run('dump --filter orders --out schema.sql --check')).stdout).toContain(
      '✖ schema.sql is not the schema of orders at 003.',
    );
    expect(place.files('.').filter((name) => name.startsWith('schema'))).toEqual(['schema.sql']);
  });

  test('wants a file for --check, one database for --out, and a database', async () => {
    const place = await openShop();
    expect((await place.run('dump --check --filter orders')).code).toBe(64);
    expect((await place.run('dump --out x.sql')).code).toBe(5);
    expect((await place.run('dump --filter orders --out no/such/folder.sql')).code).toBe(5);
    place.remove('data/shop_orders.db');
    expect((await place.run('dump --filter orders')).code).toBe(6);
    expect((await place.run('dump --filter stock')).stdout).toContain('CREATE TABLE stock');
  });
});
