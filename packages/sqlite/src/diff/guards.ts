import type { CheckModel, ColumnModel, ForeignKeyModel, IndexModel, TableModel } from '../model/index.js';
import { foldName, foldSql, quoteName } from '../model/names.js';
import { above, columnExample, rowExample, shownValue } from './guard.js';
import type { Guard } from './guard.js';
import { keyGuards } from './key-guards.js';
import { strictRefusal } from './strict.js';

/** A parent inside the question about its children, whatever the tables are called. */
const PARENT = '_zepix_parent';

/** What the rows of a table may not allow of what it is to be. Both tables have one name. */
export function guardsOf(from: TableModel, to: TableModel, before: readonly IndexModel[], after: readonly IndexModel[]): readonly Guard[] {
  return [
    ...to.columns.flatMap((column) => [...nullGuard(column, from, to), ...typeGuard(column, from, to)]),
    ...keyGuards(from, to, before, after),
    ...checkGuards(from, to),
    ...referenceGuards(from, to),
  ];
}

function nullGuard(column: ColumnModel, from: TableModel, to: TableModel): readonly Guard[] {
  const was = columnOf(from, column);
  if (!column.notNull || column.generated !== null || was?.notNull === true) return [];
  const [table, name] = [quoteName(to.name), quoteName(column.name)];
  const guard = { object: `column ${table}.${name} NOT NULL`, example: rowExample(from) };
  if (was !== undefined) {
    return [
      {
        ...guard,
        rows: `${table} WHERE ${name} IS NULL`,
        what: `${name} is to be NOT NULL in ${table}; rows that have NULL there`,
        mend: above(`UPDATE ${table} SET ${name} = … WHERE ${name} IS NULL;`),
      },
    ];
  }
  if (column.default !== null || column.primaryKey > 0) return [];
  return [
    {
      ...guard,
      rows: table,
      what: `${name} is new in ${table}, NOT NULL and without a default; rows that would need a value`,
      mend: 'It needs a default; or is to be declared without NOT NULL first, filled, and NOT NULL in a later migration.',
    },
  ];
}

/** A STRICT table refuses values that the others keep as they are. */
function typeGuard(column: ColumnModel, from: TableModel, to: TableModel): readonly Guard[] {
  const was = columnOf(from, column);
  if (!to.strict || was === undefined || column.generated !== null || (from.strict && was.type === column.type)) return [];
  const [table, name] = [quoteName(to.name), quoteName(column.name)];
  const refused = strictRefusal(column.type, name);
  if (refused === null) return [];
  return [
    {
      object: `column ${table}.${name} ${column.type}`,
      rows: `${table} WHERE ${refused}`,
      example: `${rowExample(from)} || ' with ' || ${shownValue(name)}`,
      what: `${name} is to be ${column.type} in ${table}, which is STRICT; rows with another type of value`,
      mend: above(`UPDATE ${table} SET ${name} = … WHERE ${refused};`),
    },
  ];
}

function checkGuards(from: TableModel, to: TableModel): readonly Guard[] {
  const known = new Set(from.checks.map(({ expression }) => foldSql(expression)));
  const table = quoteName(to.name);
  return to.checks
    .filter(({ expression }) => !known.has(foldSql(expression)))
    .map((check: CheckModel) => ({
      object: `check ${check.name === null ? check.expression : quoteName(check.name)} of ${table}`,
      rows: `${table} WHERE NOT (${check.expression})`,
      example: rowExample(from),
      what: `CHECK (${check.expression}) is new in ${table}; rows that do not fulfil it`,
      mend: above(`UPDATE ${table} SET … WHERE NOT (${check.expression});`),
    }));
}

/** Rows that refer to nothing. Those of a reference that was there before are none of this change. */
function referenceGuards(from: TableModel, to: TableModel): readonly Guard[] {
  const key = ({ columns, parent, parentColumns }: ForeignKeyModel): string => foldName(JSON.stringify([columns, parent, parentColumns]));
  const known = new Set(from.foreignKeys.map(key));
  const table = quoteName(to.name);
  return to.foreignKeys
    .filter((reference) => !known.has(key(reference)) && reference.parentColumns.length === reference.columns.length)
    .map(({ columns, parent, parentColumns }) => {
      const own = columns.map((column) => `${table}.${quoteName(column)}`);
      const match = own.map((column, at) => `${PARENT}.${quoteName(parentColumns[at] ?? '')} = ${column}`).join(' AND ');
      const orphaned = `${own.map((column) => `${column} IS NOT NULL`).join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${quoteName(parent)} AS ${PARENT} WHERE ${match})`;
      const list = columns.map(quoteName).join(', ');
      return {
        object: `foreign key (${list}) of ${table}`,
        rows: `${table} WHERE ${orphaned}`,
        example: columns.map((column) => columnExample(column, table)).join(` || ', ' || `),
        what: `(${list}) of ${table} is to refer to ${quoteName(parent)}; rows that refer to nothing there`,
        mend: above(`DELETE FROM ${table} WHERE ${orphaned};`),
      };
    });
}

function columnOf({ columns }: TableModel, { name }: ColumnModel): ColumnModel | undefined {
  return columns.find((column) => foldName(column.name) === foldName(name));
}
