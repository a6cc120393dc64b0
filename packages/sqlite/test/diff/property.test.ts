import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeSql, diff, openScratch, readStored } from '../../src/index.js';
import type { Rename, Scratch, StoredSchema } from '../../src/index.js';
import { createIndex, createTable } from '../../src/model/index.js';
import { stored } from './place.js';
import { pair, spec } from './random.js';
import type { ColumnSpec, Spec, TableSpec } from './random.js';
import { renamed } from './renamed.js';
import { cellsOf, counterOf, dice, fillTables } from './rows.js';
import { isGenerated, keyOf, writeSpec } from './write.js';

const NIGHTLY = process.env['ZEPIX_NIGHTLY'] === '1';
const RUNS = { numRuns: NIGHTLY ? 2000 : 80 };
const TIMEOUT = NIGHTLY ? 3_600_000 : 60_000;

function scriptOf(one: Spec): string {
  return writeSpec(one)
    .map((sql) => `${sql}\n;`)
    .join('\n');
}

function filled(one: Spec, numbers: readonly number[]): Scratch {
  const scratch = openScratch();
  scratch.bench.exec(scriptOf(one));
  fillTables(scratch.bench, one, numbers);
  if (isStored(one)) scratch.bench.exec("INSERT INTO search (rowid, lots) VALUES (7, 'some words'), (9, 'other words'), (11, 'none')");
  return scratch;
}

type NamePair = readonly [was: string, is: string];

/** Columns whose cells have to come through as they are: same type on both sides, and not computed. */
function keptColumns(before: TableSpec, after: TableSpec, renames: readonly Rename[]): readonly NamePair[] {
  const plain = (table: TableSpec): readonly ColumnSpec[] => table.columns.filter((column, place) => !isGenerated(column, place));
  return plain(before).flatMap((was): NamePair[] => {
    const name = renames.find(({ table, column }) => table === before.name && column === was.name)?.to ?? was.name;
    const is = plain(after).find((column) => column.name === name);
    return is?.type === was.type ? [[was.name, is.name]] : [];
  });
}

/** Whether the rowid can be seen on both sides, and nothing else took its place. */
function hasRowid(before: TableSpec, after: TableSpec): boolean {
  if (before.withoutRowid || after.withoutRowid) return false;
  return !(['integer', 'auto'].includes(keyOf(after)) && keyOf(before) === 'descending');
}

function expectRowsKept(from: Scratch, to: Scratch, before: Spec, after: Spec, renames: readonly Rename[]): void {
  for (const was of before.tables) {
    const name = renames.find(({ table, column }) => table === was.name && column === undefined)?.to ?? was.name;
    const is = after.tables.find((table) => table.name === name);
    if (is === undefined) continue;
    const columns = keptColumns(was, is, renames);
    const rowid = hasRowid(was, is) ? '_rowid_' : null;
    const [old, fresh] = [columns.map(([column]) => column), columns.map(([, column]) => column)];
    expect(cellsOf(to.bench, is.name, fresh, rowid)).toEqual(cellsOf(from.bench, was.name, old, rowid));
    if (keyOf(was) === 'auto' && keyOf(is) === 'auto') expect(counterOf(to.bench, is.name)).toEqual(counterOf(from.bench, was.name));
  }
  expect(counterOf(to.bench, '_zepix%')).toEqual([]);
  if (isStored(before) && isStored(after)) expect(foundIn(to)).toEqual(foundIn(from));
}

/** An FTS table that keeps its rows itself, over the same column. */
function isStored(one: Spec): boolean {
  return one.search?.external === false && writeSpec(one).some((sql) => sql.includes('fts5("lots"'));
}

function foundIn({ bench }: Scratch): readonly string[] {
  return bench.rows(`SELECT rowid, * FROM search WHERE search MATCH 'words' ORDER BY rowid`).map(String);
}

function texts({ objects }: StoredSchema): readonly string[] {
  return objects.map(({ type, name, sql }) => `${type} ${name}: ${sql ?? ''}`).toSorted();
}

/** What the rows that are there do not allow fails, and then changes nothing. */
function isRefused(error: unknown): boolean {
  return /^SQLITE_(?:CONSTRAINT|MISMATCH)/.test((error as { code?: string }).code ?? '');
}

/** Runs the statements in one transaction; false where the rows do not allow them. */
function runs(scratch: Scratch, statements: readonly string[]): boolean {
  scratch.bench.exec('PRAGMA foreign_keys = OFF; BEGIN');
  try {
    for (const sql of statements) scratch.bench.exec(sql);
    scratch.bench.exec('COMMIT');
    return true;
  } catch (error) {
    scratch.bench.exec('ROLLBACK; PRAGMA legacy_alter_table = OFF');
    if (!isRefused(error)) throw error;
    return false;
  }
}

let refused = 0;

function expectChanged(
  before: Spec,
  after: Spec,
  numbers: readonly number[],
  text: 'exact' | 'model',
  renames: readonly Rename[] = [],
): void {
  const [from, to] = [stored(scriptOf(before)), stored(scriptOf(after))];
  const changes = diff(from, to, { text, renames });
  const statements = changeSql(changes, from, to, { text }).map(({ sql }) => sql);
  const [original, changed] = [filled(before, numbers), filled(before, numbers)];
  try {
    if (!runs(changed, statements)) return void (refused += 1);
    const result = readStored(changed.bench);
    expect(diff(result, to, { text })).toEqual([]);
    if (text === 'exact') expect(texts(result)).toEqual(texts(to));
    expectRowsKept(original, changed, before, after, renames);
    expect(changed.bench.rows('PRAGMA integrity_check').map(String)).toEqual(['ok']);
  } finally {
    original.close();
    changed.close();
  }
}

it.each(['model', 'exact'] as const)(
  'applying diff(a, b) to a gives b and keeps rows, rowids and counters, text: %s',
  { timeout: TIMEOUT },
  (text) => {
    refused = 0;
    let count = 0;
    fc.assert(
      fc.property(pair, dice, ([before, after], numbers) => {
        count += 1;
        expectChanged(before, after, numbers, text);
      }),
      RUNS,
    );
    expect(refused).toBeLessThan(count / 2);
  },
);

it('applying diff(a, b) to a gives b where the two have little in common', { timeout: TIMEOUT }, () => {
  fc.assert(
    fc.property(spec, spec, dice, fc.constantFrom('model', 'exact'), (before, after, numbers, text) => {
      expectChanged(before, after, numbers, text);
    }),
    RUNS,
  );
});

it('renames carry rows along, whatever refers to what is renamed', { timeout: TIMEOUT }, () => {
  fc.assert(
    fc.property(renamed, dice, fc.constantFrom('model', 'exact'), ({ before, after, renames }, numbers, text) => {
      expectChanged(before, after, numbers, text, renames);
    }),
    RUNS,
  );
});

it('diff(a, a) is empty, and what is printed of a model has that model', { timeout: TIMEOUT }, () => {
  fc.assert(
    fc.property(spec, (one) => {
      const schema = stored(scriptOf(one));
      expect(diff(schema, schema, { text: 'exact' })).toEqual([]);
      expect(changeSql([], schema, schema, { text: 'exact' })).toEqual([]);
      const { tables, indexes, views, triggers } = schema.model;
      const printed = [
        ...tables.map(createTable),
        ...indexes.map(createIndex),
        ...[...views, ...triggers].map(({ definition }) => definition),
      ];
      expect(stored(printed.map((sql) => `${sql};`).join('\n')).model).toEqual({ ...schema.model });
    }),
    RUNS,
  );
});
