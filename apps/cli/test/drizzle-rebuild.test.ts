import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inDatabase, temporaryFolder } from '@zepix/testkit';
import type { TemporaryFolder } from '@zepix/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { runBin } from './bin.js';

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
function project(byHand: string): TemporaryFolder {
  const folder = temporaryFolder(onTestFinished);
  symlinkSync(join(DRIVER, 'node_modules'), folder.file('node_modules'), 'junction');
  const config = `export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle', dbCredentials: { url: './theirs.db' } };`;
  writeFileSync(folder.file('drizzle.config.ts'), config);
  writeFileSync(folder.file('schema.ts'), SCHEMA('new'));
  drizzleKit(folder, 'generate', '--name', 'start');
  drizzleKit(folder, 'generate', '--custom', '--name', 'by_hand');
  appendFileSync(folder.file('drizzle', '0001_by_hand.sql'), `\n${byHand}`);
  return folder;
}

function drizzleKit({ path }: TemporaryFolder, ...args: readonly string[]): void {
  execFileSync(process.execPath, [DRIZZLE_KIT, ...args], { cwd: path, stdio: 'pipe' });
}

function changeDefault(folder: TemporaryFolder): void {
  writeFileSync(folder.file('schema.ts'), SCHEMA('fresh'));
  drizzleKit(folder, 'generate', '--name', 'fresh');
  const third = readdirSync(folder.file('drizzle')).find((name) => name.startsWith('0002')) ?? '';
  expect(readFileSync(folder.file('drizzle', third), 'utf8')).toContain('DROP TABLE `customers`');
}

async function ours({ path }: TemporaryFolder, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runBin([...args, '--database', 'ours.db', '--migrations', 'drizzle'], { cwd: path });
  expect(code, stderr).toBe(0);
  return stdout;
}

const rows = (file: string, sql: string): unknown[] => inDatabase(file, (db) => db.prepare(sql).raw().all());

/** What is lost where a table is written anew without care; the schema's texts in no order. */
function contents(file: string) {
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
  const folder = project(BY_HAND);
  const [theirs, own] = [folder.file('theirs.db'), folder.file('ours.db')];
  drizzleKit(folder, 'migrate');
  await ours(folder, 'up', '--no-snapshot');
  for (const file of [theirs, own]) inDatabase(file, (db) => void db.exec(ROWS));
  const before = contents(own);
  expect(contents(theirs)).toEqual(before);
  changeDefault(folder);

  drizzleKit(folder, 'migrate');
  const lost = contents(theirs);
  expect(lost.orders).toEqual([]);
  expect(lost.counter).toEqual([[2]]);
  expect(lost.byHand).toEqual(before.byHand.filter((one) => String(one).startsWith('CREATE VIEW')));

  const told = await ours(folder, 'up', '--no-snapshot', '--yes');
  expect(told).toContain('carried over: trigger customers_moved, index customers_active, its counter (9).');
  const after = contents(own);
  expect({ ...after, tables: before.tables }).toEqual(before);
  expect(String(after.tables)).toContain("DEFAULT 'fresh'");
  inDatabase(own, (db) => void db.exec("UPDATE customers SET email = 'new@x' WHERE id = 2; INSERT INTO customers (email) VALUES ('c@x');"));
  expect(rows(own, 'SELECT max(id), status FROM customers')).toEqual([[10, 'fresh']]);
  expect(rows(own, 'SELECT total FROM orders WHERE id = 3')).toEqual([[6]]);

  await ours(folder, 'down', '--no-snapshot');
  const back = contents(own);
  expect(back.customers).toEqual([
    [1, 'a@x', 'active'],
    [2, 'new@x', 'new'],
    [10, 'c@x', 'fresh'],
  ]);
  expect({ ...back, customers: before.customers, orders: before.orders, counter: before.counter }).toEqual(before);
  expect(back.counter).toEqual([[10]]);
}, 60_000);

test('what only the table of before could hold is told: a trigger that would have every write fail is not put back', async () => {
  const folder = project(`${BY_HAND}--> statement-breakpoint
CREATE VIEW active AS SELECT id, email FROM customers WHERE status = 'active';
--> statement-breakpoint
CREATE TRIGGER customers_gone AFTER DELETE ON customers WHEN old.status = 'active' BEGIN SELECT 1; END;
`);
  await ours(folder, 'up', '--no-snapshot');
  inDatabase(folder.file('ours.db'), (db) => void db.exec(ROWS));
  const before = contents(folder.file('ours.db'));
  changeDefault(folder);
  const third = folder.file('drizzle', '0002_fresh.sql');
  const text = readFileSync(third, 'utf8');
  writeFileSync(third, text.replace(/,\s+`status`[^\n]*/, '').replaceAll(', "status"', ''));
  const told = await ours(folder, 'up', '--no-snapshot', '--yes');
  expect(told).toContain('carried over: trigger customers_moved, its counter (9).');
  expect(told).toContain('gone: index customers_active, trigger customers_gone.');
  expect(told).toContain('The view active does not fit what the script made of its tables: it is gone.');
  inDatabase(
    folder.file('ours.db'),
    (db) => void db.exec("DELETE FROM customers WHERE id = 77; INSERT INTO customers (email) VALUES ('d@x')"),
  );
  await ours(folder, 'down', '--no-snapshot');
  const { customers, counter, ...back } = contents(folder.file('ours.db'));
  expect(customers).toEqual([...before.customers, [10, 'd@x', 'new']]);
  expect(counter).toEqual([[10]]);
  expect(back).toEqual({ orders: before.orders, byHand: before.byHand, tables: before.tables, broken: [], check: [['ok']] });
}, 60_000);
