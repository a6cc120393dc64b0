import type { IndexModel, KeyModel, TableModel } from '../model/index.js';
import { foldName, foldSql, quoteName } from '../model/names.js';
import { above, shownValue } from './guard.js';
import type { Guard } from './guard.js';

/** Something that is to be unique. */
interface Unique {
  readonly object: string;
  readonly parts: readonly Part[];
  readonly where: string | null;
}

interface Part {
  readonly sql: string;
  /** Under which values are alike. */
  readonly collation: string;
}

/** Values that stand more than once where they are to be unique: by a key, a constraint or an index that is new, or compares otherwise now. */
export function keyGuards(from: TableModel, to: TableModel, before: readonly IndexModel[], after: readonly IndexModel[]): readonly Guard[] {
  const known = new Set(uniquesOf(from, before).map(textOf));
  const asked = new Set<string>();
  return uniquesOf(to, after).flatMap((unique) => {
    const text = textOf(unique);
    if (known.has(text) || asked.has(text)) return [];
    asked.add(text);
    return [guardFor(unique, quoteName(to.name))];
  });
}

function uniquesOf(table: TableModel, indexes: readonly IndexModel[]): readonly Unique[] {
  const ofKey = (key: KeyModel, what: string): Unique => {
    const parts = key.columns.map(({ column, collation }) => ({
      sql: quoteName(column),
      collation: collation ?? collationOf(column, table),
    }));
    return { object: `${what} (${parts.map(({ sql }) => sql).join(', ')})`, parts, where: null };
  };
  const own = indexes.filter((index) => index.unique && foldName(index.table) === foldName(table.name));
  return [
    ...(table.primaryKey === null ? [] : [ofKey(table.primaryKey, 'primary key')]),
    ...table.uniques.map((key) => ofKey(key, 'unique')),
    ...own.map(({ name, columns, where }) => ({
      object: `index ${quoteName(name)}`,
      parts: columns.map(({ column, expression, collation }) =>
        column === null
          ? { sql: `(${expression ?? ''})`, collation: collation ?? 'BINARY' }
          : { sql: quoteName(column), collation: collation ?? collationOf(column, table) },
      ),
      where,
    })),
  ];
}

/** As the column compares in this table: another collation finds other values alike. */
function collationOf(name: string, { columns }: TableModel): string {
  return columns.find((column) => foldName(column.name) === foldName(name))?.collation ?? 'BINARY';
}

/** Without regard to the order of parts, which nothing hangs on here. */
function textOf({ parts, where }: Unique): string {
  const list = parts.map(({ sql, collation }) => foldSql(`${sql} ${collation}`)).toSorted();
  return JSON.stringify([list, where === null ? null : foldSql(where)]);
}

function guardFor({ object, parts, where }: Unique, table: string): Guard {
  const list = parts.map(({ sql }) => sql).join(', ');
  const filter = [...parts.map(({ sql }) => `${sql} IS NOT NULL`), ...(where === null ? [] : [`(${where})`])].join(' AND ');
  const group = `GROUP BY ${parts.map(({ sql, collation }) => `${sql} COLLATE ${quoteName(collation)}`).join(', ')}`;
  const example = parts.map(({ sql }) => shownValue(sql)).join(` || ', ' || `);
  return {
    object: `${object} of ${table}`,
    rows: `(SELECT min(${example}) AS one FROM ${table} WHERE ${filter} ${group} HAVING count(*) > 1)`,
    example: 'one',
    what: `(${list}) is to be unique in ${table}; values that stand there more than once`,
    mend: `${above(`DELETE FROM ${table} WHERE …;`)} SELECT ${list}, count(*) FROM ${table} WHERE ${filter} ${group} HAVING count(*) > 1; shows them.`,
  };
}
