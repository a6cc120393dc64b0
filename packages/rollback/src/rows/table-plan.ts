import { foldName } from '@zepix/migrations-sqlite';
import type { ForeignKeyModel, SchemaModel, TableModel } from '@zepix/migrations-sqlite';

/** A table to fill, with what its rows must keep to. Names are folded. */
export interface TablePlan {
  readonly table: TableModel;
  /** Sets of columns in which no two rows may be the same. */
  readonly keys: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKeyModel[];
  /** Every CHECK, as SQL. */
  readonly checks: readonly string[];
}

/**
 * The ordinary tables of a schema, parents before their children where that is possible. `later` is a schema that the rows will be
 * brought into: its rules for columns of the same names count as well, as far as they are known by name.
 */
export function planTables(schema: SchemaModel, later: SchemaModel | null): readonly TablePlan[] {
  const known = new Set(schema.tables.map(({ name }) => foldName(name)));
  const plans = schema.tables.filter(({ kind }) => kind === 'table').map((table) => planTable(table, schema, later, known));
  return parentsFirst(plans);
}

function planTable(table: TableModel, schema: SchemaModel, later: SchemaModel | null, known: ReadonlySet<string>): TablePlan {
  const heir = later?.tables.find(({ name, kind }) => kind === 'table' && foldName(name) === foldName(table.name));
  const own = new Set(table.columns.map(({ name }) => foldName(name)));
  const fits = (columns: readonly string[]): boolean => columns.length > 0 && columns.every((name) => own.has(name));
  const keys = [...keysOf(table, schema), ...(heir === undefined || later === null ? [] : keysOf(heir, later))].filter(fits);
  const foreign = [...table.foreignKeys, ...(heir?.foreignKeys ?? [])].filter(
    ({ columns, parent }) => fits(columns.map(foldName)) && known.has(foldName(parent)),
  );
  return {
    table,
    keys: distinctBy(keys, (key) => key.join('\0')),
    foreignKeys: distinctBy([...foreign, ...guessed(table, foreign, schema)], ({ columns, parent }) =>
      foldName([...columns, parent].join('\0')),
    ),
    checks: [...new Set([...table.checks, ...(heir?.checks ?? [])].map(({ expression }) => expression))],
  };
}

function keysOf(table: TableModel, schema: SchemaModel): string[][] {
  const indexes = schema.indexes.filter((index) => index.unique && foldName(index.table) === foldName(table.name));
  return [
    ...(table.primaryKey === null ? [] : [table.primaryKey.columns.map(({ column }) => foldName(column))]),
    ...table.uniques.map(({ columns }) => columns.map(({ column }) => foldName(column))),
    ...indexes.map(({ columns }) => columns.flatMap(({ column }) => (column === null ? [] : [foldName(column)]))),
  ];
}

/** Columns named after another table (`user_id` beside `users`) refer to it, though no foreign key says so. */
function guessed(table: TableModel, declared: readonly ForeignKeyModel[], { tables }: SchemaModel): ForeignKeyModel[] {
  const taken = new Set(declared.flatMap(({ columns }) => columns.map(foldName)));
  return table.columns.flatMap(({ name, generated }) => {
    const stem = /^(.+?)_?(?:id|uuid)$/i.exec(name)?.[1];
    if (stem === undefined || generated !== null || taken.has(foldName(name))) return [];
    const parent = tables.find(
      (one) =>
        one !== table && one.kind === 'table' && [stem, `${stem}s`, `${stem}es`].some((word) => foldName(one.name) === foldName(word)),
    );
    const key = parent?.primaryKey?.columns;
    if (parent === undefined || key?.length !== 1 || key[0] === undefined) return [];
    return [
      {
        name: null,
        columns: [name],
        parent: parent.name,
        parentColumns: [key[0].column],
        onUpdate: '',
        onDelete: '',
        match: '',
        deferrable: null,
      },
    ];
  });
}

/** Takes, again and again, the first table whose parents are all taken; in a circle, the first that is left. */
function parentsFirst(plans: readonly TablePlan[]): readonly TablePlan[] {
  const waiting = new Map(plans.map((plan) => [foldName(plan.table.name), plan]));
  const ordered: TablePlan[] = [];
  while (waiting.size > 0) {
    const isFree = ([name, { foreignKeys }]: readonly [string, TablePlan]): boolean =>
      foreignKeys.every(({ parent }) => foldName(parent) === name || !waiting.has(foldName(parent)));
    const [name, plan] = ([...waiting].find(isFree) ?? [...waiting][0]) as [string, TablePlan];
    waiting.delete(name);
    ordered.push(plan);
  }
  return ordered;
}

function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
