import { describe, expect, it } from 'vitest';
import type { Renaming, SchemaDraft } from '@zepix/migrations-core';
import { draftBetween } from '../../src/declared/index.js';

/** Each statement is an object of the schema. */
function draft(migrated: readonly string[], declared: string, renames: readonly Renaming[] = []): SchemaDraft {
  const objects = migrated.map((create) => ({ kind: 'table', name: '', create, drop: '' }) as const);
  return draftBetween({ migrated: objects, declared, renames });
}

describe('what a declaration has no words for is no difference', () => {
  it.each([
    ['a UNIQUE constraint', ['CREATE TABLE t (a TEXT UNIQUE)'], 'CREATE TABLE t (a text); CREATE UNIQUE INDEX t_a_unique ON t (a)'],
    [
      'a unique index, declared as a constraint',
      ['CREATE TABLE t (a TEXT, b TEXT)', 'CREATE UNIQUE INDEX t_a_unique ON t (a)'],
      'CREATE TABLE t (a text UNIQUE, b text)',
    ],
    [
      "the table's name before its own columns",
      [`CREATE TABLE "a t" (a TEXT, CHECK ("a t".a <> 't.a'))`, 'CREATE INDEX i ON "a t" (lower(a)) WHERE "a t".a IS NOT NULL'],
      `CREATE TABLE "a t" (a text, CONSTRAINT c CHECK (a <> 't.a')); CREATE INDEX i ON "a t" (lower(a)) WHERE a IS NOT NULL`,
    ],
    ['a CHECK without a name', ['CREATE TABLE t (a INT CHECK (a > 0))'], 'CREATE TABLE t (a int, CONSTRAINT positive CHECK (a>0))'],
    [
      'STRICT and WITHOUT ROWID',
      ['CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID'],
      'CREATE TABLE t (a text PRIMARY KEY NOT NULL)',
    ],
    ['quotes in a type', ['CREATE TABLE t (a varchar[10], b varchar "10")'], "CREATE TABLE t (a varchar '10', b VARCHAR [10])"],
    ['a collation', ['CREATE TABLE t (a TEXT COLLATE NOCASE)'], 'CREATE TABLE t (a text)'],
    ['NOT NULL of the rowid', ['CREATE TABLE t (id INTEGER PRIMARY KEY)'], 'CREATE TABLE t (id integer PRIMARY KEY NOT NULL)'],
    [
      'how a default is written',
      ['CREATE TABLE t (a INT DEFAULT 1, b REAL DEFAULT .5)'],
      'CREATE TABLE t (a int DEFAULT true, b real DEFAULT 0.50)',
    ],
    ['the order of columns', ['CREATE TABLE t (a TEXT, b TEXT)'], 'CREATE TABLE t (b text, a text)'],
    [
      'names and DEFERRABLE',
      ['CREATE TABLE t (a INT, CONSTRAINT f FOREIGN KEY (a) REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)'],
      'CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES t(a) ON UPDATE no action ON DELETE no action)',
    ],
    [
      'triggers, views and virtual tables',
      [
        'CREATE TABLE t (a)',
        'CREATE VIRTUAL TABLE f USING fts5(a)',
        'CREATE VIEW v AS SELECT a FROM t',
        'CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN SELECT 1; END',
      ],
      'CREATE TABLE t (a)',
    ],
  ])('%s', (_, migrated, declared) => {
    expect(draft(migrated, declared)).toEqual({ changes: [], candidates: [], up: '', down: '', kept: [] });
  });
});

it.each([
  ['another text', `CREATE TABLE t (a, CHECK (t.a <> 't.a'))`, `CREATE TABLE t (a, CHECK (a <> 'a'))`],
  ['a partial index', 'CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a) WHERE a > 0', 'CREATE TABLE t (a UNIQUE)'],
  ['another order', 'CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t (a, b)', 'CREATE TABLE t (a, b, UNIQUE (b, a))'],
])('a difference: %s', (_, migrated, declared) => {
  expect(draft(migrated.split('; '), declared).changes).not.toEqual([]);
});

describe('a draft', () => {
  it('adds a column that is declared in the middle behind the others', () => {
    const { up } = draft(['CREATE TABLE t (a TEXT, b TEXT)'], 'CREATE TABLE t (a text, new text, b text)');
    expect(up).toBe('-- Add column t.new.\nALTER TABLE t ADD COLUMN new TEXT;\n');
  });

  it('keeps what has no words through a rebuild, and names it', () => {
    const trigger = 'CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END';
    const { up, kept } = draft(['CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT) STRICT', trigger], 'CREATE TABLE t (a text, b integer)');
    expect(up).toContain('CREATE TABLE t (\n  a TEXT COLLATE NOCASE,\n  b INTEGER\n) STRICT;');
    expect(up).toContain(`${trigger};`);
    expect(kept).toEqual(['trigger r']);
  });

  it('goes back under the old names, to the old texts', () => {
    const { changes, up, down } = draft(['CREATE TABLE old (a, b)'], 'CREATE TABLE "new" (z, b)', [
      { table: 'old', to: 'new' },
      { table: 'old', column: 'a', to: 'z' },
    ]);
    expect(changes.map(({ kind, object }) => `${kind} ${object}`)).toEqual(['rename table new', 'rename column new.z']);
    expect(up).toContain('ALTER TABLE old RENAME TO new;');
    expect(down).toContain('CREATE TABLE old (a, b);');
    expect(down).toMatch(/INSERT OR ABORT INTO old \(rowid, a, b\)\nSELECT rowid, a, b\n/);
  });

  it('refuses statements that are none', () => {
    expect(() => draft([], 'CREATE TABLE t (')).toThrow("What is declared can't be made in SQLite");
    expect(() => draft(['CREATE TABLE t (a TEXT) STRICT'], 'CREATE TABLE t (a timestamp)')).toThrow(
      'What is declared does not fit what is there',
    );
  });
});
