import { describe, expect, it } from 'vitest';
import { declare, draftTo, project } from './project.js';

/** Each a schema and what Drizzle has no words for in it. */
const SCHEMAS: Readonly<Record<string, readonly [script: string, unsaid: readonly string[]]>> = {
  'keys and references, in circles': [
    `CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, boss INTEGER REFERENCES users(id) ON DELETE SET NULL, team INT REFERENCES teams(code) ON UPDATE CASCADE);
     CREATE TABLE teams (code INT PRIMARY KEY, lead INTEGER REFERENCES users(id));
     CREATE TABLE members (team INT, "user" INTEGER, since TEXT DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (team, "user"), UNIQUE ("user", since));`,
    [],
  ],
  'types, defaults and collations as they were declared': [
    `CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10) DEFAULT 'x''y', b BOOLEAN NOT NULL DEFAULT 1, c DECIMAL(10, 2) DEFAULT -1.5, d, e TIMESTAMP DEFAULT (datetime('now')),
      f TEXT COLLATE NOCASE NOT NULL DEFAULT '', g BLOB DEFAULT x'00ff', h INTEGER CHECK (h IN (0, 1)) DEFAULT TRUE, i NUMERIC, j INTEGER DEFAULT 9007199254740993, k REAL DEFAULT 1e300,
      l TEXT DEFAULT 'line
break \${x} \`y\` \\ z');`,
    [],
  ],
  'defaults that are names, which are texts': [
    `CREATE TABLE t (a TEXT DEFAULT "", b TEXT DEFAULT "it's ""so""", c TEXT DEFAULT pending, d TEXT DEFAULT [x y], e BOOL DEFAULT false)`,
    [],
  ],
  'views, with the types of their columns': [
    `CREATE TABLE t (id INTEGER PRIMARY KEY, price REAL, "a b" TEXT); CREATE VIEW IF NOT EXISTS "open t" AS SELECT id, price * 2 AS twice, "a b", \`price\` FROM t WHERE price > 1 ORDER BY id;
     CREATE VIEW later as select "a b" || '\${x}' AS x from "open t"; CREATE VIEW listed (one) AS SELECT id FROM t`,
    ['view listed'],
  ],
  'an expression that drizzle-kit would cut at its comma': [
    `CREATE TABLE logs (id INTEGER PRIMARY KEY, data TEXT); CREATE INDEX by_name ON logs (json_extract(data, '$.name')); CREATE INDEX by_length ON logs (length(data))`,
    ['index by_name'],
  ],
  'checks, generated columns and indexes': [
    `CREATE TABLE trades (lots REAL CHECK (lots > 0), CONSTRAINT "is \`odd\`" CHECK (lots <> '\${no}' AND trades.lots < 9), price REAL, cost REAL AS (lots * price) STORED, twice AS (lots * 2));
     CREATE INDEX by_cost ON trades (cost DESC, lots) WHERE price IS NOT NULL;
     CREATE UNIQUE INDEX lower_cost ON trades (abs(cost), lots COLLATE NOCASE);`
      .replace(', CONSTRAINT "is', ', price REAL, cost REAL AS (lots * price) STORED, twice AS (lots * 2), CONSTRAINT "is')
      .replace(', price REAL, cost REAL AS (lots * price) STORED, twice AS (lots * 2));', ');'),
    [],
  ],
  'names that JavaScript does not have': [
    `CREATE TABLE "Orders of today" ("class" TEXT, "a b" TEXT, "a-b" TEXT, "1st" TEXT, "it's" TEXT, größe TEXT, "say ""x""" TEXT); CREATE TABLE "index" (id INTEGER PRIMARY KEY, "index" TEXT); CREATE TABLE "sql" (x TEXT); CREATE TABLE "Sql" (x TEXT)`.replace(
      '; CREATE TABLE "Sql" (x TEXT)',
      '',
    ),
    [],
  ],
  'what is kept without words': [
    `CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL, b TEXT NOT NULL ON CONFLICT IGNORE) STRICT, WITHOUT ROWID;
     CREATE TABLE c (a TEXT REFERENCES t(a) DEFERRABLE INITIALLY DEFERRED, gone INTEGER, UNIQUE (a) ON CONFLICT REPLACE);
     CREATE VIEW v AS SELECT a FROM t -- all
     ; CREATE TRIGGER log AFTER INSERT ON c BEGIN SELECT 1; END;
     CREATE VIRTUAL TABLE search USING fts5(body);`,
    [
      'c: ON CONFLICT REPLACE of a key',
      'c: DEFERRABLE INITIALLY DEFERRED of the reference from a',
      't: STRICT',
      't: WITHOUT ROWID',
      't: ON CONFLICT IGNORE of b',
      'table search',
      'view v',
      'trigger log',
    ],
  ],
};

describe('what is declared of a database makes that database', () => {
  it('types the columns of a view', () => {
    const { text } = declare(project(false), `CREATE TABLE t (id INTEGER, note TEXT); CREATE VIEW v AS SELECT id, note, 1 AS one FROM t`);
    expect(text).toContain("id: integer('id'),");
    expect(text).toContain("note: text('note'),");
    expect(text).toMatch(/one: \w+Type\('one'\),/);
  });

  it.each(Object.entries(SCHEMAS))('%s', async (_, [script, unsaid]) => {
    const folder = project();
    const { text, objects, unsaid: said } = declare(folder, script);
    expect(said).toEqual(unsaid);
    const draft = await draftTo(folder, objects, text);
    expect(draft.changes).toEqual([]);
  });

  it('names in comments what it has no words for', () => {
    const { text } = declare(project(), SCHEMAS['what is kept without words']?.[0] ?? '');
    expect(text).toContain('// Drizzle has no words for: STRICT; WITHOUT ROWID; ON CONFLICT IGNORE of b.\nexport const t = ');
    expect(text).toContain(
      '// Drizzle has no words for this view; it stays as the migrations made it:\n//   CREATE VIEW v AS SELECT a FROM t -- all\n',
    );
  });

  it('a change in the declaration is found', async () => {
    const folder = project();
    const { text, objects } = declare(folder, 'CREATE TABLE t (a TEXT, b REAL)');
    const draft = await draftTo(folder, objects, text.replace("real('b')", "real('b').notNull()"));
    expect(draft.changes.map(({ object }) => object)).toEqual(['column t.b']);
    expect(draft.up).toContain('ALTER TABLE t ALTER COLUMN b SET NOT NULL');
  });
});
