import { expect, test } from 'vitest';
import { of, workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

const SLUG =
  "connection.function('slug', { deterministic: true }, (text: string) => String(text).toLowerCase().replaceAll(' ', '-'));\n" +
  "connection.aggregate('product', { start: 1, step: (total: number, next: number) => total * next });";

/** Functions of the application in an index, a CHECK, a trigger, a generated column, and in what the migrations run. */
const MIGRATIONS = {
  '001_items.sql': `CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, qty REAL, CHECK (slug(name) <> ''));
CREATE INDEX by_slug ON items (slug(name));
INSERT INTO items (name, qty) VALUES ('Red Shoe', 2), ('Blue Hat', 3);
CREATE TRIGGER items_ai AFTER INSERT ON items BEGIN UPDATE items SET name = slug(new.name) WHERE id = new.id; END;`,
  '002_slug.sql': `ALTER TABLE items ADD COLUMN slug TEXT;
UPDATE items SET slug = slug(name);
CREATE TABLE totals AS SELECT product(qty) AS product FROM items;`,
  '003_kept.sql': `CREATE TABLE next (id INTEGER PRIMARY KEY, name TEXT NOT NULL, qty REAL, slug TEXT GENERATED ALWAYS AS (slug(name)) STORED);
INSERT INTO next (id, name, qty) SELECT id, name, qty FROM items;
DROP TABLE items;
ALTER TABLE next RENAME TO items;`,
};

function shopWith(extend: string): Workplace {
  const place = workplace();
  place.write(
    'zepix.config.ts',
    `import { defineConfig } from '@zepix/migrations-core';
export default defineConfig({ extend: (connection) => { ${extend} }, databases: { shop: { file: 'shop.db', migrations: 'migrations' } } });\n`,
  );
  for (const [name, text] of Object.entries(MIGRATIONS)) place.write(`migrations/${name}`, text);
  return place;
}

test('functions of the application are there in runs, rehearsals, rollbacks that are made and proven, and looks', async () => {
  const place = shopWith(SLUG);
  const made = await place.run('rollback generate');
  expect([made.code, made.stdout]).toEqual([0, expect.stringContaining('3 rollbacks written and proven')]);
  const up = of(await place.json('up --yes --require-proof'), 'shop');
  expect([up.error, up.rehearsal?.steps.map(({ status }) => status)]).toEqual([null, ['proven', 'proven', 'proven']]);
  const down = of(await place.json('down --steps 2 --yes'), 'shop');
  expect([down.error, down.version]).toEqual([null, '001']);
  expect(of(await place.json('up --yes'), 'shop').version).toBe('003');
  expect((await place.run('verify')).code).toBe(0);
});

test.each([
  ["connection.loadExtension('./nowhere');", 'EXTEND_FAILED'],
  ["throw new Error('no');", 'EXTEND_FAILED'],
])('what can not be added (%s) is told before anything is done', async (extend, code) => {
  const place = shopWith(extend);
  const answer = await place.json('up --yes');
  expect(answer.code).toBe(64);
  expect(of(answer, 'shop').error).toMatchObject({ code, dataState: expect.stringContaining('Nothing was changed.') });
});

test('anything but a function is refused', async () => {
  const place = shopWith(SLUG);
  place.write('zepix.config.ts', "export default { extend: {}, databases: { shop: { file: 'shop.db', migrations: 'migrations' } } };");
  const { code, report } = await place.json('up --yes');
  expect([code, report.error?.code]).toEqual([64, 'CONFIG_INVALID']);
});
