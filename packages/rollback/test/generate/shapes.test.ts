import { describe, expect, it } from 'vitest';
import { draft, found } from '../study.js';

const BASE = `
  create table Users (id integer primary key, name text not null, first text, last text);
  CREATE TABLE "orders" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- its number
    symbol TEXT NOT NULL COLLATE NOCASE,
    amount REAL DEFAULT (1 + 0.5),
    note TEXT,
    user_id INTEGER REFERENCES Users(id) ON DELETE CASCADE,
    total REAL GENERATED ALWAYS AS (amount * 2) STORED
  );
  CREATE INDEX idx_symbol ON orders(symbol COLLATE BINARY DESC);
  CREATE TABLE lines (order_id INTEGER NOT NULL REFERENCES orders(id), pos INTEGER NOT NULL, text TEXT, PRIMARY KEY (order_id, pos)) WITHOUT ROWID;
  CREATE TABLE tags (label TEXT, weight INTEGER) STRICT;
  CREATE VIEW big AS SELECT id, symbol FROM orders WHERE amount > 10 -- the large ones
  ;
  CREATE TABLE log (at TEXT DEFAULT CURRENT_TIMESTAMP, what TEXT);
  CREATE TRIGGER orders_noted AFTER UPDATE ON orders BEGIN INSERT INTO log (what) VALUES (NEW.symbol); END;
  CREATE VIRTUAL TABLE search USING fts5(symbol, note, content='orders', content_rowid='id');
  CREATE TRIGGER orders_search AFTER INSERT ON orders BEGIN INSERT INTO search(rowid, symbol, note) VALUES (NEW.id, NEW.symbol, NEW.note); END;
  CREATE TRIGGER orders_unsearch AFTER DELETE ON orders BEGIN INSERT INTO search(search, rowid, symbol, note) VALUES ('delete', OLD.id, OLD.symbol, OLD.note); END;
  CREATE VIRTUAL TABLE pages USING fts5(title, body);
  INSERT INTO tags VALUES ('first', 1);`;

const REBUILT =
  'id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL COLLATE NOCASE, amount REAL NOT NULL DEFAULT 0, note TEXT, user_id INTEGER REFERENCES Users(id)';
const SOME = 'id, symbol, amount, note, user_id';

/** What is destroyed is left out of `lost`: empty, the text alone brings everything back. */
const SHAPES: readonly (readonly [name: string, up: string, lost?: RegExp])[] = [
  [
    'a table comes, with its index, view, trigger and rows',
    'CREATE TABLE a (x); CREATE INDEX ax ON a(x); CREATE VIEW av AS SELECT * FROM a; CREATE TRIGGER at AFTER INSERT ON a BEGIN DELETE FROM a WHERE x = 0; END; INSERT INTO a VALUES (1)',
  ],
  ['a table comes under IF NOT EXISTS', 'CREATE TABLE IF NOT EXISTS tags (x); CREATE TABLE IF NOT EXISTS other (x)'],
  [
    'a column comes',
    'ALTER TABLE orders ADD COLUMN sl REAL; ALTER TABLE lines ADD COLUMN done INTEGER NOT NULL DEFAULT 0; UPDATE orders SET sl = 1',
    /table log/,
  ],
  [
    'a column comes with a check and a reference',
    "ALTER TABLE tags ADD COLUMN kind TEXT CHECK (kind IN ('a')); ALTER TABLE tags ADD COLUMN of INTEGER REFERENCES Users(id)",
  ],
  ['a column is renamed, with what mentions it', 'ALTER TABLE orders RENAME COLUMN symbol TO pair'],
  ['a column is renamed and others come', 'ALTER TABLE tags RENAME COLUMN label TO name; ALTER TABLE tags ADD COLUMN more TEXT'],
  ['a table is renamed, with what refers to it', 'ALTER TABLE orders RENAME TO trades'],
  ['two tables change names', 'ALTER TABLE tags RENAME TO x; ALTER TABLE log RENAME TO tags; ALTER TABLE x RENAME TO log'],
  [
    'indexes come, go and change',
    'DROP INDEX idx_symbol; CREATE INDEX idx_symbol ON orders(symbol); CREATE UNIQUE INDEX one ON lines(text, pos, order_id)',
  ],
  ['views are dropped and remade', 'DROP VIEW big; CREATE VIEW big AS SELECT id FROM orders; CREATE VIEW bigger AS SELECT * FROM big'],
  [
    'triggers are dropped and remade',
    'DROP TRIGGER orders_noted; CREATE TRIGGER orders_noted AFTER UPDATE ON orders WHEN NEW.amount > 0 BEGIN SELECT 1; END',
  ],
  [
    'a rebuild, the old table renamed first',
    `DROP VIEW big; ALTER TABLE orders RENAME TO old; CREATE TABLE orders (${REBUILT}); INSERT INTO orders (${SOME}) SELECT id, symbol, coalesce(amount, 0), note, user_id FROM old; DROP TABLE old; CREATE VIEW big AS SELECT id, symbol FROM orders`,
    /orders\.amount|counter/,
  ],
  [
    'a rebuild, the new table built first',
    `PRAGMA foreign_keys=OFF; BEGIN; DROP VIEW big; CREATE TABLE new_orders (id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL, amount REAL, note TEXT, user_id INTEGER); INSERT INTO new_orders SELECT ${SOME} FROM orders; DROP TABLE orders; ALTER TABLE new_orders RENAME TO orders; CREATE INDEX idx_symbol ON orders(symbol); COMMIT; PRAGMA foreign_keys=ON`,
    /counter/,
  ],
  [
    "drizzle's rebuild",
    'PRAGMA foreign_keys=OFF;--> statement-breakpoint\nCREATE TABLE `__new_lines` (`order_id` integer NOT NULL, `pos` integer NOT NULL, `text` text DEFAULT \'\' , PRIMARY KEY(`order_id`, `pos`), FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE cascade);\n--> statement-breakpoint\nINSERT INTO `__new_lines`("order_id", "pos", "text") SELECT "order_id", "pos", "text" FROM `lines`;--> statement-breakpoint\nDROP TABLE `lines`;--> statement-breakpoint\nALTER TABLE `__new_lines` RENAME TO `lines`;--> statement-breakpoint\nPRAGMA foreign_keys=ON;',
  ],
  [
    "Prisma's RedefineTables",
    'PRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\nCREATE TABLE "new_tags" ("label" TEXT NOT NULL DEFAULT \'x\', "weight" INTEGER, "at" DATETIME);\nINSERT INTO "new_tags" ("label", "weight") SELECT coalesce("label", \'x\') AS "label", "weight" FROM "tags";\nDROP TABLE "tags";\nALTER TABLE "new_tags" RENAME TO "tags";\nPRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;',
    /tags/,
  ],
  [
    'a rebuild that renames a column',
    'CREATE TABLE n (name TEXT, weight INTEGER) STRICT; INSERT INTO n SELECT label, weight FROM tags; DROP TABLE tags; ALTER TABLE n RENAME TO tags',
  ],
  [
    'a rebuild under another name',
    'CREATE TABLE labels (label TEXT, weight INTEGER, extra TEXT); INSERT INTO labels (rowid, label, weight) SELECT rowid, label, weight FROM tags; DROP TABLE tags',
  ],
  [
    'a split',
    'CREATE TABLE notes (order_id INTEGER PRIMARY KEY, note TEXT); INSERT INTO notes SELECT id, note FROM orders; DROP TRIGGER orders_search; DROP TRIGGER orders_unsearch; DROP TABLE search; ALTER TABLE orders DROP COLUMN note',
  ],
  [
    'a split into a table with numbers of its own',
    'CREATE TABLE people (id INTEGER PRIMARY KEY, user INTEGER, first TEXT, last TEXT); INSERT INTO people (user, first, last) SELECT id, first, last FROM Users; ALTER TABLE Users DROP COLUMN first; ALTER TABLE Users DROP COLUMN last',
  ],
  [
    'a merge of two tables',
    "CREATE TABLE things (id INTEGER, kind TEXT, a TEXT, b TEXT); INSERT INTO things SELECT id, 'user', name, first FROM Users; INSERT INTO things SELECT rowid, 'tag', label, CAST(weight AS TEXT) FROM tags; DROP TABLE tags",
  ],
  [
    'a dropped column whose values were copied',
    'ALTER TABLE Users ADD COLUMN full TEXT; UPDATE Users SET full = name; ALTER TABLE Users DROP COLUMN name',
  ],
  ['a dropped column', 'ALTER TABLE tags DROP COLUMN weight', /tags\.weight/],
  ['a dropped table', 'DROP TABLE lines', /table lines/],
  ['an UPDATE', "UPDATE tags SET label = lower(label) || '!'", /tags\.label/],
  ['a DELETE', 'DELETE FROM tags WHERE weight > 100', /table tags/],
  [
    'rows come',
    "INSERT INTO tags VALUES ('seed', 12), ('seed', 13); INSERT INTO Users (name) VALUES ('admin'); INSERT INTO Users VALUES (999983, 'root', NULL, 'x''y')",
  ],
  [
    'a full-text index comes',
    "CREATE VIRTUAL TABLE found USING fts5(name, content='Users', content_rowid='id'); INSERT INTO found(found) VALUES ('rebuild')",
  ],
  [
    'a full-text index is made again',
    "DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5(note, content='orders', content_rowid='id'); DROP TRIGGER orders_search; DROP TRIGGER orders_unsearch",
  ],
  ['a full-text table goes', 'DROP TABLE pages', /table pages/],
  ['seconds that become milliseconds', 'UPDATE tags SET weight = weight * 1000'],
  [
    'an amount that becomes cents',
    'ALTER TABLE lines ADD COLUMN price REAL; ALTER TABLE tags ADD COLUMN grams INTEGER; UPDATE tags SET grams = weight * 1000; ALTER TABLE tags DROP COLUMN weight',
  ],
  ['an UPDATE of rows that only a condition finds', "UPDATE tags SET label = 'two' WHERE label = 'one'", /tags\.label/],
  ['nothing', 'SELECT 1'],
  ['settings of the file', 'PRAGMA user_version = 7; PRAGMA application_id = 12'],
  ['new constraints by ALTER', 'ALTER TABLE lines ALTER COLUMN text SET NOT NULL', /./],
];

describe('a generated rollback', () => {
  it.each(SHAPES.map(([name, up, lost]) => ({ name, up, lost })))(
    'of $name gives back the schema byte for byte, and every row that is left',
    ({ name, up, lost }) => {
      const { sql, verdict } = draft(BASE, up);
      expect(verdict.schema.map(({ object, text }) => `${object}: ${text}`)).toEqual([]);
      if (lost === undefined) expect({ sql, found: found(verdict) }).toEqual({ sql, found: [] });
      else for (const line of found(verdict)) expect(line).toMatch(lost);
      expect(verdict.rows).toBeGreaterThanOrEqual(name.includes('ALTER') ? 1 : 20);
    },
  );
});

it('takes a rename that can not be seen from whoever asks', () => {
  const up = 'CREATE TABLE n (title TEXT, weight INTEGER) STRICT; DROP TABLE tags; ALTER TABLE n RENAME TO tags';
  expect(draft(BASE, up).sql).not.toContain('title');
  expect(draft(BASE, up, ['tags.label:title']).sql).toContain('s.title');
});

it('claims nothing of what no row showed', () => {
  const { verdict } = draft(BASE, "UPDATE tags SET label = 'x' WHERE weight = length(label) * 123457");
  expect(verdict.unseen.map(({ kind, table }) => [kind, table])).toEqual([['update', 'tags']]);
  expect(draft(BASE, 'ALTER TABLE tags ADD COLUMN more TEXT; UPDATE tags SET more = NULL WHERE weight = -77777').verdict.unseen).toEqual(
    [],
  );
});
