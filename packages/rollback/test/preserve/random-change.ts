import fc from 'fast-check';
import { openDatabase } from '@zepix/testkit';
import { cell, columnsOf, createTable, rowOf } from './random-schema.js';
import type { SchemaSpec } from './random-schema.js';

/** Statements that are written together; a later one needs those before it. */
type Group = readonly string[];

/** A way in which migrations change a table; `at` and `column` say which, `pick` what with. */
type Shape = (spec: SchemaSpec, at: number, column: number, pick: number) => Group;

const value = ({ tables }: SchemaSpec, at: number, column: number, pick: number): string =>
  cell(tables[at]?.columns[column]?.type ?? 'ANY', pick);

const list = (spec: SchemaSpec, at: number, without: number): string =>
  [...columnsOf(spec, at)].filter((name) => name !== `c${without}`).join(', ');

const SHAPES: Readonly<Record<string, Shape>> = {
  dropTable: (_, at) => [`DROP TABLE t${at}`],
  dropColumn: (_, at, column) => [`ALTER TABLE t${at} DROP COLUMN c${column}`],
  dropColumnAfterAll: (_, at, column) => [
    `DROP INDEX IF EXISTS i${at}`,
    `DROP VIEW IF EXISTS v${at}`,
    `DROP TRIGGER IF EXISTS g${at}`,
    `ALTER TABLE t${at} DROP COLUMN c${column}`,
  ],
  renameColumn: (_, at, column) => [`ALTER TABLE t${at} RENAME COLUMN c${column} TO renamed`],
  renameTable: (_, at) => [`ALTER TABLE t${at} RENAME TO other`],
  addColumn: (_, at, column) => [`ALTER TABLE t${at} ADD COLUMN added${column} TEXT DEFAULT 'new'`],
  update: (spec, at, column, pick) => [`UPDATE OR IGNORE t${at} SET c${column} = ${value(spec, at, column, pick)} WHERE rowid % 3 <> 0`],
  updateAll: (spec, at, column, pick) => [`UPDATE t${at} SET c${column} = ${value(spec, at, column, pick)}`],
  updateAndBack: (_, at, column) => [`UPDATE OR IGNORE t${at} SET c${column} = CAST(c${column} AS TEXT)`],
  remove: (_, at) => [`DELETE FROM t${at} WHERE c0 IS NULL OR id = 3`],
  removeAll: (_, at) => [`DELETE FROM t${at}`],
  replace: (spec, at, _, pick) => [
    `INSERT OR REPLACE INTO t${at} (${columnsOf(spec, at).join(', ')}) VALUES (${rowOf(spec, at, [pick, pick, pick, pick], 1 + (pick % 9))})`,
  ],
  rebuildNewFirst: (spec, at, column) => [
    createTable(spec, at, `new_t${at}`, column),
    `INSERT INTO new_t${at} (${list(spec, at, column)}) SELECT ${list(spec, at, column)} FROM t${at}`,
    `DROP TABLE t${at}`,
    `ALTER TABLE new_t${at} RENAME TO t${at}`,
  ],
  rebuildOldAside: (spec, at, column) => [
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE t${at} RENAME TO old_t${at}`,
    createTable(spec, at, `t${at}`, column),
    `INSERT INTO t${at} (${list(spec, at, column)}) SELECT ${list(spec, at, column)} FROM old_t${at} ORDER BY c0 DESC`,
    `DROP TABLE old_t${at}`,
    'PRAGMA legacy_alter_table = OFF',
  ],
  drizzle: (_, at) => [
    `CREATE TABLE \`__new_t${at}\` (\`id\` PRIMARY KEY, \`c0\`)`,
    `INSERT INTO \`__new_t${at}\` ("id", "c0") SELECT "id", "c0" FROM \`t${at}\``,
    `DROP TABLE \`t${at}\``,
    `ALTER TABLE \`__new_t${at}\` RENAME TO \`t${at}\``,
    `CREATE INDEX d${at} ON t${at} (c0)`,
  ],
  split: (_, at, column) => [`CREATE TABLE part AS SELECT id, c${column} FROM t${at}`, `ALTER TABLE t${at} DROP COLUMN c${column}`],
  swap: (spec, at) => [
    `ALTER TABLE t${at} RENAME TO between`,
    `ALTER TABLE t${(at + 1) % spec.tables.length} RENAME TO t${at}`,
    `ALTER TABLE between RENAME TO t${(at + 1) % spec.tables.length}`,
  ],
  objects: (_, at) => [`DROP INDEX IF EXISTS i${at}`, `DROP TRIGGER IF EXISTS g${at}`, `CREATE INDEX n${at} ON t${at} (id DESC)`],
  view: (_, at) => [`DROP VIEW IF EXISTS v${at}`, `CREATE VIEW v${at} AS SELECT count(*) AS number FROM t${at}`],
  search: () => ["UPDATE search SET body = 'changed words' WHERE rowid = 5", 'DELETE FROM search WHERE rowid = 1'],
  searchGone: () => ['DROP TABLE search'],
  searchMade: () => ['CREATE VIRTUAL TABLE found USING fts5(x)', "INSERT INTO found VALUES ('some words')"],
};

/** Some changes of any shapes, in any order. */
export const changes = fc.array(
  fc.record({ shape: fc.constantFrom(...Object.keys(SHAPES)), at: fc.nat(2), column: fc.nat(2), pick: fc.nat(40) }),
  { minLength: 1, maxLength: 4 },
);

type Changes = typeof changes extends fc.Arbitrary<infer T> ? T : never;

/** The script of changes, those left out that the tables do not take or that would break a foreign key. */
export function scriptOf(start: readonly string[], spec: SchemaSpec, wanted: Changes): string {
  const groups = wanted.map(({ shape, at, column, pick }) => SHAPES[shape]?.(spec, at % spec.tables.length, column, pick) ?? []);
  return accepted(start, groups)
    .flat()
    .map((sql) => `${sql};\n`)
    .join('');
}

/** Those groups that run one after the other behind the start. */
export function accepted(start: readonly string[], groups: readonly Group[]): readonly Group[] {
  const db = openDatabase(':memory:');
  db.pragma('foreign_keys = OFF');
  const isTaken = (group: Group): boolean => {
    db.exec('SAVEPOINT one');
    try {
      for (const sql of group) db.exec(sql);
      const isWhole = (db.pragma('foreign_key_check') as unknown[]).length === 0;
      db.exec(isWhole ? 'RELEASE one' : 'ROLLBACK TO one; RELEASE one');
      return isWhole;
    } catch {
      db.exec('ROLLBACK TO one; RELEASE one');
      return false;
    } finally {
      db.pragma('legacy_alter_table = OFF');
    }
  };
  try {
    for (const sql of start) isTaken([sql]);
    db.exec('BEGIN');
    return groups.filter(isTaken);
  } finally {
    db.close();
  }
}
