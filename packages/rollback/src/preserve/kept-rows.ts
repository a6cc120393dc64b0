import type { SqlValue } from '@zepix/migrations-core';
import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Sides } from '../store/sides.js';
import type { Journal } from '../trace/journal.js';
import type { Shape, Shapes } from '../trace/shape.js';
import { copyFewRows, copyRows, parkTable } from './capture.js';
import { ColumnCopies } from './column-copies.js';
import { columnsWritten } from './columns-written.js';
import type { Image } from './image.js';
import type { Pair } from './keys.js';
import { reduceAbove, reduceColumns, reduceNothing, reduceTable } from './reduce.js';
import { RowLog } from './row-log.js';
import type { Above, RowEvent, Written } from './row-log.js';
import { firesOnInsert, mayReplace } from './statement.js';

/**
 * A table of before of which rows are kept: a log while only single rows are written, copies of columns while only whole columns are set or
 * dropped, an image as soon as more may happen.
 */
interface KeptTable {
  readonly before: StoredObject;
  readonly shape: Shape;
  readonly log: RowLog | null;
  readonly columns: ColumnCopies | null;
  readonly image: Image | null;
}

/** What is kept of one table, and of which. */
export interface Reduced {
  readonly object: StoredObject;
  readonly entry: TableEntry;
}

/** Copies of so few rows need no index. */
const MOST_POOLED = 200;
/** Of so few rows it does not matter how they are kept. */
const FEW = 10_000;
/** What a line costs is small, and known; how many rows will be written is not always. */
const MOST_NOTED = 1e9;
const LOWEST = -(2n ** 63n);

/** The rows of before, of all tables that are written. */
export class KeptRows {
  readonly #bench: Workbench;
  readonly #journal: Journal;
  readonly #shapes: Shapes;
  readonly #sides: Sides;
  readonly #copiesUpTo: number;
  readonly #tables = new Map<number, KeptTable>();
  #number = 0;
  #pooled = 0;

  constructor(
    bench: Workbench,
    journal: Journal,
    shapes: Shapes,
    { sides, copiesUpTo }: { readonly sides: Sides; readonly copiesUpTo: number },
  ) {
    this.#copiesUpTo = copiesUpTo;
    this.#bench = bench;
    this.#journal = journal;
    this.#shapes = shapes;
    this.#sides = sides;
  }

  /** As `RowLog.mark`. */
  mark(): () => void {
    const tables = [...this.#tables.values()].map((one) => ({ ...one }));
    const parts = tables.flatMap(({ log, columns }) => [log, columns]).flatMap((part) => part?.mark() ?? []);
    return () => {
      this.#tables.clear();
      for (const one of tables) this.#tables.set(one.before.id, one);
      for (const restore of parts) restore();
    };
  }

  /** Lines that were logged so far. */
  get logged(): number {
    let lines = 0;
    for (const { log } of this.#tables.values()) lines += log?.lines ?? 0;
    return lines;
  }

  hasImage({ id }: StoredObject): boolean {
    return (this.#tables.get(id)?.image ?? null) !== null;
  }

  /** Whether so far only whole columns were kept of it. */
  hasColumns({ id }: StoredObject): boolean {
    return (this.#tables.get(id)?.columns ?? null) !== null;
  }

  isParked({ id }: StoredObject): boolean {
    return this.#tables.get(id)?.image?.parked === true;
  }

  isArmed({ id }: StoredObject, events: readonly RowEvent[]): boolean {
    return this.#tables.get(id)?.log?.isArmed(events) === true;
  }

  /** Whether nothing was kept of it yet, and it has a rowid that rows can be put in above of. */
  isFresh(before: StoredObject): boolean {
    return !this.#tables.has(before.id) && this.#written(before) !== null;
  }

  /** Whether noting so many rows one by one is cheaper than a copy of all. */
  isCheapToLog(before: StoredObject, rows: number): boolean {
    return rows < MOST_NOTED && this.#hasMoreThan(before, Math.max(this.#copiesUpTo, rows * 4));
  }

  /** Whether an UPDATE or DELETE with a condition hits so many rows of a table that copies are cheaper than a line for each. */
  hitsMost(before: StoredObject, sql: string): boolean {
    const part = /^\s*UPDATE\b/i.test(sql) ? 0.2 : /^\s*DELETE\b/i.test(sql) ? 0.5 : null;
    if (part === null || this.#tables.has(before.id) || !this.#hasMoreThan(before, Math.max(this.#copiesUpTo, FEW))) return false;
    return this.#bench.hitsPart(sql, (this.#journal.now(before) ?? before).name, part);
  }

  #hasMoreThan(before: StoredObject, rows: number): boolean {
    const { name } = this.#journal.now(before) ?? before;
    return this.#bench.rows(`SELECT 1 FROM main.${quoted(name)} LIMIT 1 OFFSET ${rows}`).length > 0;
  }

  /** Runs a statement that puts rows into one table: above all others, as nearly each does, these need not be noted one by one. */
  append<R>(before: StoredObject, run: () => R): R {
    const { log, written } = this.#logged(before);
    const name = `main.${quoted(written.table)}`;
    const [above, total] = this.#bench.rows(`SELECT coalesce(max(${written.rowid}), ?), total_changes() FROM ${name}`, LOWEST)[0] ?? [];
    this.#bench.run('SAVEPOINT _zepix_append');
    try {
      const result = run();
      const put = this.#putAbove(name, written.rowid, BigInt(String(above)), BigInt(String(total)));
      if (put !== null) {
        this.#bench.run('RELEASE _zepix_append');
        log.noteAbove(put);
        return result;
      }
    } catch (error) {
      if (this.#bench.isInTransaction()) this.#bench.exec('ROLLBACK TO _zepix_append; RELEASE _zepix_append');
      this.#forget(before);
      throw error;
    }
    this.#bench.exec('ROLLBACK TO _zepix_append; RELEASE _zepix_append');
    this.note(before, ['INSERT'], true);
    return run();
  }

  /** Null where other rows were written than such above a rowid. `total`: how many had been written before. */
  #putAbove(name: string, rowid: string, above: bigint, total: bigint): Above | null {
    const sql = `SELECT changes(), total_changes(), count(*), coalesce(max(${rowid}), ?) FROM ${name} WHERE ${rowid} > ?`;
    const [put, now, higher, highest] = this.#bench.rows(sql, above === LOWEST ? 0n : above, above)[0] ?? [];
    return put === higher && BigInt(String(now)) - total === put ? { rowid: above, highest: BigInt(String(highest)) } : null;
  }

  /** Has what happens to rows noted. False where that is not possible, or would not see everything. `isAlone`: no other table is written. */
  note(before: StoredObject, events: readonly RowEvent[], isAlone: boolean): boolean {
    if (this.#written(before) === null || this.#tables.get(before.id)?.columns || this.#isOpaque(before, !isAlone)) return false;
    const isPlain = isAlone && this.#triggers(before).length === 0;
    this.arm(before, isPlain ? events : ['INSERT', 'UPDATE', 'DELETE']);
    return true;
  }

  /**
   * Keeps the columns that an UPDATE sets, in all rows; `sql`: that statement, which writes no other table. False where it may do more, or a
   * copy of the whole table is as good.
   */
  noteSet(before: StoredObject, sql: string, values: readonly SqlValue[]): boolean {
    const written = this.#columnwise(before);
    if (written === null) return false;
    const columns = columnsWritten(this.#bench, written, sql, values);
    return columns !== null && this.#copyColumns(before, written, columns, false);
  }

  /** Keeps columns that are about to be set in many rows, or (`isGoing`) one that is to be dropped. As `noteSet`. */
  noteColumns(before: StoredObject, names: readonly string[], isGoing: boolean): boolean {
    const written = this.#columnwise(before);
    if (written === null) return false;
    const columns = names.map((name) => written.columns.findIndex((one) => one.toLowerCase() === name.toLowerCase()));
    return this.#copyColumns(before, written, columns, isGoing);
  }

  /** Null where columns can't be copied alone: rows were noted, the table is small, or writing it may do more. */
  #columnwise(before: StoredObject): Written | null {
    const known = this.#tables.get(before.id);
    if ((known?.log ?? null) !== null || this.#isOpaque(before, false) || this.#triggers(before).length > 0) return null;
    return known?.columns || this.#hasMoreThan(before, this.#copiesUpTo) ? this.#written(before) : null;
  }

  #copyColumns(before: StoredObject, written: Written, columns: readonly number[], isGoing: boolean): boolean {
    const shape = this.#shape(before);
    const isNumber = (index: number): boolean => index === -1 || shape?.columns[index]?.name === shape?.alias;
    if (shape === null || columns.some(isNumber)) return false;
    const copies = this.#tables.get(before.id)?.columns ?? new ColumnCopies(this.#bench, shape);
    this.#tables.set(before.id, { before, shape, log: null, columns: copies, image: null });
    copies.add(written, columns, this.#next(), isGoing);
    return true;
  }

  arm(before: StoredObject, events: readonly RowEvent[]): void {
    const { log, written } = this.#logged(before);
    log.arm(written, events);
  }

  disarm(): void {
    for (const { log } of this.#tables.values()) log?.disarm();
  }

  /** Keeps all rows as they were before the run. */
  copy(before: StoredObject): void {
    const shape = this.#shape(before);
    if (shape === null) return;
    const known = this.#tables.get(before.id);
    const log = known?.log ?? null;
    log?.disarm();
    const written = this.#names(before, shape);
    const columns = known?.columns ?? null;
    const isFew = log === null && columns === null && !this.#hasMoreThan(before, MOST_POOLED);
    const few = isFew ? copyFewRows(this.#bench, before, shape, { written, number: this.#pooled++ }) : null;
    const image = few ?? copyRows(this.#bench, before, shape, { written, table: this.#next(), past: log ?? columns });
    log?.drop();
    columns?.drop();
    this.#tables.set(before.id, { before, shape, log: null, columns: null, image });
  }

  /** Drops a table by putting it out of sight. False where its rows had to be copied instead, and it is still there. */
  park(before: StoredObject): boolean {
    const shape = this.#shape(before);
    const now = this.#journal.now(before);
    if (shape === null || now === null) return false;
    const { log = null, columns = null } = this.#tables.get(before.id) ?? {};
    if (
      (log !== null && !log.isEmpty) ||
      columns !== null ||
      shape.columns.some(({ name }) => this.#journal.column(before, name) !== name)
    ) {
      this.copy(before);
      return false;
    }
    log?.drop();
    const table = this.#sides.nameOfTable(before.name);
    parkTable(this.#bench, now, table);
    this.#journal.follow(null);
    this.#tables.set(before.id, { before, shape, log: null, columns: null, image: { before, shape, table, parked: true, rows: null } });
    return true;
  }

  /**
   * What differs now, by table; `pairOf`: what a table became. Also of those where nothing differs: what an application writes into them
   * later, the statements that found nothing now may find when they run again.
   */
  reduce(pairOf: (before: StoredObject, shape: Shape) => Omit<Pair, 'image'> | null): readonly Reduced[] {
    this.disarm();
    return [...this.#tables.values()].map((table) => {
      const { before, shape } = table;
      return { object: before, entry: this.#reduceOne(table, pairOf(before, shape)) };
    });
  }

  #reduceOne({ before, shape, log, columns, image }: KeptTable, found: Omit<Pair, 'image'> | null): TableEntry {
    if (image !== null) return reduceTable(this.#bench, this.#sides, image, found === null ? null : { ...found, image });
    const none: Image = { before, shape, table: '', parked: false, rows: null };
    if (columns !== null && found !== null) {
      const entry = reduceColumns(this.#bench, this.#sides, { ...found, image: none }, columns, this.#names(before, shape));
      columns.drop();
      return entry;
    }
    if (log === null || found === null) throw new TypeError(`${before.name} is gone, and its rows were not kept`);
    const { above } = log;
    if (above !== null) return reduceAbove(this.#bench, this.#sides, { ...found, image: none }, above);
    const also = this.#pinned(before, found);
    if (log.isEmpty && also === null) {
      log.drop();
      return reduceNothing(this.#bench, { ...found, image: none });
    }
    const part = log.image(before, this.#names(before, shape), this.#next(), also);
    log.drop();
    return reduceTable(this.#bench, this.#sides, part, { ...found, image: part });
  }

  /** The rowids of rows that are kept though nobody wrote them. */
  #pinned(before: StoredObject, { hints: { pinned } }: Pick<Pair, 'hints'>): string | null {
    const written = this.#written(before);
    if (pinned === null || written === null) return null;
    const column = (name: string): string => `c.${quoted(this.#journal.column(before, name) ?? name)}`;
    const select = `SELECT c.${written.rowid} FROM main.${quoted(written.table)} AS c WHERE`;
    return pinned
      .where(column, `c.${written.rowid}`)
      .map((condition) => `${select} ${condition}`)
      .join(' UNION ');
  }

  #logged(before: StoredObject): { readonly log: RowLog; readonly written: Written } {
    const [shape, written] = [this.#shape(before), this.#written(before)];
    if (shape === null || written === null) throw new TypeError(`no rows of ${before.name} can be noted`);
    const known = this.#tables.get(before.id)?.log;
    const log = known ?? new RowLog(this.#bench, shape, this.#count());
    if (!known) this.#tables.set(before.id, { before, shape, log, columns: null, image: null });
    return { log, written };
  }

  #forget({ id }: StoredObject): void {
    this.#tables.delete(id);
  }

  /** Null where it has no rowid, then or now. */
  #written(before: StoredObject): Written | null {
    const shape = this.#shape(before);
    const now = this.#journal.now(before);
    if (shape === null || shape.rowid === null || now === null) return null;
    const written = this.#names(before, shape);
    return written.rowid === '' ? null : written;
  }

  #names(before: StoredObject, shape: Shape): Written {
    const now = this.#journal.now(before) ?? before;
    const rowid = this.#shape(now)?.rowid ?? '';
    const columns = shape.columns.map(({ name }) => this.#journal.column(before, name) ?? name);
    return { table: now.name, rowid, columns };
  }

  #shape(object: StoredObject): Shape | null {
    return this.#shapes.ofObject(object, this.#journal.watch.byId(object.id) === object ? this.#bench : undefined);
  }

  #triggers(before: StoredObject): readonly StoredObject[] {
    return this.#journal.watch.triggers((this.#journal.now(before) ?? before).name);
  }

  /** Whether rows may go unseen: deleted by OR REPLACE, or written by a trigger before the line is there that says that they are new. */
  #isOpaque(before: StoredObject, isAmongOthers: boolean): boolean {
    const triggers = this.#triggers(before);
    if (mayReplace(this.#journal.now(before) ?? before) || triggers.some(firesOnInsert)) return true;
    return (isAmongOthers || triggers.length > 0) && this.#journal.watch.allTriggers().some(mayReplace);
  }

  #next(): string {
    return `_zepix_image${this.#count()}`;
  }

  #count(): number {
    this.#number += 1;
    return this.#number;
  }
}
