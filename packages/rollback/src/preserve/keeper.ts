import type { Statement, SqlValue } from '@zepix/migrations-core';
import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import type { Counter, Manifest, ObjectText, TableEntry } from '../store/manifest.js';
import { readCounters } from '../store/counters.js';
import type { Counters } from '../store/counters.js';
import { PRESERVED, sideTable } from '../store/names.js';
import { nextManifest } from '../store/store.js';
import type { Journal } from '../trace/journal.js';
import type { Shapes } from '../trace/shape.js';
import { copyRows, parkTable } from './capture.js';
import type { Image } from './image.js';
import { itemsOf } from './items.js';
import type { Hints, Pair } from './keys.js';
import { bareEntry, isEmpty, reduceTable } from './reduce.js';

/** Statements that write no row that is there: what they make is new. */
const HARMLESS = /^\s*(?:CREATE\b|SELECT\b|ALTER\s+TABLE\s+\S+\s+ADD\s+COLUMN\b|PRAGMA\b|SAVEPOINT\b|RELEASE\b|EXPLAIN\b)/i;
/** Of `writtenPages`: whatever lies behind a virtual table. */
const VIRTUAL_PAGE = -1;
const DROPS_TABLE = /^\s*DROP\s+TABLE\b/i;

/** What became of a table where names can't tell: given by who moved it. */
export interface Successor {
  readonly after: string;
  /** Columns of before under their names after. */
  readonly columns: TableEntry['columns'];
}

/** Keeps the rows that statements are about to write, and at the end only what really changed. */
export class Keeper {
  readonly #bench: Workbench;
  readonly #journal: Journal;
  readonly #shapes: Shapes;
  readonly #isOwn: (name: string) => boolean;
  /** By the `id` that the table had when the run began. */
  readonly #images = new Map<number, Image>();
  readonly #successors = new Map<number, Successor>();
  readonly #hints = new Map<number, Hints>();
  readonly #seen = new WeakMap<Statement, number>();
  readonly #mayPark: boolean;
  #counters: Counters | null = null;
  #id: number | null = null;
  #number = 0;

  constructor(bench: Workbench, journal: Journal, shapes: Shapes, isOwn: (name: string) => boolean) {
    this.#bench = bench;
    this.#journal = journal;
    this.#shapes = shapes;
    this.#isOwn = isOwn;
    this.#mayPark = bench.rows('PRAGMA foreign_keys')[0]?.[0] === 0n;
  }

  /** The number of the manifest that this will become. */
  get id(): number {
    return (this.#id ??= nextManifest(this.#bench, this.#journal.watch.table(PRESERVED) !== undefined));
  }

  /** Whether tables were made, renamed or dropped that no statement of the script made, renamed or dropped. */
  get hasMovedTables(): boolean {
    return this.#number > 0;
  }

  /** Runs a statement, with what it will write kept before. `instead`: what a statement gives that was done in another way. */
  around<R>(sql: string, values: readonly SqlValue[], run: () => R, instead: () => R, statement?: Statement): R {
    if (!HARMLESS.test(sql) && !(statement && this.#seen.get(statement) === this.#bench.cookie())) {
      if (this.#prepare(sql, values)) return instead();
      if (statement) this.#seen.set(statement, this.#bench.cookie());
    }
    const result = run();
    this.#journal.follow(sql);
    return result;
  }

  /** Notes the counters as they are: to be called before tables are moved past this keeper. */
  noteCounters(): void {
    this.#counters ??= readCounters(this.#bench);
  }

  /** Keeps the rows of a table now: before a savepoint, since what is kept inside of it goes with it. */
  keep(name: string): void {
    const table = this.#journal.watch.table(name);
    const before = table === undefined ? null : this.#journal.before(table);
    if (before !== null && !this.#isOwned(before) && !this.#images.has(before.id)) this.#copy(before);
  }

  /** Tells what becomes of a table of before. */
  succeed(before: StoredObject, successor: Successor): void {
    this.#successors.set(before.id, successor);
  }

  /** Tells what no comparison of a table's rows could. */
  hint(before: StoredObject, hints: Hints): void {
    this.#hints.set(before.id, hints);
  }

  /** All that differs now; what does not is dropped. */
  seal(): Manifest {
    this.#journal.follow(null);
    if (this.#journal.watch.hasVirtual) this.#flushModules();
    const { before, after } = this.#journal.changed();
    const naming = (about: string): string => this.#name(about);
    const isChanged = (one: StoredObject): boolean => one.type === 'table' && !this.#isOwned(one);
    const kept = [...this.#images.values()].map((image) => ({
      object: image.before,
      entry: reduceTable(this.#bench, naming, image, this.#pair(image)),
    }));
    const altered = before.filter((one) => isChanged(one) && !this.#images.has(one.id));
    const tables: TableEntry[] = [
      ...kept.filter(({ object, entry }) => !isEmpty(entry) || before.some(({ id }) => id === object.id)).map(({ entry }) => entry),
      ...altered.flatMap((one) => this.#bare(one)),
    ];
    const texts = (objects: readonly StoredObject[]): ObjectText[] => objects.filter((one) => !this.#isOwned(one)).map(toText);
    return {
      format: 1,
      items: itemsOf(tables),
      before: texts(before),
      after: texts(after),
      tables,
      counters: this.#readCounters(tables.length > 0),
    };
  }

  /** Keeps what the statement will write. True where it was done in another way, and is not to run. */
  #prepare(sql: string, values: readonly SqlValue[]): boolean {
    this.noteCounters();
    const pages = this.#bench.writtenPages(sql, ...values);
    const written =
      pages === null ? this.#everyTable() : [...this.#journal.watch.tablesOn(pages), ...(pages.has(VIRTUAL_PAGE) ? this.#shadows() : [])];
    const known = written.flatMap((table) => {
      const before = this.#journal.before(table);
      return before === null || this.#isOwned(before) || this.#images.has(before.id) ? [] : [before];
    });
    const [dropped] = known;
    // What can't be compiled fails as it is: nothing must be done in its stead.
    const isOne = pages !== null && !pages.has(VIRTUAL_PAGE) && written.length === 1;
    if (dropped && isOne && this.#mayPark && DROPS_TABLE.test(sql)) return this.#park(dropped);
    for (const before of known) this.#copy(before);
    return false;
  }

  #copy(before: StoredObject): void {
    const shape = this.#shape(before);
    if (shape) this.#images.set(before.id, copyRows(this.#bench, this.#journal, before, shape, this.#name(before.name)));
    this.#journal.follow(null);
  }

  #park(before: StoredObject): boolean {
    const shape = this.#shape(before);
    const now = this.#journal.now(before);
    if (shape === null || now === null || this.#journal.column(before, '') === null) return false;
    if (shape.columns.some(({ name }) => this.#journal.column(before, name) !== name)) {
      this.#copy(before);
      return false;
    }
    const name = this.#name(before.name);
    parkTable(this.#bench, now, name);
    this.#journal.follow(null);
    this.#images.set(before.id, { before, shape, table: name, parked: true });
    return true;
  }

  #shape({ name, sql }: StoredObject) {
    return sql === null || /^\s*CREATE\s+VIRTUAL/i.test(sql) ? null : this.#shapes.of(name, sql);
  }

  /** FTS5 holds words back until a savepoint ends or the transaction does: what lies in its tables is then all that there is. */
  #flushModules(): void {
    this.#bench.exec('SAVEPOINT _zepix_flush; RELEASE _zepix_flush');
  }

  /** The tables behind virtual tables: which of them a statement writes, only the module knows. */
  #shadows(): readonly StoredObject[] {
    const names = this.#bench.rows(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`);
    return names.flatMap(([name]) => this.#journal.watch.table(String(name)) ?? []);
  }

  #everyTable(): readonly StoredObject[] {
    return [...this.#journal.watch.objects()].filter(({ type, rootPage }) => type === 'table' && rootPage > 0);
  }

  /** A table that was altered while no row of it was written. */
  #bare(before: StoredObject): TableEntry[] {
    const shape = this.#shape(before);
    if (shape === null) return [];
    const bare = bareEntry(before.name, shape);
    const pair = this.#pair({ before, shape, table: '', parked: false });
    return [pair === null ? bare : { ...bare, after: pair.after, columns: pair.columns }];
  }

  #pair(image: Image): Pair | null {
    const given = this.#successors.get(image.before.id);
    const alive = image.parked ? null : this.#journal.now(image.before);
    const now = given ? this.#journal.watch.table(given.after) : (alive ?? this.#journal.watch.table(image.before.name));
    if (!now || now.sql === null || (!given && !this.#mayContinue(image.before, now))) return null;
    const afterShape = this.#shape(now);
    if (afterShape === null) return null;
    const names = new Map(afterShape.columns.map(({ name }) => [name.toLowerCase(), name]));
    const columns =
      given?.columns ??
      image.shape.columns.map(({ name }) => {
        const current = alive === null ? name : this.#journal.column(image.before, name);
        return { name, after: current === null ? null : (names.get(current.toLowerCase()) ?? null) };
      });
    return { image, after: now.name, afterShape, columns, hints: this.#hints.get(image.before.id) ?? { fresh: null, pinned: null } };
  }

  /** A table of before that goes on under the name of one that is gone is not what became of that one. */
  #mayContinue(before: StoredObject, now: StoredObject): boolean {
    const origin = this.#journal.before(now);
    const isGiven = [...this.#successors].some(([id, { after }]) => id !== before.id && after === now.name);
    return !isGiven && (origin === null || origin.id === before.id);
  }

  /** Every counter, where anything changed: whether one was counted on since can only be told by what it was. */
  #readCounters(hasChanged: boolean): Counter[] {
    if (this.#counters === null) return [];
    const [before, after] = [this.#counters, readCounters(this.#bench)];
    const tables = [...new Set([...before.keys(), ...after.keys()])].filter((table) => !this.#isOwn(table));
    if (!hasChanged && tables.every((table) => before.get(table) === after.get(table))) return [];
    return tables.map((table) => ({ table, before: before.get(table) ?? null, after: after.get(table) ?? null }));
  }

  #isOwned({ name, table }: StoredObject): boolean {
    return this.#isOwn(name) || this.#isOwn(table);
  }

  #name(about: string): string {
    this.#number += 1;
    return sideTable(this.id, this.#number, about);
  }
}

function toText({ type, name, table, sql }: StoredObject): ObjectText {
  return { type, name, table, sql: sql ?? '' };
}
