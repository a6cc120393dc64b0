import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classify } from '../../src/script/classify.js';
import { RAISE_FUNCTION, rewriteRaise } from '../../src/script/guards.js';
import { parseScript } from '../../src/script/index.js';
import type { RawStatement } from '../../src/script/index.js';
import { RESERVED } from '../../src/script/mentions.js';
import { whyNotInTransaction } from '../../src/script/pragmas.js';
import { goldenCases } from './golden.js';

const PRELUDE = readFileSync(new URL('./prelude.sql', import.meta.url), 'utf8');
const SCRIPTS = goldenCases('split').filter(({ name }) => !name.startsWith('invalid-'));

let database: Database.Database;
beforeEach(() => {
  database = open();
});
afterEach(() => database.close());

function open(): Database.Database {
  const opened = new Database(':memory:');
  opened.function(RAISE_FUNCTION, { deterministic: false }, (kind, message) => {
    throw new Error(`${String(kind)}: ${String(message)}`);
  });
  opened.exec(PRELUDE);
  return opened;
}

function runAlone(raw: RawStatement): void {
  const prepared = database.prepare(rewriteRaise(raw, classify(raw.words)));
  if (prepared.reader) prepared.all();
  else prepared.run();
}

/** What it throws, as text; empty when it works. */
function complaintOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return String(error);
  }
}

const storedSchema = (of: Database.Database): unknown => of.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();

describe('SQLite takes every statement that we cut', () => {
  test.each(SCRIPTS)('$name', ({ name, text }) => {
    const { statements } = parseScript({ file: name, text });
    for (const raw of statements) expect(() => runAlone(raw)).not.toThrow();
  });

  // Left out: SQLite knows neither a bare RAISE() nor drizzle-kit's breakpoints in place of semicolons.
  const whole = SCRIPTS.filter(({ name }) => name !== 'specification-up' && name !== 'drizzle-without-semicolons');
  test.each(whole)('$name: and stores the same schema as from the whole text', ({ name, text }) => {
    parseScript({ file: name, text }).statements.forEach(runAlone);
    const atOnce = open();
    try {
      atOnce.exec(text);
      expect(storedSchema(database)).toEqual(storedSchema(atOnce));
    } finally {
      atOnce.close();
    }
  });
});

/** Keywords of SQLite that are names where a name is expected. */
const NAMES_TOO = (
  'ABORT ACTION AFTER ALWAYS ANALYZE ASC ATTACH BEFORE BEGIN BY CASCADE CAST COLUMN CONFLICT CROSS CURRENT CURRENT_DATE CURRENT_TIME ' +
  'CURRENT_TIMESTAMP DATABASE DEFERRED DESC DETACH DO EACH END EXCLUDE EXCLUSIVE EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FULL ' +
  'GENERATED GLOB GROUPS IF IGNORE IMMEDIATE INDEXED INITIALLY INNER INSTEAD KEY LAST LEFT LIKE MATCH MATERIALIZED NATURAL NO ' +
  'NULLS OF OFFSET OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING QUERY RAISE RANGE RECURSIVE REGEXP REINDEX RELEASE RENAME ' +
  'REPLACE RESTRICT RIGHT ROLLBACK ROW ROWS SAVEPOINT TEMP TEMPORARY TIES TRIGGER UNBOUNDED VACUUM VIEW VIRTUAL WINDOW WITH WITHOUT'
).split(' ');

test('a word that we hold for reserved can be no table name, and no other word of SQLite is', () => {
  const isRefused = (word: string): boolean => !complaintOf(() => database.prepare(`SELECT 1 FROM ${word}`)).includes('no such table');
  const refused = [...RESERVED, ...NAMES_TOO].filter((word) => isRefused(word));
  expect(refused.toSorted()).toEqual([...RESERVED].toSorted());
});

describe('PRAGMAs that we refuse inside a transaction', () => {
  const cases = [
    ['journal_mode', 'TRUNCATE'],
    ['synchronous', '1'],
    ['page_size', '8192'],
    ['auto_vacuum', '1'],
    ['encoding', "'UTF-16le'"],
    ['writable_schema', '1'],
    ['schema_version', '99'],
  ] as const;
  test.each(cases)('%s fails there, or changes nothing', (name, value) => {
    expect(whyNotInTransaction({ name, hasValue: true, reads: false })).not.toBeNull();
    const before = database.pragma(name);
    database.exec('BEGIN IMMEDIATE');
    const complaint = complaintOf(() => database.pragma(`${name} = ${value}`));
    expect(complaint).toMatch(name === 'synchronous' ? /inside a transaction/ : /^$/);
    database.exec('COMMIT');
    expect(database.pragma(name)).toEqual(before);
  });

  test('wal_checkpoint fails there', () => {
    database.exec('BEGIN IMMEDIATE; DELETE FROM orders');
    expect(() => database.pragma('wal_checkpoint')).toThrow('locked');
  });

  test('EXPLAIN in front of a PRAGMA does not keep it from working', () => {
    database.prepare('EXPLAIN PRAGMA legacy_alter_table = ON');
    expect(database.pragma('legacy_alter_table', { simple: true })).toBe(1);
  });
});
