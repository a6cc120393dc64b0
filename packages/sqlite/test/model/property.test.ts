import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareModels, createIndex, createTable, fromSchema, introspect, toSchema } from '../../src/model/index.js';
import { modelOf, nothingIgnored, withDatabase } from './database.js';
import { layout, printSpec, spec } from './schemas.js';
import type { Spec } from './schemas.js';

const RUNS = { numRuns: 150 };

it('the same schema has the same hash, however it is written down', () => {
  fc.assert(
    fc.property(spec, layout, layout, (given, one, other) => {
      const [left, right] = [modelOf(printSpec(given, one)), modelOf(printSpec(given, other))];
      expect(compareModels(left, right)).toEqual([]);
      expect(toSchema(left)).toEqual(toSchema(right));
      expect(left.tables.map(({ definition }) => definition)).toEqual([null]);
    }),
    RUNS,
  );
});

it('a model can be stored, read back and run again', () => {
  fc.assert(
    fc.property(spec, layout, (given, numbers) => {
      const model = modelOf(printSpec(given, numbers));
      const schema = toSchema(model);
      expect(compareModels(fromSchema(schema), model)).toEqual([]);
      expect(toSchema(modelOf(...model.tables.map(createTable), ...model.indexes.map(createIndex)))).toEqual(schema);
    }),
    RUNS,
  );
});

/** Single changes of a schema. Null where the schema has nothing of the kind to change. */
const MUTATIONS: Readonly<Record<string, (given: Spec, place: number) => Spec | null>> = {
  'another type': (given, place) => withColumn(given, place, (column) => ({ ...column, type: `X ${column.type}`.trim() })),
  nullability: (given, place) => withColumn(given, place, (column) => ({ ...column, notNull: !column.notNull })),
  'another default': (given, place) => withColumn(given, place, (column) => ({ ...column, default: column.default === '7' ? '8' : '7' })),
  'another collation': (given, place) =>
    withColumn(given, place, (column) => ({ ...column, collation: column.collation === 'NOCASE' ? null : 'NOCASE' })),
  'the order of columns': (given) => ({ ...given, columns: given.columns.toReversed() }),
  'a unique less': (given) => (given.uniques.length === 0 ? null : { ...given, uniques: given.uniques.slice(1) }),
  'a check less': (given) => (given.checks.length === 0 ? null : { ...given, checks: given.checks.slice(1) }),
  'a check changed': ({ checks: [first, ...rest], ...given }) =>
    first === undefined ? null : { ...given, checks: [{ ...first, expression: [...first.expression, 'OR', "'x'", '=', "'X'"] }, ...rest] },
  'a reference less': (given) => (given.references.length === 0 ? null : { ...given, references: given.references.slice(1) }),
  'another action': ({ references: [first, ...rest], ...given }) =>
    first === undefined
      ? null
      : { ...given, references: [{ ...first, onDelete: first.onDelete === 'RESTRICT' ? 'CASCADE' : 'RESTRICT' }, ...rest] },
  'an index less': (given) => (given.indexes.length === 0 ? null : { ...given, indexes: given.indexes.slice(1) }),
  'another order in an index': ({ indexes: [first, ...rest], ...given }) =>
    first === undefined ? null : { ...given, indexes: [{ ...first, desc: !first.desc }, ...rest] },
  'another condition of an index': ({ indexes: [first, ...rest], ...given }) =>
    first === undefined ? null : { ...given, indexes: [{ ...first, where: !first.where }, ...rest] },
  AUTOINCREMENT: (given) => ({ ...given, autoincrement: !given.autoincrement }),
  'another table': (given) => ({ ...given, table: `${given.table} 2` }),
};

function withColumn(given: Spec, place: number, change: (column: Spec['columns'][number]) => Spec['columns'][number]): Spec {
  return { ...given, columns: given.columns.map((column, at) => (at === place % given.columns.length ? change(column) : column)) };
}

it.each(Object.entries(MUTATIONS))('%s makes a difference and another hash', (_, mutate) => {
  fc.assert(
    fc.property(spec, layout, layout, fc.nat(5), (given, one, other, place) => {
      const mutated = mutate(given, place);
      fc.pre(mutated !== null);
      const [left, right] = [modelOf(printSpec(given, one)), modelOf(printSpec(mutated, other))];
      expect(compareModels(left, right)).not.toEqual([]);
      expect(toSchema(left).hash).not.toBe(toSchema(right).hash);
    }),
    { numRuns: 30 },
  );
});

it('a column less makes a difference and another hash', () => {
  fc.assert(
    fc.property(spec, layout, layout, (given, one, other) => {
      const bare = { ...given, uniques: [], checks: [], references: [], indexes: [] };
      const [left, right] = [modelOf(printSpec(bare, one)), modelOf(printSpec({ ...bare, columns: bare.columns.slice(1) }, other))];
      expect(compareModels(left, right)).toMatchObject([{ change: 'missing' }]);
      expect(compareModels(right, left)).toMatchObject([{ change: 'unexpected' }]);
      expect(toSchema(left).hash).not.toBe(toSchema(right).hash);
    }),
    { numRuns: 30 },
  );
});

/** Changes that SQLite makes itself on the living table, and what takes each back. */
const ALTERATIONS: Readonly<Record<string, (table: string, column: string) => readonly [change: string, undo: string]>> = {
  'adding a column': (table) => [
    `alter table ${table} add column added real default 1 check (added > 0)`,
    `alter table ${table} drop column added`,
  ],
  'renaming a column': (table, column) => [
    `alter table ${table} rename column ${column} to "Renamed, column"`,
    `alter table ${table} rename column "Renamed, column" to ${column}`,
  ],
  'renaming the table': (table) => [`alter table ${table} rename to "Renamed, table"`, `alter table "Renamed, table" rename to ${table}`],
  'a new index': (table, column) => [`create index fresh on ${table}(${column})`, 'drop index fresh'],
  'a new trigger': (table, column) => [
    `create trigger fresh after update of ${column} on ${table} begin select 1; end`,
    'drop trigger fresh',
  ],
};

it.each(Object.entries(ALTERATIONS))('%s makes a difference, and taking it back leaves none', (_, alter) => {
  fc.assert(
    fc.property(spec, layout, (given, numbers) => {
      const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
      const [change, undo] = alter(quoted(given.table), quoted(given.columns[0]?.name ?? ''));
      withDatabase((db) => {
        db.exec(printSpec(given, numbers));
        const before = introspect(db, nothingIgnored);
        db.exec(change);
        const after = introspect(db, nothingIgnored);
        expect(compareModels(before, after)).not.toEqual([]);
        expect(toSchema(before).hash).not.toBe(toSchema(after).hash);
        db.exec(undo);
        expect(toSchema(introspect(db, nothingIgnored))).toEqual(toSchema(before));
      });
    }),
    { numRuns: 40 },
  );
});
