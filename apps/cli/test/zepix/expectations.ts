import { readFileSync } from 'node:fs';

/** A column as PRAGMA table_info tells it, and the version it comes with. */
export interface ExpectedColumn {
  readonly name: string;
  readonly type: string;
  readonly notnull: boolean;
  readonly default: string | null;
  readonly pk: number;
  readonly since: string;
}

/** What a column may hold: one of a list, or a whole number from … to. */
export interface ExpectedCheck {
  readonly column: string;
  readonly in?: readonly (string | number)[];
  readonly between?: readonly [number, number];
}

interface ExpectedIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly where: string | null;
  readonly since: string;
}

interface ExpectedForeignKey {
  readonly column: string;
  readonly table: string;
  readonly to: string;
  readonly onDelete: string;
  readonly onUpdate: string;
}

export interface ExpectedTable {
  readonly since: string;
  readonly autoincrement: boolean;
  readonly columns: readonly ExpectedColumn[];
  readonly checks: readonly ExpectedCheck[];
  readonly fks: readonly ExpectedForeignKey[];
  readonly uniques: readonly (readonly string[])[];
  readonly indexes: readonly ExpectedIndex[];
}

type Row = Readonly<Record<string, unknown>>;

/** One of the three databases, written down by hand from the specification; `since` says with which version a thing comes. */
export interface ExpectedDatabase {
  readonly folder: string;
  readonly file: string;
  readonly tables: Readonly<Record<string, ExpectedTable>>;
  readonly seeds: Readonly<Record<string, readonly Row[]>> | readonly [];
  /** Versions that change rows alone. */
  readonly rowsOnly: readonly string[];
}

const text = readFileSync(new URL('./expectations.json', import.meta.url), 'utf8');

/** By the names of zepix.config.ts. */
export const EXPECTED = JSON.parse(text) as Readonly<Record<'combined' | 'price_action' | 'central', ExpectedDatabase>>;
export const NAMES = Object.keys(EXPECTED) as readonly (keyof typeof EXPECTED)[];

/** The versions of a database, oldest first. */
export function versionsOf(expected: ExpectedDatabase): readonly string[] {
  const all = Object.values(expected.tables).flatMap(({ since, columns, indexes }) => [
    since,
    ...[...columns, ...indexes].map((one) => one.since),
  ]);
  return [...new Set([...all, ...expected.rowsOnly])].toSorted();
}

/** A database as it must be at a version: without the tables, columns and indexes that come later. */
export function at(expected: ExpectedDatabase, version: string): Readonly<Record<string, ExpectedTable>> {
  const here = ({ since }: { readonly since: string }): boolean => since <= version;
  return Object.fromEntries(
    Object.entries(expected.tables)
      .filter(([, table]) => here(table))
      .map(([name, table]) => [name, { ...table, columns: table.columns.filter(here), indexes: table.indexes.filter(here) }]),
  );
}
