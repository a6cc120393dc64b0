import { describe, expect, it } from 'vitest';
import { changeScript, diff, renameCandidates } from '../../src/index.js';
import type { Rename } from '../../src/index.js';
import { statementsFor, stored } from './place.js';

function told(from: string, to: string, renames: readonly Rename[] = []): readonly string[] {
  return diff(stored(from), stored(to), { renames }).map(
    ({ kind, object, loses }) => `${kind} ${object}${loses === null ? '' : ` loses ${loses}`}`,
  );
}

describe('a change says what it is and what it loses', () => {
  it.each([
    ['CREATE TABLE t (a); CREATE TABLE u (b)', 'CREATE TABLE t (a)', ['drop table u loses every row of u']],
    ['CREATE TABLE t (a, b)', 'CREATE TABLE t (a)', ['drop column t.b loses the values of t.b']],
    ['CREATE TABLE t (a, b AS (a))', 'CREATE TABLE t (a)', ['drop column t.b']],
    ['CREATE TABLE t (a TEXT)', 'CREATE TABLE t (a INTEGER)', ['alter column t.a loses the type of values of t.a that become INTEGER']],
    ['CREATE TABLE t (a INT)', 'CREATE TABLE t (a INTEGER)', ['alter column t.a']],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)',
      'CREATE TABLE t (id INTEGER PRIMARY KEY)',
      ['alter primary key of t loses the AUTOINCREMENT counter of t'],
    ],
    [
      'CREATE TABLE t (a PRIMARY KEY NOT NULL)',
      'CREATE TABLE t (a PRIMARY KEY NOT NULL) WITHOUT ROWID',
      ['create options of t loses the rowids of t'],
    ],
    [
      "CREATE VIRTUAL TABLE f USING fts5(a, content='')",
      "CREATE VIRTUAL TABLE f USING fts5(a, content='', tokenize=porter)",
      ['alter table f loses every row of f'],
    ],
    ['CREATE VIRTUAL TABLE f USING fts5(a)', 'CREATE VIRTUAL TABLE f USING fts5(a, tokenize=porter)', ['alter table f']],
    ['CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t', 'CREATE TABLE t (a); CREATE VIEW v AS SELECT 1', ['alter view v']],
  ])('%s → %s', (from, to, expected) => {
    expect(told(from, to)).toEqual(expected);
  });

  it('names a rename, and what it was told of nothing else', () => {
    const from = 'CREATE TABLE a (x, y CHECK (x > 0)); CREATE INDEX i ON a (x); CREATE VIEW v AS SELECT x FROM a';
    const to = 'CREATE TABLE b (z, y CHECK (z > 0)); CREATE INDEX i ON b (z); CREATE VIEW v AS SELECT z FROM b';
    expect(
      told(from, to, [
        { table: 'a', to: 'b' },
        { table: 'a', column: 'x', to: 'z' },
      ]),
    ).toEqual(['rename table b', 'rename column b.z']);
  });

  it.each([
    [{ table: 'nothing', to: 'b' }, 'there is no such table before'],
    [{ table: 'a', to: 'nothing' }, 'there is no such table afterwards'],
    [{ table: 'a', column: 'nothing', to: 'x' }, 'there is no such column before'],
    [{ table: 'a', column: 'x', to: 'nothing' }, 'there is no such column afterwards'],
  ])('refuses the rename %j', (rename, message) => {
    expect(() => told('CREATE TABLE a (x)', 'CREATE TABLE a (x); CREATE TABLE b (x)', [rename])).toThrow(message);
  });
});

it('asks for renames in the order of their likeliness', () => {
  const from = stored('CREATE TABLE trades (id, opened TEXT, note TEXT); CREATE TABLE plain (a)');
  const to = stored('CREATE TABLE trades (id, opened_at TEXT, size REAL); CREATE TABLE simple (a); CREATE TABLE other (b)');
  expect(renameCandidates(from, to)).toEqual([
    { table: 'plain', to: 'simple' },
    { table: 'trades', column: 'opened', to: 'opened_at' },
    { table: 'trades', column: 'note', to: 'opened_at' },
    { table: 'trades', column: 'note', to: 'size' },
    { table: 'trades', column: 'opened', to: 'size' },
  ]);
  const given = [
    { table: 'trades', column: 'opened', to: 'opened_at' },
    { table: 'plain', to: 'simple' },
  ];
  expect(renameCandidates(from, to, given)).toEqual([{ table: 'trades', column: 'note', to: 'size' }]);
});

it('writes a script with the reasons above the statements, whatever a name holds', () => {
  const script = changeScript(statementsFor('CREATE TABLE t (a)', 'CREATE TABLE t (a, "b\n;c"); CREATE VIEW v AS SELECT 1 -- end'));
  expect(script).toBe(
    '-- Add column t."b\n-- ;c".\nALTER TABLE t ADD COLUMN "b\n;c";\n-- Make view v.\nCREATE VIEW v AS SELECT 1 -- end\n;\n',
  );
});
