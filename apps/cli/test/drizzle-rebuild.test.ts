import { execFileSync } from 'node:child_process';
import { appendFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

const DRIVER = join(import.meta.dirname, '../../../packages/sqlite');
const DRIZZLE_KIT = join(dirname(createRequire(join(DRIVER, 'package.json')).resolve('drizzle-kit')), 'bin.cjs');

const SCHEMA = (status: string): string => `import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const customers = sqliteTable('customers', {
  id: integer().primaryKey({ autoIncrement: true }),
  email: text().notNull().unique(),
  status: text().notNull().default('${status}'),
});
export const orders = sqliteTable('orders', {
  id: integer().primaryKey(),
  customer: integer().notNull().references(() => customers.id, { onDelete: 'cascade' }),
  total: integer().notNull(),
});
`;

/** What people write by hand into a migration of drizzle-kit's, since no schema of drizzle's can say it. */
const BY_HAND = `CREATE TRIGGER customers_moved AFTER UPDATE OF email ON customers BEGIN UPDATE orders SET total = total + 1 WHERE customer = new.id; END;
--> statement-breakpoint
CREATE INDEX customers_active ON customers (email) WHERE status = 'active';
--> statement-breakpoint
CREATE VIEW totals AS SELECT customer, sum(total) AS total FROM orders GROUP BY customer;
`;
const ROWS = `INSERT INTO customers (id, email, status) VALUES (1, 'a@x', 'active'), (2, 'b@x', 'new'), (9, 'z@x', 'new');
DELETE FROM customers WHERE id = 9;
INSERT INTO orders VALUES (1, 1, 10), (2, 1, 20), (3, 2, 5);`;

/** A project of drizzle-kit's whose second migration was filled by hand, and whose third changes a DEFAULT: it can't alter a column. */
function project(byHand: string): Workplace {
  const place = workplace();
  symlinkSync(join(DRIVER, 'node_modules'), place.path('node_modules'), 'junction');
  const config = `export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle', dbCredentials: { url: './theirs.db' } };`;
  place.write('drizzle.config.ts', config);
  place.write('schema.ts', SCHEMA('new'));
  drizzleKit(place, 'generate', '--name', 'start');
  drizzleKit(place, 'generate', '--custom', '--name', 'by_hand');
  appendFileSync(place.path('drizzle/0001_by_hand.sql'), `\n${byHand}`);
  return place;
}

function drizzleKit({ root }: Workplace, ...args: readonly string[]): void {
  execFileSync(process.execPath, [DRIZZLE_KIT, ...args], { cwd: root, stdio: 'pipe' });
}

function changeDefault(place: Workplace): void {
  place.write('schema.ts', SCHEMA('fresh'));
  drizzleKit(place, 'generate', '--name', 'fresh');
  expect(place.read('drizzle/0002_fresh.sql')).toContain('DROP TABLE `customers`');
}

async function ours(place: Workplace, words: string): Promise<string> {
  const { code, stdout, stderr } = await place.run(`${words} --no-snapshot --database ours.db --migrations drizzle`);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** What is lost where a table is written anew without care; the schema's texts in no order. */
function contents({ rows }: Workplace, file: string) {
  return {
    customers: rows(file, 'SELECT id, email, status FROM customers'),
    orders: rows(file, 'SELECT * FROM orders'),
    counter: rows(file, "SELECT seq FROM sqlite_sequence WHERE name = 'customers'"),
    byHand: rows(file, "SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view') OR name = 'customers_active' ORDER BY name"),
    tables: rows(
      file,
      "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('customers', 'orders') AND type IN ('table', 'index') ORDER BY name",
    ),
    broken: rows(file, 'PRAGMA foreign_key_check'),
    check: rows(file, 'PRAGMA integrity_check'),
  };
}

test('a changed DEFAULT: drizzle-kit loses child rows, trigger, index and counter and reports success; here nothing is lost', async () => {
  const place = project(BY_HAND);
  drizzleKit(place, 'migrate');
  await ours(place, 'up');
  for (const file of ['theirs.db', 'ours.db']) place.sql(file, ROWS);
  const before = contents(place, 'ours.db');
  expect(contents(place, 'theirs.db')).toEqual(before);
  changeDefault(place);

  drizzleKit(place, 'migrate');
  const lost = contents(place, 'theirs.db');
  expect(lost.orders).toEqual([]);
  expect(lost.counter).toEqual([[2]]);
  expect(lost.byHand).toEqual(before.byHand.filter((one) => String(one).startsWith('CREATE VIEW')));

  const told = await ours(place, 'up --yes');
  expect(told).toContain('carried over: trigger customers_moved, index customers_active, its counter (9).');
  const after = contents(place, 'ours.db');
  expect({ ...after, tables: before.tables }).toEqual(before);
  expect(String(after.tables)).toContain("DEFAULT 'fresh'");
  place.sql('ours.db', "UPDATE customers SET email = 'new@x' WHERE id = 2; INSERT INTO customers (email) VALUES ('c@x');");
  expect(place.rows('ours.db', 'SELECT max(id), status FROM customers')).toEqual([[10, 'fresh']]);
  expect(place.rows('ours.db', 'SELECT total FROM orders WHERE id = 3')).toEqual([[6]]);

  await ours(place, 'down');
  const back = contents(place, 'ours.db');
  expect(back.customers).toEqual([
    [1, 'a@x', 'active'],
    [2, 'new@x', 'new'],
    [10, 'c@x', 'fresh'],
  ]);
  expect({ ...back, customers: before.customers, orders: before.orders, counter: before.counter }).toEqual(before);
  expect(back.counter).toEqual([[10]]);
}, 60_000);

test('what only the table of before could hold is told: a trigger that would have every write fail is not put back', async () => {
  const place = project(`${BY_HAND}--> statement-breakpoint
CREATE VIEW active AS SELECT id, email FROM customers WHERE status = 'active';
--> statement-breakpoint
CREATE TRIGGER customers_gone AFTER DELETE ON customers WHEN old.status = 'active' BEGIN SELECT 1; END;
`);
  await ours(place, 'up');
  place.sql('ours.db', ROWS);
  const before = contents(place, 'ours.db');
  changeDefault(place);
  const third = 'drizzle/0002_fresh.sql';
  place.write(
    third,
    place
      .read(third)
      .replace(/,\s+`status`[^\n]*/, '')
      .replaceAll(', "status"', ''),
  );
  const told = await ours(place, 'up --yes');
  expect(told).toContain('carried over: trigger customers_moved, its counter (9).');
  expect(told).toContain('gone: index customers_active, trigger customers_gone.');
  expect(told).toContain('The view active does not fit what the script made of its tables: it is gone.');
  place.sql('ours.db', "DELETE FROM customers WHERE id = 77; INSERT INTO customers (email) VALUES ('d@x')");
  await ours(place, 'down');
  const { customers, counter, ...back } = contents(place, 'ours.db');
  expect(customers).toEqual([...before.customers, [10, 'd@x', 'new']]);
  expect(counter).toEqual([[10]]);
  expect(back).toEqual({ orders: before.orders, byHand: before.byHand, tables: before.tables, broken: [], check: [['ok']] });
}, 60_000);
