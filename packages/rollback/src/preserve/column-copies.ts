import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';
import { copyColumns, isNotDefault, valueByItself } from './image.js';
import type { Written } from './row-log.js';

/** One copy: `k` the rowid, `c<i>` the columns. */
interface ColumnCopy {
  readonly table: string;
  readonly columns: readonly number[];
  /** Whether rows are left out that hold what the column gives by itself. */
  readonly isSparse: boolean;
}

/** Where the values of before lie: `from` has the table as it stands as `a`. */
export interface ColumnValues {
  readonly from: string;
  readonly value: (index: number) => string;
}

/**
 * Some columns of all rows of one table, as they were: while statements set whole columns or drop them, nothing else can have changed, no
 * row comes and none goes. Only for tables with a rowid.
 */
export class ColumnCopies {
  readonly #bench: Workbench;
  readonly #shape: Shape;
  readonly #copies: ColumnCopy[] = [];

  constructor(bench: Workbench, shape: Shape) {
    this.#bench = bench;
    this.#shape = shape;
  }

  /** Columns that were copied, by their places. */
  get columns(): readonly number[] {
    return this.#copies.flatMap(({ columns }) => columns);
  }

  /** Whether of that column only those rows were copied that hold something else than it gives by itself. */
  isSparse(index: number): boolean {
    return this.#copies.some(({ columns, isSparse }) => isSparse && columns.includes(index));
  }

  /** Copies those columns that are not yet. `isGoing`: the column is about to go, so that rows which get its value by themselves need none. */
  add(written: Written, wanted: readonly number[], table: string, isGoing: boolean): void {
    const columns = wanted.filter((index) => !this.columns.includes(index));
    const [first] = columns;
    if (first === undefined) return;
    const isSparse = isGoing && valueByItself(this.#shape, first) !== null;
    const names = columns.map((index) => quoted(written.columns[index] ?? ''));
    const cells = columns.map((index) => `c${index}`).join(', ');
    const where = isSparse ? ` WHERE ${isNotDefault(this.#shape, first, names[0] ?? '')}` : '';
    this.#bench.exec(`CREATE TEMP TABLE ${table} (k INTEGER PRIMARY KEY, ${cells})`);
    this.#bench.run(
      `INSERT INTO temp.${table} (k, ${cells}) SELECT ${[written.rowid, ...names].join(', ')} FROM main.${quoted(written.table)}${where}`,
    );
    this.#copies.push({ table, columns, isSparse });
  }

  /** Copies all columns of all rows as they were into a table. */
  copyInto(table: string, written: Written): void {
    const all = copyColumns(this.#shape);
    const { from, value } = this.values(written, true);
    const cells = all.map(({ index }) => (index === null ? `a.${written.rowid}` : value(index)));
    this.#bench.exec(`INSERT INTO ${table} (${all.map(({ into }) => into).join(', ')}) SELECT ${cells.join(', ')} FROM ${from}`);
  }

  /** The values of before. `isWhole`: of each row that stands; else those that are in no copy may be missing, since they can't differ. */
  values({ table, rowid, columns }: Written, isWhole: boolean): ColumnValues {
    const standing = `main.${quoted(table)} AS a`;
    const value = (index: number): string => this.#value(index, isWhole) ?? `a.${quoted(columns[index] ?? '')}`;
    const [only, second] = this.#copies;
    if (!isWhole && only !== undefined && second === undefined)
      return { from: `temp.${only.table} CROSS JOIN ${standing} ON a.${rowid} = ${only.table}.k`, value };
    const joins = this.#copies.map((copy) => `LEFT JOIN temp.${copy.table} ON ${copy.table}.k = a.${rowid}`);
    return { from: `${standing} ${joins.join(' ')}`, value };
  }

  /** As `RowLog.mark`. */
  mark(): () => void {
    const copies = [...this.#copies];
    return () => void this.#copies.splice(0, this.#copies.length, ...copies);
  }

  drop(): void {
    for (const { table } of this.#copies) this.#bench.exec(`DROP TABLE temp.${table}`);
    this.#copies.length = 0;
  }

  #value(index: number, isWhole: boolean): string | null {
    const copy = this.#copies.find(({ columns }) => columns.includes(index));
    if (copy === undefined) return null;
    const cell = `${copy.table}.c${index}`;
    const isThere = !copy.isSparse || (!isWhole && this.#copies.length === 1);
    return isThere ? cell : `CASE WHEN ${copy.table}.k IS NULL THEN ${valueByItself(this.#shape, index) ?? 'NULL'} ELSE ${cell} END`;
  }
}
