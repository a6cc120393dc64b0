// What is killed in prove-kills.mjs: a database of some ten thousand rows, a history of every shape that preserving knows, and an application.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const Database = createRequire(new URL('../../packages/sqlite/package.json', import.meta.url))('better-sqlite3');

/** The application's own rows begin here. */
export const APPLICATION = 1_000_000;

const START = (rows) => `
CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, lots REAL, note TEXT, at INTEGER DEFAULT 0);
CREATE INDEX orders_by_symbol ON orders (symbol);
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE, age);
CREATE TABLE items (code TEXT PRIMARY KEY, user INTEGER REFERENCES users (id) ON DELETE CASCADE, price REAL) WITHOUT ROWID;
CREATE TABLE old_prices (symbol TEXT, price REAL, at INTEGER);
CREATE VIRTUAL TABLE notes USING fts5 (body);
CREATE VIEW dear AS SELECT code, price FROM items WHERE price > 100;
CREATE TRIGGER users_aged AFTER UPDATE OF age ON users BEGIN INSERT INTO log (what) VALUES ('aged ' || new.id); END;
CREATE TABLE log (id INTEGER PRIMARY KEY, what);
CREATE TABLE events (id INTEGER PRIMARY KEY, what);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
  INSERT INTO orders SELECT i, 'S' || (i % 50), i % 700 / 8.0, CASE WHEN i % 3 THEN 'note ' || i END, i FROM n;
INSERT INTO users (email, age) SELECT 'u' || id || '@x', CASE id % 3 WHEN 0 THEN id WHEN 1 THEN id || '' ELSE id * 1.0 END FROM orders WHERE id % 4 = 0;
INSERT INTO items SELECT 'c' || id, id, id / 2.0 FROM users;
INSERT INTO old_prices SELECT symbol, lots, at FROM orders WHERE id % 2 = 0;
INSERT INTO notes SELECT note FROM orders WHERE id % 20 = 0;
`;

const MIGRATIONS = {
  '001_columns_come.sql': `ALTER TABLE orders ADD COLUMN side TEXT DEFAULT 'buy'; UPDATE orders SET side = 'sell' WHERE id % 5 = 0;`,
  '002_all_rows.sql': 'UPDATE orders SET lots = lots * 100; UPDATE items SET price = price + 0.25;',
  '003_a_column_goes.sql': 'ALTER TABLE orders DROP COLUMN note;',
  '004_a_table_goes.sql': 'DROP TABLE old_prices; DROP VIEW dear;',
  '005_rows_go.sql': `DELETE FROM items WHERE price > 900; DELETE FROM log; DELETE FROM notes WHERE rowid % 3 = 0;`,
  '006_a_rebuild.sql': `PRAGMA foreign_keys = OFF;
CREATE TABLE __new_users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE, age INTEGER CHECK (age <> 0));
INSERT INTO __new_users (id, email, age) SELECT id, email, age FROM users;
DROP TABLE users;
ALTER TABLE __new_users RENAME TO users;`,
  '007_names.sql': `ALTER TABLE items RENAME TO goods; ALTER TABLE goods RENAME COLUMN price TO cost; CREATE INDEX goods_cost ON goods (cost);`,
  '008_rows_come.sql': `INSERT INTO orders (id, symbol) SELECT id + 500000, symbol FROM orders WHERE id < 3000; REPLACE INTO users (id, email) SELECT id, 'v' || id FROM users WHERE id % 9 = 0; UPDATE users SET age = age + 1 WHERE id % 7 = 0;`,
};

export const VERSIONS = Object.keys(MIGRATIONS).map((name) => name.slice(0, 3));

/** Makes the database and the folder of migrations. */
export function makeStage(folder, { rows, journal }) {
  mkdirSync(join(folder, 'migrations'), { recursive: true });
  for (const [name, sql] of Object.entries(MIGRATIONS)) writeFileSync(join(folder, 'migrations', name), sql);
  const db = new Database(join(folder, 'main.db'));
  db.exec(`PRAGMA journal_mode = ${journal}; BEGIN; ${START(rows)} COMMIT;`);
  db.close();
}

const OWN = /^(?:schema_migrations|_zepix_|sqlite_autoindex_(?:schema_migrations|_zepix_))/;

/** What a file holds: its ledger, one hash over the schema and every row but the application's, and what is wrong with it. */
export function stateOf(file) {
  const db = new Database(file);
  try {
    const wrong = [
      ...db.pragma('quick_check').flatMap((row) => (row.quick_check === 'ok' ? [] : [row.quick_check])),
      ...db.pragma('foreign_key_check').map((row) => `${row.table} ${row.rowid} has no ${row.parent}`),
    ];
    const objects = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').raw().all();
    const schema = objects.filter(([, name, table]) => !OWN.test(name) && !OWN.test(table));
    const hash = createHash('sha256').update(JSON.stringify(schema));
    const tables = schema.filter(([type, name, , sql]) => type === 'table' && name !== 'events' && !/VIRTUAL/.test(sql ?? ''));
    for (const [, name] of tables) hashRows(db, name, hash);
    const ledger = objects.some(([, name]) => name === 'schema_migrations');
    const applied = ledger ? db.prepare('SELECT version FROM schema_migrations ORDER BY version').pluck().all() : [];
    return { applied, hash: hash.digest('hex'), wrong };
  } finally {
    db.close();
  }
}

function hashRows(db, name, hash) {
  const columns = db.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(name);
  const cells = columns.map((column) => `quote("${column}"), typeof("${column}")`).join(', ');
  const own = name === 'sqlite_sequence' ? `WHERE name NOT GLOB 'schema_mig*'` : name === 'orders' ? `WHERE id < ${APPLICATION}` : '';
  // The averages of a full-text index hang on the order of its writes.
  const rows = /^notes_(?:data|idx|docsize)$/.test(name)
    ? []
    : db.prepare(`SELECT ${cells} FROM "${name}" ${own} ORDER BY 1, 2, 3`).raw().iterate();
  hash.update(name);
  for (const row of rows) hash.update(JSON.stringify(row));
}

/** Of the ids that the application was told were written, those that are not there. */
export function lostWrites(file, told) {
  const db = new Database(file);
  try {
    const kept = db.prepare(`SELECT name FROM sqlite_schema WHERE name GLOB '_zepix_kept_*_orders'`).pluck().all();
    const found = (table) => new Set(db.prepare(`SELECT id FROM "${table}" WHERE id >= ${APPLICATION}`).pluck().all());
    const sets = { events: [found('events')], orders: ['orders', ...kept].map(found) };
    return told.flatMap(({ id, table }) => (sets[table].some((one) => one.has(id)) ? [] : [`${table} ${id}`]));
  } finally {
    db.close();
  }
}
