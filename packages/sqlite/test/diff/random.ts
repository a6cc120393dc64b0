import fc from 'fast-check';

/** A random database before it is written down. What does not fit together (a view of a table that is not there) is left out in writing. */
export interface Spec {
  readonly tables: readonly TableSpec[];
  readonly views: readonly ViewSpec[];
  /** The table whose first column it searches. */
  readonly search: { readonly table: string; readonly external: boolean; readonly porter: boolean } | null;
}

export interface TableSpec {
  readonly name: string;
  readonly key: 'none' | 'integer' | 'auto' | 'descending' | 'text' | 'composite';
  readonly columns: readonly ColumnSpec[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  readonly unique: boolean;
  readonly check: { readonly name: string | null; readonly limit: number } | null;
  readonly parent: { readonly table: string; readonly onDelete: string; readonly deferred: boolean } | null;
  readonly indexes: readonly IndexSpec[];
  readonly triggers: readonly TriggerSpec[];
  readonly quote: '"' | '`' | '[';
  /** Its expressions name the table: `trades.lots`, as Drizzle writes them. */
  readonly qualified: boolean;
}

export interface ColumnSpec {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly collation: string | null;
  readonly generated: 'VIRTUAL' | 'STORED' | null;
}

interface IndexSpec {
  readonly name: string;
  readonly place: number;
  readonly unique: boolean;
  readonly kind: 'plain' | 'descending' | 'partial' | 'expression';
}

interface TriggerSpec {
  readonly name: string;
  readonly event: 'INSERT' | 'DELETE' | 'UPDATE';
  readonly mentions: string;
}

interface ViewSpec {
  readonly name: string;
  readonly of: string;
  readonly place: number;
}

export const TABLES = ['trades', 'Orders of today', 'group', 'chains'];
export const COLUMNS = ['lots', 'a b', 'order', 'rowid', 'say "x"', 'größe', 'x$1'];
const TYPES = ['', 'TEXT', 'INTEGER', 'REAL', 'VARCHAR(10)', 'BLOB', 'NUMERIC'];
const STRICT_TYPES = ['TEXT', 'INTEGER', 'REAL', 'BLOB', 'ANY', 'INT'];
const DEFAULTS = ["'OPEN'", '0', '-1.5', 'CURRENT_TIMESTAMP', '(1 + 1)', "x'ff'"];

const column = (name: string, strict: boolean): fc.Arbitrary<ColumnSpec> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom(...(strict ? STRICT_TYPES : TYPES)),
    notNull: rarely(),
    default: strict ? fc.constant(null) : fc.option(fc.constantFrom(...DEFAULTS)),
    collation: fc.option(fc.constantFrom('NOCASE', 'RTRIM'), { freq: 3 }),
    generated: fc.option(fc.constantFrom('VIRTUAL', 'STORED'), { freq: 1, nil: null }).map((kind) => kind),
  });

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat(3).map((number) => number === 0);
}

const trigger = (table: string): fc.Arbitrary<TriggerSpec> =>
  fc.record({
    name: fc.constantFrom(`on ${table}`, `${table}_log`, `${table}_more`),
    event: fc.constantFrom('INSERT', 'DELETE', 'UPDATE'),
    mentions: fc.constantFrom(...TABLES),
  });

const index = (table: string): fc.Arbitrary<IndexSpec> =>
  fc.record({
    name: fc.constantFrom(`idx ${table}`, `by_${table}`, 'idx_shared'),
    place: fc.nat(5),
    unique: rarely(),
    kind: fc.constantFrom('plain', 'descending', 'partial', 'expression'),
  });

export const table = (name: string): fc.Arbitrary<TableSpec> =>
  fc
    .record({ strict: rarely(), names: fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 5 }) })
    .chain(({ strict, names }) =>
      fc.record({
        name: fc.constant(name),
        key: fc.constantFrom('none', 'integer', 'auto', 'auto', 'descending', 'text', 'composite'),
        columns: fc.tuple(...names.map((each) => column(each, strict))),
        strict: fc.constant(strict),
        withoutRowid: rarely(),
        unique: rarely(),
        check: fc.option(fc.record({ name: fc.option(fc.constantFrom('short', 'is short')), limit: fc.integer({ min: 40, max: 42 }) })),
        parent: fc.option(
          fc.record({
            table: fc.constantFrom(...TABLES),
            onDelete: fc.constantFrom('CASCADE', 'SET NULL', 'NO ACTION'),
            deferred: rarely(),
          }),
        ),
        indexes: fc.uniqueArray(index(name), { maxLength: 2, selector: (each) => each.name }),
        triggers: fc.uniqueArray(trigger(name), { maxLength: 3, selector: (each) => each.name }),
        quote: fc.constantFrom('"', '`', '['),
        qualified: rarely(),
      }),
    );

const views = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('v one', 'v2', 'v3'), of: fc.constantFrom(...TABLES, 'v one', 'v2'), place: fc.nat(4) }),
  { maxLength: 3, selector: (each) => each.name },
);

const search = fc.option(fc.record({ table: fc.constantFrom(...TABLES), external: fc.boolean(), porter: fc.boolean() }), { freq: 2 });

export const spec: fc.Arbitrary<Spec> = fc
  .uniqueArray(fc.constantFrom(...TABLES), { minLength: 1, maxLength: 4 })
  .chain((names) => fc.record({ tables: fc.tuple(...names.map(table)), views, search }));

/** Two databases of which the second comes from the first by a change here and there, or by nothing at all. */
export const pair: fc.Arbitrary<readonly [Spec, Spec]> = spec.chain((one) =>
  fc.tuple(
    fc.constant(one),
    fc.record({ other: spec, keep: fc.array(rarely(), { minLength: 12, maxLength: 12 }) }).map((mix) => mixed(one, mix)),
  ),
);

/** Takes each part from the other database where the dice say so. */
function mixed(one: Spec, { other, keep }: { readonly other: Spec; readonly keep: readonly boolean[] }): Spec {
  const replaces = (place: number): boolean => keep[place % keep.length] ?? false;
  const tables = one.tables.map((mine, place) => {
    const theirs = other.tables.find(({ name }) => name === mine.name);
    return theirs === undefined ? mine : { ...mixedTable(mine, theirs, (step) => replaces(place * 3 + step)), name: mine.name };
  });
  const added = replaces(9) ? other.tables.filter(({ name }) => !one.tables.some((mine) => mine.name === name)) : [];
  return {
    tables: replaces(10) ? [...tables.slice(1), ...added] : [...tables, ...added],
    views: replaces(11) ? other.views : one.views,
    search: replaces(8) ? other.search : one.search,
  };
}

function mixedTable(mine: TableSpec, theirs: TableSpec, replaces: (step: number) => boolean): TableSpec {
  const columns = replaces(0) && mine.strict === theirs.strict ? { columns: theirs.columns } : {};
  const shape = replaces(1) ? { key: theirs.key, withoutRowid: theirs.withoutRowid, unique: theirs.unique } : {};
  const rules = replaces(2) ? { check: theirs.check, parent: theirs.parent } : {};
  const around = replaces(3) ? { indexes: theirs.indexes, triggers: theirs.triggers } : {};
  return { ...mine, ...columns, ...shape, ...rules, ...around };
}
