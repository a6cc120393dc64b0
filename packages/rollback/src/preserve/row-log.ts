import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import type { Shape } from '../trace/shape.js';
import { createCopy, copyColumns } from './image.js';
import type { Image } from './image.js';

/** What a statement may do to rows. */
export type RowEvent = 'INSERT' | 'UPDATE' | 'DELETE';
export const ROW_EVENTS: readonly RowEvent[] = ['INSERT', 'UPDATE', 'DELETE'];

/** The table under its name of now, and how it calls its columns and rowid. */
export interface Written {
  readonly table: string;
  readonly rowid: string;
  /** The columns of before, in their order, by their names of now. */
  readonly columns: readonly string[];
}

/** Rows that were put in above a rowid, and the highest that they got. */
export interface Above {
  readonly rowid: bigint;
  readonly highest: bigint;
}

/**
 * Which rows of one table were written, and what they were before: noted by temporary triggers, so that one row that is changed costs one
 * row. Only for tables with a rowid, and only while nothing deletes rows unseen, as OR REPLACE does.
 *
 * In the log `o` is the rowid that a row had, `n` the one that it got; the first line that names a rowid tells what was there before.
 * UPDATE and DELETE are noted before they happen, since a trigger of the application that fires later may write the row once more.
 */
export class RowLog {
  readonly #bench: Workbench;
  readonly #shape: Shape;
  readonly #log: string;
  readonly #armed = new Set<RowEvent>();
  #isMade = false;
  /** Every row above this rowid was put in, and no other row was written. */
  #above: Above | null = null;

  constructor(bench: Workbench, shape: Shape, number: number) {
    this.#bench = bench;
    this.#shape = shape;
    this.#log = `_zepix_log${number}`;
  }

  /** Where rows were put in above a rowid and that is all that happened; null where it is not. */
  get above(): Above | null {
    return this.#isMade ? null : this.#above;
  }

  get isEmpty(): boolean {
    return this.#above === null && (!this.#isMade || this.lines === 0);
  }

  /** How many lines were written. */
  get lines(): number {
    return this.#isMade ? Number(this.#bench.rows(`SELECT coalesce(max(seq), 0) FROM temp.${this.#log}`)[0]?.[0]) : 0;
  }

  isArmed(events: readonly RowEvent[]): boolean {
    return events.every((event) => this.#armed.has(event));
  }

  /** Begins to note what happens to rows. */
  arm(written: Written, events: readonly RowEvent[]): void {
    this.#make(written);
    const { table, rowid, columns } = written;
    const cells = columns.map((_, index) => `c${index}`);
    const old = columns.map((name) => `old.${quoted(name)}`);
    const [into, from] = [['o', 'n', ...cells].join(', '), old.length === 0 ? '' : `, ${old.join(', ')}`];
    const bodies: Readonly<Record<RowEvent, string>> = {
      INSERT: `AFTER INSERT ON main.${quoted(table)} BEGIN INSERT INTO ${this.#log} (n) VALUES (new.${rowid})`,
      UPDATE: `BEFORE UPDATE ON main.${quoted(table)} BEGIN INSERT INTO ${this.#log} (${into}) VALUES (old.${rowid}, new.${rowid}${from})`,
      DELETE: `BEFORE DELETE ON main.${quoted(table)} BEGIN INSERT INTO ${this.#log} (${into}) VALUES (old.${rowid}, NULL${from})`,
    };
    for (const event of events) {
      if (this.#armed.has(event)) continue;
      this.#bench.exec(`CREATE TEMP TRIGGER ${this.#log}_${event} ${bodies[event]}; END`);
      this.#armed.add(event);
    }
  }

  /** Takes the triggers away, what they noted stays: with them the table could be neither altered nor dropped. */
  disarm(): void {
    for (const event of this.#armed) this.#bench.exec(`DROP TRIGGER IF EXISTS temp.${this.#log}_${event}`);
    this.#armed.clear();
  }

  /** Notes rows that were put in above all others. Only as the first of all. */
  noteAbove(above: Above): void {
    this.#above = above;
  }

  /** All that was written, as an image of these rows alone. `also`: SQL that gives rowids of further rows that are wanted in it. */
  image(before: Image['before'], written: Written, table: string, also: string | null): Image {
    const bench = this.#bench;
    this.#make(written);
    const rows = `${table}_rows`;
    bench.exec(`CREATE TEMP TABLE ${quoted(rows)} (r INTEGER PRIMARY KEY, seq INTEGER)`);
    // Two halves that are in order are merged, and the first line about a row stays: less than half of what grouping them costs.
    bench.exec(`INSERT OR IGNORE INTO temp.${quoted(rows)} ${this.#lines()} ORDER BY 2`);
    bench.exec(createCopy(`temp.${quoted(table)}`, this.#shape));
    bench.exec(`INSERT INTO temp.${quoted(table)} (${this.#into()}) ${this.#first(`temp.${quoted(rows)}`)}`);
    if (also !== null) {
      bench.exec(`INSERT INTO temp.${quoted(table)} (${this.#into()}) SELECT ${this.#standing(written)} FROM main.${quoted(written.table)} AS c
        WHERE c.${written.rowid} IN (${also}) AND c.${written.rowid} NOT IN (SELECT r FROM temp.${quoted(rows)})`);
      bench.exec(`INSERT OR IGNORE INTO temp.${quoted(rows)} (r) SELECT k FROM temp.${quoted(table)}`);
    }
    return { before, shape: this.#shape, table, parked: false, rows };
  }

  /** Copies the whole table as it was before anything was noted. */
  copyInto(table: string, written: Written): void {
    const [into, from] = [this.#into(), this.#standing(written)];
    const all = `INSERT INTO ${table} (${into}) SELECT ${from} FROM main.${quoted(written.table)} AS c`;
    if (!this.#isMade) return this.#bench.exec(this.#above === null ? all : `${all} WHERE c.${written.rowid} <= ${this.#above.rowid}`);
    const first = `(SELECT r, min(seq) AS seq FROM (${this.#lines()}) GROUP BY r)`;
    this.#bench.exec(`${all} WHERE c.${written.rowid} NOT IN (SELECT r FROM (${this.#lines()}))`);
    this.#bench.exec(`INSERT INTO ${table} (${into}) ${this.#first(first)}`);
  }

  /** Gives what makes it again what it is now, once its tables and triggers are: when statements were undone. */
  mark(): () => void {
    const [armed, isMade, above] = [[...this.#armed], this.#isMade, this.#above];
    return () => {
      this.#armed.clear();
      for (const event of armed) this.#armed.add(event);
      [this.#isMade, this.#above] = [isMade, above];
    };
  }

  drop(): void {
    this.disarm();
    if (this.#isMade) this.#bench.exec(`DROP TABLE temp.${this.#log}`);
    this.#isMade = false;
  }

  #make({ table, rowid, columns }: Written): void {
    if (this.#isMade) return;
    const cells = columns.map((_, index) => `, c${index}`).join('');
    this.#bench.exec(`CREATE TEMP TABLE ${this.#log} (seq INTEGER PRIMARY KEY, o INTEGER, n INTEGER${cells})`);
    this.#isMade = true;
    if (this.#above === null) return;
    this.#bench.exec(`INSERT INTO temp.${this.#log} (n) SELECT ${rowid} FROM main.${quoted(table)} WHERE ${rowid} > ${this.#above.rowid}`);
  }

  #lines(): string {
    return `SELECT o AS r, seq FROM temp.${this.#log} WHERE o IS NOT NULL UNION ALL SELECT n, seq FROM temp.${this.#log} WHERE n IS NOT NULL AND n IS NOT o`;
  }

  /** What the first line of each rowid says was there; none for a row that came into being. */
  #first(rows: string): string {
    const from = copyColumns(this.#shape).map(({ into }) => (into === 'k' ? 'l.o' : `l.${into}`));
    return `SELECT ${from.join(', ')} FROM ${rows} AS f JOIN temp.${this.#log} AS l ON l.seq = f.seq WHERE l.o = f.r`;
  }

  #into(): string {
    return copyColumns(this.#shape)
      .map(({ into }) => into)
      .join(', ');
  }

  #standing({ rowid, columns }: Written): string {
    return copyColumns(this.#shape)
      .map(({ index }) => (index === null ? `c.${rowid}` : `c.${quoted(columns[index] ?? '')}`))
      .join(', ');
  }
}
