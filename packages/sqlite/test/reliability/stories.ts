import Database from 'better-sqlite3';
import type { Files } from '@zepix/testkit';
import { contentsOf } from './contents.js';

/** A migration with its rollback. Each inner list is what can only be there whole or not at all, where there is no transaction. */
export interface Change {
  readonly name: string;
  readonly transaction?: 'NO';
  readonly up: readonly (readonly string[])[];
  readonly down: readonly (readonly string[])[];
}

/** Migrations in order: the first is 001. */
export type Story = readonly Change[];

/** What may be found in a database: its contents, and what the ledger and its history must say beside them. */
export interface Stand {
  readonly contents: string;
  readonly applied: readonly string[];
  readonly running: readonly string[];
  readonly remembered: readonly string[];
}

export function filesOf(story: Story): Files {
  const entries = story.flatMap(({ name, transaction, up, down }, index) => {
    const text = (units: Change['up']): string => `${transaction ? '-- Transaction: NO\n' : ''}${units.flat().join(';\n')};\n`;
    const version = versionAt(index);
    return [
      [`${version}_${name}.sql`, text(up)],
      [`rollback/${version}_rollback_${name}.sql`, text(down)],
    ];
  });
  return Object.fromEntries(entries) as Files;
}

/** Every stand on the way up and on the way down again, made by running the SQL without the engine. */
export function standsOf(story: Story): { readonly up: readonly Stand[]; readonly down: readonly Stand[] } {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = OFF');
  const versions = story.map((_, index) => versionAt(index));
  const at = (count: number): Stand => {
    const applied = versions.slice(0, count);
    return { contents: contentsOf(db), applied, running: [], remembered: applied };
  };
  const halfway = (index: number, remembered: number): Stand => ({
    contents: contentsOf(db),
    applied: versions.slice(0, index),
    running: versions.slice(index, index + 1),
    remembered: versions.slice(0, remembered),
  });
  const up = [at(0)];
  for (const [index, { up: units, transaction }] of story.entries()) {
    up.push(...play(db, units, transaction === 'NO' ? () => halfway(index, index) : null), at(index + 1));
  }
  const down = [at(story.length)];
  for (const [index, { down: units, transaction }] of [...story.entries()].toReversed()) {
    down.push(...play(db, units, transaction === 'NO' ? () => halfway(index, index + 1) : null), at(index));
  }
  db.close();
  return { up, down };
}

/** Runs units; gives what stands before the first and behind each where that can be seen from outside. */
function play(db: Database.Database, units: Change['up'], seen: (() => Stand) | null): Stand[] {
  const stands = seen ? [seen()] : [];
  for (const unit of units) {
    db.exec(unit.join(';\n'));
    if (seen) stands.push(seen());
  }
  return stands;
}

function versionAt(index: number): string {
  return String(index + 1).padStart(3, '0');
}

const numbers = (most: number): string => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;

const ORDERS = (name: string, more: string): string =>
  `CREATE TABLE ${name} (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER NOT NULL REFERENCES customers (id), amount NUMERIC, remark TEXT${more})`;

/**
 * Migrations of the usual kinds over so many orders of so many bytes: tables with rows, a column, a rebuild, changed data.
 * `cachePages` is all that SQLite may hold back: with few, it writes into the file long before it commits.
 */
export function shop(rows: number, width: number, cachePages: number): Story {
  const cache = `PRAGMA cache_size = ${cachePages}`;
  const customers = Math.ceil(rows / 10);
  const order = `1 + i % ${customers}, i * 1.25, printf('%.*c', ${width}, 'x')`;
  return [
    {
      name: 'create',
      up: [
        [cache, 'CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)', ORDERS('orders', '')],
        [`${numbers(customers)} INSERT INTO customers SELECT i, 'customer ' || i FROM n`],
        [`${numbers(rows)} INSERT INTO orders (customer, amount, remark) SELECT ${order} FROM n`],
      ],
      down: [['DROP TABLE orders', 'DROP TABLE customers']],
    },
    {
      name: 'add_note',
      up: [["ALTER TABLE orders ADD COLUMN note TEXT DEFAULT 'none'"], ['CREATE INDEX orders_customer ON orders (customer)']],
      down: [['DROP INDEX orders_customer', 'ALTER TABLE orders DROP COLUMN note']],
    },
    {
      name: 'rebuild_orders',
      up: [rebuild(', note TEXT NOT NULL CHECK (length(note) > 0)')],
      down: [rebuild(", note TEXT DEFAULT 'none'")],
    },
    {
      name: 'change_rows',
      up: [
        ['UPDATE orders SET amount = amount * 2, note = note || id WHERE id % 3 = 0'],
        [`DELETE FROM orders WHERE id > ${rows - 20}`, 'CREATE TABLE audit (at TEXT, what BLOB)'],
        ["INSERT INTO audit VALUES ('today', x'00ff'), (NULL, 0.1)", 'PRAGMA user_version = 4'],
      ],
      down: [
        [cache, 'DROP TABLE audit', 'PRAGMA user_version = 0'],
        ["UPDATE orders SET amount = amount / 2, note = 'none' WHERE id % 3 = 0"],
        [
          `${numbers(rows)} INSERT INTO orders (id, customer, amount, remark, note) SELECT i, ${order}, 'none' FROM n WHERE i > ${rows - 20}`,
        ],
      ],
    },
  ];
}

function rebuild(columns: string): string[] {
  return [
    ORDERS('orders_new', columns),
    'INSERT INTO orders_new (id, customer, amount, remark, note) SELECT id, customer, amount, remark, note FROM orders',
    'DROP TABLE orders',
    'ALTER TABLE orders_new RENAME TO orders',
    'CREATE INDEX orders_customer ON orders (customer)',
  ];
}

/** A migration without a transaction between two with one. Each of its statements would show that it ran twice. */
export const WITHOUT_TRANSACTION: Story = [
  {
    name: 'create',
    up: [['CREATE TABLE items (id INTEGER PRIMARY KEY, value INTEGER)', `${numbers(50)} INSERT INTO items SELECT i, i FROM n`]],
    down: [['DROP TABLE items']],
  },
  {
    name: 'piecemeal',
    transaction: 'NO',
    up: [
      ['UPDATE items SET value = value + 1'],
      ['CREATE INDEX items_value ON items (value)'],
      ['VACUUM'],
      ['ALTER TABLE items ADD COLUMN extra TEXT'],
      ['BEGIN IMMEDIATE', 'INSERT INTO items (value) VALUES (1000)', 'UPDATE items SET value = value * 3', 'COMMIT'],
      ['INSERT INTO items (value) VALUES (2000)'],
    ],
    down: [
      ['DELETE FROM items WHERE value = 2000'],
      ['BEGIN IMMEDIATE', 'UPDATE items SET value = value / 3', 'DELETE FROM items WHERE value = 1000', 'COMMIT'],
      ['ALTER TABLE items DROP COLUMN extra'],
      ['DROP INDEX items_value'],
      ['VACUUM'],
      ['UPDATE items SET value = value - 1'],
    ],
  },
  {
    name: 'after',
    up: [['CREATE TABLE later (id INTEGER PRIMARY KEY)', 'INSERT INTO later VALUES (1)']],
    down: [['DROP TABLE later']],
  },
];
