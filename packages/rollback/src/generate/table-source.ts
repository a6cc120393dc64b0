import { foldName } from '@zepix/migrations-sqlite';
import type { Image, TableImage } from '../image/index.js';

/** Where the value of a column can be read after the migration. */
export type ColumnSource =
  /** In a column of the source table itself; `emptied` where the migration puts NULL into it. */
  | { readonly kind: 'column'; readonly column: string; readonly emptied: boolean }
  /** In a column of the source table, in another unit: `arithmetic` follows the column's name, as in `/ 1000`. */
  | { readonly kind: 'scaled'; readonly column: string; readonly arithmetic: string }
  /** In another table: the value of `column` in the row whose `key` holds what `by` holds in the source's row. */
  | {
      readonly kind: 'lookup';
      readonly table: string;
      readonly key: string;
      readonly by: string;
      readonly column: string;
      /** Set where only rows of one kind are meant. */
      readonly only: TableSource['only'];
    };

/** Where the rows of a table of before are after the migration. Names as they are declared. */
export interface TableSource {
  readonly table: string;
  /** Columns that find a row, before and after; `rowid` where no column shows it; null where rows can't be told apart. */
  readonly key: readonly (readonly [before: string, after: string])[] | 'rowid' | null;
  /** By the column's name before. What is not in it was destroyed. */
  readonly columns: ReadonlyMap<string, ColumnSource>;
  /** Set where only the rows with this value are meant: tables that were merged into one. The value as an SQL literal. */
  readonly only: { readonly column: string; readonly value: string } | null;
}

/** Whether something may have to stand for a value of the column: it is gone, or the row it is looked up in may be missing. */
export function isStoodFor({ columns }: TableSource, column: string): boolean {
  const found = [...columns].find(([name]) => foldName(name) === foldName(column))?.[1];
  return found === undefined || found.kind === 'lookup' || (found.kind === 'column' && found.emptied);
}

/** A table of an image; null where it has none of that name. */
export function imageOf(image: Image, name: string): TableImage | null {
  return image.tables.get(foldName(name)) ?? null;
}

/** A column's place; -1 where there is none of that name. */
export function placeOf(table: TableImage, column: string): number {
  return table.columns.findIndex((name) => foldName(name) === foldName(column));
}
