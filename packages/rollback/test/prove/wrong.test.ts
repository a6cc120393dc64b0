import { expect, it } from 'vitest';
import { found, trial } from '../study.js';

const BASE = `
  CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    symbol TEXT NOT NULL COLLATE NOCASE,
    side TEXT NOT NULL DEFAULT 'BUY' CHECK (side IN ('BUY', 'SELL')),
    volume REAL NOT NULL DEFAULT 0.01,
    ticket INTEGER UNIQUE,
    price NUMERIC,
    note TEXT,
    user_id INTEGER REFERENCES users(id) ON DELETE CASCADE
  );
  CREATE INDEX idx_orders_symbol ON orders(symbol);
  CREATE UNIQUE INDEX idx_orders_ticket ON orders(ticket, symbol) WHERE ticket IS NOT NULL;
  CREATE VIEW sold AS SELECT * FROM orders WHERE side = 'SELL';
  CREATE TABLE log (line TEXT);
  CREATE TRIGGER noted AFTER INSERT ON orders BEGIN INSERT INTO log VALUES (NEW.symbol); END;
  CREATE TABLE prices (symbol TEXT NOT NULL, day TEXT NOT NULL, close REAL, volume REAL, PRIMARY KEY (symbol, day)) WITHOUT ROWID;
  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT);`;

const ADD = 'ALTER TABLE orders ADD COLUMN sl REAL';
const COLUMNS = 'id, symbol, side, volume, ticket, price, note, user_id';
const DEFINITION = `id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL COLLATE NOCASE,
  side TEXT NOT NULL DEFAULT 'BUY' CHECK (side IN ('BUY', 'SELL')), volume REAL NOT NULL DEFAULT 0.01, ticket INTEGER UNIQUE,
  price NUMERIC, note TEXT, user_id INTEGER REFERENCES users(id) ON DELETE CASCADE`;
const REST = `CREATE INDEX idx_orders_symbol ON orders(symbol);
  CREATE UNIQUE INDEX idx_orders_ticket ON orders(ticket, symbol) WHERE ticket IS NOT NULL;
  CREATE TRIGGER noted AFTER INSERT ON orders BEGIN INSERT INTO log VALUES (NEW.symbol); END;`;

/** A rebuild that takes the column away again; each wrong one is this, with one thing changed. */
const rebuild = (change: (sql: string) => string = (sql) => sql): string =>
  change(`PRAGMA legacy_alter_table = ON;
  ALTER TABLE orders RENAME TO old;
  CREATE TABLE orders (${DEFINITION});
  INSERT INTO orders (${COLUMNS}) SELECT ${COLUMNS} FROM old;
  UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'old') WHERE name = 'orders';
  DROP TABLE old;
  ${REST}`);
const without = (text: string, instead = '') =>
  rebuild((sql) => {
    if (!sql.includes(text)) throw new Error(`nothing to change: ${text}`);
    return sql.replace(text, instead);
  });

it('is told apart from the right one', () => {
  expect(found(trial(BASE, ADD, rebuild()))).toEqual([]);
});

it.each([
  ['nothing is done', ADD, 'SELECT 1', /column orders\.sl: it was not there before: REAL/],
  ['a lost default', ADD, without(' DEFAULT 0.01'), /column orders\.volume: expected REAL NOT NULL DEFAULT 0\.01, found REAL NOT NULL/],
  ['another default', ADD, without('DEFAULT 0.01', 'DEFAULT 0.1'), /orders\.volume: expected .*0\.01, found .*0\.1/],
  ['a lost NOT NULL', ADD, without('symbol TEXT NOT NULL', 'symbol TEXT'), /orders\.symbol: expected TEXT NOT NULL/],
  ['a lost check', ADD, without(" CHECK (side IN ('BUY', 'SELL'))"), /check orders: side IN \('BUY', 'SELL'\): it is missing/],
  ['a narrower check', ADD, without("IN ('BUY', 'SELL')", "IN ('BUY')"), /it fails: CHECK constraint failed/],
  ['a lost collation', ADD, without(' COLLATE NOCASE'), /orders\.symbol: expected .*NOCASE/],
  ['a lost UNIQUE', ADD, without('ticket INTEGER UNIQUE', 'ticket INTEGER'), /unique.*ticket.*missing/i],
  ['a lost foreign key', ADD, without(' REFERENCES users(id) ON DELETE CASCADE'), /foreign key .*missing/],
  ['another ON DELETE', ADD, without('ON DELETE CASCADE', 'ON DELETE SET NULL'), /foreign key .*expected .*CASCADE/],
  ['a lost AUTOINCREMENT', ADD, without(' AUTOINCREMENT').replace(/UPDATE sqlite_sequence.*\n/, ''), /AUTOINCREMENT/],
  [
    'a lost counter',
    ADD,
    rebuild((sql) => sql.replace(/UPDATE sqlite_sequence.*\n/, '')),
    /AUTOINCREMENT counter of orders: it was \d+ and is \d+/,
  ],
  ['another type', ADD, without('price NUMERIC', 'price TEXT'), /column orders\.price: expected NUMERIC, found TEXT/],
  ['columns in another order', ADD, without('price NUMERIC, note TEXT', 'note TEXT, price NUMERIC'), /columns of orders/],
  ['a lost index', ADD, without('CREATE INDEX idx_orders_symbol ON orders(symbol);'), /index idx_orders_symbol: it is missing/],
  ['an index that is no longer partial', ADD, without(' WHERE ticket IS NOT NULL'), /index idx_orders_ticket: expected .*WHERE/],
  [
    'an index that is no longer unique',
    ADD,
    without('CREATE UNIQUE INDEX', 'CREATE INDEX'),
    /index idx_orders_ticket: expected CREATE UNIQUE INDEX/,
  ],
  ['a lost trigger', ADD, rebuild((sql) => sql.replace(/CREATE TRIGGER.*END;/, '')), /trigger noted: it is missing/],
  [
    'a trigger that fires while rows are copied',
    ADD,
    rebuild((sql) =>
      sql
        .replace(/CREATE TRIGGER.*END;/, '')
        .replace(
          'INSERT INTO orders',
          'DROP TRIGGER noted; CREATE TRIGGER noted AFTER INSERT ON orders BEGIN INSERT INTO log VALUES (NEW.symbol); END; INSERT INTO orders',
        ),
    ),
    /table log: \d+ rows too many/,
  ],
  ['lost rows', ADD, without('FROM old;', 'FROM old WHERE price > 100;'), /table orders: \d+ of 20 rows are gone, such as id = /],
  ['rows with a NULL are lost', ADD, without('FROM old;', "FROM old WHERE note <> '';"), /table orders: \d+ of 20 rows are gone/],
  ['only some rows are copied', ADD, without('FROM old;', 'FROM old LIMIT 19;'), /table orders: 1 of 20 rows is gone/],
  [
    'a column is not copied',
    ADD,
    without(
      `(${COLUMNS}) SELECT ${COLUMNS}`,
      '(id, symbol, side, volume, ticket, note, user_id) SELECT id, symbol, side, volume, ticket, note, user_id',
    ),
    /column orders\.price: \d+ of 20 rows differ, such as where id = \d+: it was .* and is NULL/,
  ],
  [
    'swapped columns',
    'ALTER TABLE prices ADD COLUMN high REAL',
    `ALTER TABLE prices RENAME TO old;
    CREATE TABLE prices (symbol TEXT NOT NULL, day TEXT NOT NULL, close REAL, volume REAL, PRIMARY KEY (symbol, day)) WITHOUT ROWID;
    INSERT INTO prices SELECT symbol, day, volume, close FROM old; DROP TABLE old`,
    /column prices\.close: \d+ of 20 rows differ, such as where symbol = .*, day = .*: it was .* and is /,
  ],
  [
    'rows are renumbered',
    ADD,
    without(`(${COLUMNS}) SELECT ${COLUMNS}`, `(${COLUMNS.slice(4)}) SELECT ${COLUMNS.slice(4)}`),
    /column orders\.id: 20 of 20 rows differ/,
  ],
  [
    'values are rounded',
    ADD,
    without(`SELECT ${COLUMNS}`, `SELECT ${COLUMNS.replace('volume', 'round(volume, 1)')}`),
    /column orders\.volume: \d+ of 20 rows differ/,
  ],
  [
    'values pass through text',
    ADD,
    without(`SELECT ${COLUMNS}`, `SELECT ${COLUMNS.replace('ticket', "printf('%.0f', ticket * 1.0 + 9007199254740993)")}`),
    /column orders\.ticket/,
  ],
  [
    'NULL becomes an empty text',
    ADD,
    without(`SELECT ${COLUMNS}`, `SELECT ${COLUMNS.replace('note', "coalesce(note, '')")}`),
    /column orders\.note: \d+ of 20 rows differ, such as .* it was NULL and is ''/,
  ],
  [
    'the wrong order',
    'CREATE TABLE fills (id INTEGER PRIMARY KEY, ticket INTEGER); ALTER TABLE orders ADD COLUMN fill_id INTEGER',
    'DROP TABLE fills; ALTER TABLE fills DROP COLUMN ticket; ALTER TABLE orders DROP COLUMN fill_id',
    /the rollback: it fails: no such table: fills\. \(line 1\)/,
  ],
  [
    'WITHOUT ROWID is lost',
    'ALTER TABLE prices ADD COLUMN high REAL',
    `ALTER TABLE prices RENAME TO old;
    CREATE TABLE prices (symbol TEXT NOT NULL, day TEXT NOT NULL, close REAL, volume REAL, PRIMARY KEY (symbol, day));
    INSERT INTO prices SELECT symbol, day, close, volume FROM old; DROP TABLE old`,
    /prices.*WITHOUT ROWID/,
  ],
  [
    'a view stays away',
    'DROP VIEW sold; ALTER TABLE orders ADD COLUMN sl REAL',
    'ALTER TABLE orders DROP COLUMN sl',
    /view sold: it is missing/,
  ],
  [
    'a view with another condition',
    'DROP VIEW sold',
    "CREATE VIEW sold AS SELECT * FROM orders WHERE side <> 'BUY'",
    /view sold: expected/,
  ],
  [
    'a leftover table',
    ADD,
    without('DROP TABLE old;', 'DROP INDEX idx_orders_symbol; DROP INDEX idx_orders_ticket; DROP TRIGGER noted;'),
    /table old: it was not there before/,
  ],
  [
    'inserted rows stay',
    "INSERT INTO setting VALUES ('mode', 'fast')",
    'SELECT 1',
    /table setting: 1 row too many, such as key = 'mode', value = 'fast'/,
  ],
  [
    'more is deleted than was inserted',
    "INSERT INTO setting VALUES ('mode', 'fast')",
    'DELETE FROM setting',
    /table setting: 20 of 20 rows are gone/,
  ],
  [
    'a renamed column takes another with it',
    'ALTER TABLE prices RENAME COLUMN close TO last',
    'ALTER TABLE prices RENAME COLUMN last TO final',
    /prices\.close: it is missing/,
  ],
  [
    'rows that came in between are lost',
    'CREATE TABLE kept AS SELECT * FROM setting; ALTER TABLE setting ADD COLUMN at TEXT',
    `DROP TABLE setting;
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT); INSERT INTO setting SELECT key, value FROM kept; DROP TABLE kept`,
    /table setting: \d+ of \d+ rows that the application added after the up are gone/,
  ],
  [
    'what was changed in between is overwritten',
    'CREATE TABLE kept AS SELECT * FROM setting; ALTER TABLE setting ADD COLUMN at TEXT',
    `ALTER TABLE setting DROP COLUMN at;
    UPDATE setting SET value = (SELECT k.value FROM kept AS k WHERE k.key = setting.key) WHERE key IN (SELECT key FROM kept); DROP TABLE kept`,
    /column setting\.value: .*as the application changed it/,
  ],
])('catches %s', (_, up, down, account) => {
  expect(found(trial(BASE, up, down)).join('\n')).toMatch(account);
});
