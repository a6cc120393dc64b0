/** Tables with all that a rebuild by hand likes to lose: what a rowid, a collation, a type or a counter says must come back as well. */
export const START = `
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT DEFAULT 'nobody', age, CHECK (length(email) > 1));
CREATE INDEX users_by_name ON users (name) WHERE age > 17;
CREATE TABLE orders (
  id TEXT PRIMARY KEY, -- a key that is no rowid
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, price REAL, total REAL GENERATED ALWAYS AS (price * 2) STORED
);
CREATE TABLE tags (label TEXT, weight);
CREATE TABLE lots (id INTEGER PRIMARY KEY, size REAL, CONSTRAINT positive CHECK (lots.size > 0));
CREATE TABLE plain (label TEXT, size CHECK (plain.size > 0));
CREATE TABLE pairs (a TEXT COLLATE NOCASE, b INTEGER, size REAL CHECK ("pairs"."size" > 0), PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE links (a INTEGER, b INTEGER, note TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id), label TEXT);
CREATE VIRTUAL TABLE search USING fts5 (label, content = 'tree', content_rowid = 'id');
INSERT INTO search (search) VALUES ('rebuild');
CREATE VIRTUAL TABLE notes USING fts5 (body);
INSERT INTO notes VALUES ('kept words'), ('more words');
CREATE VIEW adults AS SELECT * FROM users WHERE age > 17;
CREATE TRIGGER users_touch AFTER UPDATE ON users BEGIN INSERT INTO tags VALUES ('touched', new.id); END;
INSERT INTO users VALUES (1, 'ann@x', 'Ann', 30), (2, 'Bob@x', NULL, '17'), (5, 'cÿd@x', '', x'00ff'), (9, 'eve@x', 'Eve', 9007199254740993), (12, 'zoe@x', 'Zoe', 1.0);
DELETE FROM users WHERE id = 12;
INSERT INTO orders (id, user_id, price) VALUES ('a', 1, 1.5), ('b', 1, NULL), ('c', 5, 0.1), ('d', 9, 1e300);
DELETE FROM orders WHERE id = 'b';
INSERT INTO tags VALUES ('x', 1), ('x', 1), ('X', '1'), (NULL, 1.0), ('gone', NULL);
DELETE FROM tags WHERE label = 'gone';
INSERT INTO tags VALUES ('later', x'');
INSERT INTO links VALUES (1, 2, 'n'), (2, 1, NULL), (-5, 7, 'ü');
INSERT INTO lots VALUES (3, 0.5), (1, 2), (9007199254740993, 1e300);
INSERT INTO plain VALUES ('a', 1), ('b', 2), ('c', 3.5);
DELETE FROM plain WHERE label = 'b';
INSERT INTO pairs VALUES ('x', 1, 1), ('y', 2, 0.25);
INSERT INTO tree VALUES (1, NULL, 'root'), (2, 1, 'a'), (3, 2, 'b'), (7, 1, 'c');
`;

/** Scripts, each of a shape of its own. */
export const SHAPES: Readonly<Record<string, string>> = {
  'a table is made': 'CREATE TABLE made (id INTEGER PRIMARY KEY, x); CREATE INDEX made_x ON made (x); INSERT INTO made VALUES (1, 2);',
  'a table is dropped': 'DROP TABLE tags;',
  'a table with foreign keys is dropped': 'DROP TABLE orders;',
  'a table with an index, a trigger and a counter is dropped': 'DROP TABLE orders; DROP TABLE users;',
  'a table without rowid is dropped': 'DROP TABLE links;',
  'tables are dropped whose checks name them': 'DROP TABLE lots; DROP TABLE plain; DROP TABLE pairs;',
  'tables are altered whose checks name them':
    'ALTER TABLE lots ADD COLUMN note TEXT; ALTER TABLE pairs ADD COLUMN note; ALTER TABLE plain ADD COLUMN note; UPDATE lots SET size = 7;',
  'a table is rebuilt whose check names it':
    'CREATE TABLE new_lots (id INTEGER PRIMARY KEY, size TEXT); INSERT INTO new_lots SELECT id, size FROM lots; DROP TABLE lots; ALTER TABLE new_lots RENAME TO lots;',
  'a column is dropped': 'DROP INDEX users_by_name; DROP VIEW adults; ALTER TABLE users DROP COLUMN age;',
  'a column is added': "ALTER TABLE tags ADD COLUMN colour TEXT DEFAULT 'red';",
  'a column is renamed and another dropped': 'ALTER TABLE links RENAME COLUMN note TO remark; ALTER TABLE tree DROP COLUMN label;',
  'a table is renamed and changed':
    'ALTER TABLE tags RENAME TO labels; UPDATE labels SET weight = 5 WHERE label IS NULL; ALTER TABLE labels ADD COLUMN more;',
  'rows are deleted, and their children with them':
    "-- Foreign-Keys: ON\nDELETE FROM users WHERE id IN (2, 9); DELETE FROM tags WHERE label = 'x'; DELETE FROM links;",
  'values are overwritten': 'UPDATE users SET age = CAST(age AS TEXT), name = upper(name); UPDATE tags SET weight = 1;',
  'keys are overwritten': 'UPDATE users SET id = id + 100; UPDATE orders SET user_id = user_id + 100; UPDATE links SET a = a + 1;',
  'keys change places':
    "UPDATE tree SET label = CASE id WHEN 2 THEN 'b' ELSE 'a' END WHERE id IN (2, 3); UPDATE users SET email = email || id;",
  'rows are replaced':
    "INSERT OR REPLACE INTO users (id, email, name) VALUES (77, 'ANN@X', 'Ann again'); REPLACE INTO orders (id, user_id, price) VALUES ('a', 9, 2);",
  'rows are put in': "INSERT INTO users (email) VALUES ('new@x'), ('newer@x'); INSERT INTO tags VALUES ('new', 1);",
  'a table is rebuilt as drizzle does': `DROP VIEW adults;
PRAGMA foreign_keys=OFF;
CREATE TABLE \`__new_users\` (\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL, \`email\` text NOT NULL, \`name\` text DEFAULT 'somebody');
INSERT INTO \`__new_users\`("id", "email", "name") SELECT "id", "email", "name" FROM \`users\`;
DROP TABLE \`users\`;
ALTER TABLE \`__new_users\` RENAME TO \`users\`;
PRAGMA foreign_keys=ON;
CREATE UNIQUE INDEX \`users_email_unique\` ON \`users\` (\`email\`);`,
  'a table is rebuilt, rowids and types and all': `ALTER TABLE tags RENAME TO old_tags; CREATE TABLE tags (label TEXT, weight TEXT, id INTEGER PRIMARY KEY);
INSERT INTO tags (label, weight) SELECT label, weight FROM old_tags ORDER BY label DESC; DROP TABLE old_tags;`,
  'a key becomes a column': `CREATE TABLE new_orders (number INTEGER PRIMARY KEY, id TEXT, user_id INTEGER, price REAL);
INSERT INTO new_orders (id, user_id, price) SELECT id, user_id, price FROM orders; DROP TABLE orders; ALTER TABLE new_orders RENAME TO orders;`,
  'a table gets its rowid taken away': `CREATE TABLE new_tree (id INTEGER PRIMARY KEY, parent INTEGER, label TEXT) WITHOUT ROWID;
INSERT INTO new_tree SELECT * FROM tree; DROP TABLE tree; ALTER TABLE new_tree RENAME TO tree;`,
  'two tables change names': 'ALTER TABLE tags RENAME TO swap; ALTER TABLE links RENAME TO tags; ALTER TABLE swap RENAME TO links;',
  'a full-text index is dropped': 'DROP TABLE notes; DROP TABLE search; DROP TABLE tree;',
  'a full-text index is written':
    "INSERT INTO notes VALUES ('other'); DELETE FROM notes WHERE rowid = 1; INSERT INTO search (rowid, label) VALUES (9, 'x');",
  'a full-text index is made': "CREATE VIRTUAL TABLE found USING fts5 (a); INSERT INTO found VALUES ('b');",
  'views, triggers and indexes come and go':
    'DROP TRIGGER users_touch; DROP VIEW adults; CREATE VIEW minors AS SELECT id FROM users; CREATE TRIGGER tree_touch AFTER DELETE ON tree BEGIN SELECT 1; END; DROP INDEX users_by_name; CREATE UNIQUE INDEX tree_all ON tree (id, label);',
};
