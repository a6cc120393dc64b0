import type { Statement, SqlValue } from '@zepix/migrations-core';
import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import type { Counter, Manifest, ObjectText, PutRows, SearchState, TableEntry, UniqueRows, Witness } from '../store/manifest.js';
import { readCounters } from '../store/counters.js';
import type { Counters } from '../store/counters.js';
import { Sides } from '../store/sides.js';
import type { Journal } from '../trace/journal.js';
import type { Shape, Shapes } from '../trace/shape.js';
import type { Image } from './image.js';
import { itemsOf } from './items.js';
import type { Hints, Pair } from './keys.js';
import { KeptRows } from './kept-rows.js';
import { Notes } from './notes.js';
import { keepPut } from './put-rows.js';
import { bareEntry, reduceStanding } from './reduce.js';
import { searchStates } from './search-index.js';
import { Rtrees } from './rtree.js';
import { ROW_EVENTS } from './row-log.js';
import { dropsColumn, dropsTable, eventsOf, insertsInto, isHarmless, writesAll } from './statement.js';
import { isUniqueIndex, keepUniques } from './uniques.js';
import { keepWitness } from './witness.js';

/** Of `writtenPages`: whatever lies behind a virtual table. */
const VIRTUAL_PAGE = -1;

/** What became of a table where names can't tell: given by who moved it. */
export interface Successor {
  readonly after: string;
  /** Columns of before under their names after. */
  readonly columns: TableEntry['columns'];
}

export interface KeeperSettings {
  /** Whether a table is one of the engine's, which are not kept. */
  readonly isOwn: (name: string) => boolean;
  /** Tables up to so many rows are copied whole before some of their rows are written; of larger ones those rows alone are noted. */
  readonly copiesUpTo: number;
  /** Gives the number of a new manifest. */
  readonly nextId: () => number;
}

/** Keeps the rows that statements are about to write, and at the end only what really changed. */
export class Keeper {
  readonly #bench: Workbench;
  readonly #journal: Journal;
  readonly #shapes: Shapes;
  readonly #isOwn: (name: string) => boolean;
  readonly #sides: Sides;
  readonly #rows: KeptRows;
  /** For the run that goes forth again. */
  readonly notes: Notes;
  /** By the `id` that the table had when the run began. */
  readonly #successors = new Map<number, Successor>();
  readonly #hints = new Map<number, Hints>();
  /** Statements that were prepared for, by the schema's counter. */
  #seen = new WeakMap<Statement, number>();
  readonly #rtrees: Rtrees;
  readonly #mayPark: boolean;
  readonly #nextId: () => number;
  #counters: Counters | null = null;
  #id: number | null = null;

  constructor(bench: Workbench, journal: Journal, shapes: Shapes, { isOwn, copiesUpTo, nextId }: KeeperSettings) {
    this.#nextId = nextId;
    this.#bench = bench;
    this.#journal = journal;
    this.#shapes = shapes;
    this.#isOwn = isOwn;
    this.#sides = new Sides(bench, () => this.id);
    this.notes = new Notes(this.#sides);
    this.#rtrees = new Rtrees(bench, journal.watch);
    this.#rows = new KeptRows(bench, journal, shapes, { sides: this.#sides, copiesUpTo });
    this.#mayPark = bench.rows('PRAGMA foreign_keys')[0]?.[0] === 0n;
  }

  /** The number of the manifest that this will become. */
  get id(): number {
    return (this.#id ??= this.#nextId());
  }

  /** Whether tables were made, renamed or dropped that no statement of the script made, renamed or dropped. */
  get hasMadeTables(): boolean {
    return this.#sides.made > 0;
  }

  /** Rows that this keeper's own triggers wrote. */
  get loggedRows(): number {
    return this.#rows.logged;
  }

  /** Runs a statement, with what it will write kept before. `instead`: what a statement gives that was done in another way. */
  around<R>(sql: string, values: readonly SqlValue[], run: () => R, instead: () => R, statement?: Statement): R {
    if (isHarmless(sql)) return this.#run(sql, run);
    const into = this.#insertsOnlyInto(sql);
    if (into !== null) {
      this.noteCounters();
      const before = this.#journal.before(into);
      if (before === null || this.#isOwned(into) || this.#rows.hasImage(before) || this.#rows.isArmed(before, ['INSERT'])) return run();
      if (this.#rows.isFresh(before)) return this.#rows.append(before, run);
    }
    if (!(statement && this.#seen.get(statement) === this.#bench.cookie())) {
      if (this.#prepare(sql, values)) return instead();
      if (statement) this.#seen.set(statement, this.#bench.cookie());
    }
    return this.#run(sql, run);
  }

  /** Notes the counters as they are: to be called before tables are moved past this keeper. */
  noteCounters(): void {
    this.#counters ??= this.#countersNow();
  }

  /**
   * Keeps what will be written of a table, at most so many rows: before a savepoint, since what is kept inside of it goes with it.
   * `columns`: where nothing but these of its columns will be.
   */
  keep(name: string, most = Number.POSITIVE_INFINITY, columns: readonly string[] | null = null): void {
    const table = this.#journal.watch.table(name);
    const before = table === undefined ? null : this.#journal.before(table);
    if (before === null || this.#isOwned(before) || this.#rows.hasImage(before)) return;
    const isShadow = this.#shadows().some(({ id }) => id === table?.id);
    const mayLog = this.#mayPark && !isShadow && this.#rows.isCheapToLog(before, most);
    if (mayLog && this.#rows.note(before, ROW_EVENTS, false)) return;
    if (columns === null || isShadow || !this.#mayPark || !this.#rows.noteColumns(before, columns, false)) this.#rows.copy(before);
  }

  /** Runs statements that are undone where they fail, and what was kept on the way with them. @throws what they threw */
  attempt<R>(body: () => R): R {
    const restore = this.#rows.mark();
    this.#bench.exec('SAVEPOINT _zepix_attempt');
    try {
      const result = body();
      this.#bench.exec('RELEASE _zepix_attempt');
      return result;
    } catch (error) {
      this.#bench.exec('ROLLBACK TO _zepix_attempt; RELEASE _zepix_attempt');
      restore();
      this.#seen = new WeakMap();
      this.#journal.watch.forget();
      this.#journal.follow(null);
      throw error;
    }
  }

  /** Takes the triggers away that note what is written: to be called before tables are moved past this keeper. */
  rest(): void {
    this.#rows.disarm();
    this.#seen = new WeakMap();
  }

  /** Tells what becomes of a table of before. */
  succeed(before: StoredObject, successor: Successor): void {
    this.#successors.set(before.id, successor);
  }

  /** Tells what no comparison of a table's rows could. */
  hint(before: StoredObject, hints: Hints): void {
    this.#hints.set(before.id, hints);
  }

  /** All that differs now; what does not is dropped. `goesBack`: whether this is itself a way back, whose rows need not be told apart. */
  seal(goesBack: boolean): Manifest {
    this.#journal.follow(null);
    if (this.#journal.watch.hasVirtual) this.#flushModules();
    const { before, after } = this.#journal.changed();
    const kept = this.#rows.reduce((one, shape) => this.#pair(one, shape));
    const done = new Set(kept.map(({ object }) => object.id));
    const altered = before.filter((one) => one.type === 'table' && !this.#isOwned(one) && !done.has(one.id));
    const tables: TableEntry[] = [...kept.map(({ entry }) => entry), ...altered.flatMap((one) => this.#bare(one))];
    const put = goesBack ? [] : this.#keepPut(after, tables);
    const witnesses = goesBack ? [] : tables.flatMap((entry) => this.#keepWitness(entry));
    const uniques = goesBack ? [] : this.#keepUniques({ before, after });
    const texts = (objects: readonly StoredObject[]): ObjectText[] => objects.filter((one) => !this.#isOwned(one)).map(toText);
    const changes = { before: texts(before), after: texts(after), tables };
    const searches = goesBack ? [] : this.#searchStates(changes);
    const rtrees = this.#rtrees.seal(this.#sides);
    const { packed } = this.#sides;
    return {
      format: 1,
      items: itemsOf(tables),
      ...changes,
      counters: this.#readCounters(tables.length > 0),
      ...this.notes.all,
      ...(put.length > 0 && { put }),
      ...(witnesses.length > 0 && { witnesses }),
      ...(uniques.length > 0 && { uniques }),
      ...(searches.length > 0 && { searches }),
      ...(rtrees.length > 0 && { rtrees }),
      ...(packed.length > 0 && { packed }),
    };
  }

  #keepWitness(entry: TableEntry): Witness[] {
    const now = entry.after === null ? undefined : this.#journal.watch.table(entry.after);
    const shape = now === undefined ? null : this.#shape(now);
    return now === undefined || shape === null ? [] : [keepWitness(this.#sides, entry, now, shape) ?? []].flat();
  }

  /** Rows of tables that the run made, but of those that it put in the place of others. */
  #keepPut(after: readonly StoredObject[], tables: readonly TableEntry[]): PutRows[] {
    const continued = new Set(tables.map((entry) => entry.after));
    const shadows = new Set(this.#shadows().map(({ id }) => id));
    const made = after.filter((one) => one.type === 'table' && !continued.has(one.name) && !shadows.has(one.id) && !this.#isOwned(one));
    return made.flatMap((one) => {
      const shape = this.#journal.before(one) === null ? this.#shape(one) : null;
      return shape === null ? [] : (keepPut(this.#bench, this.#sides, one, shape) ?? []);
    });
  }

  #searchStates(changes: Pick<Manifest, 'before' | 'after' | 'tables'>): readonly SearchState[] {
    const standing = this.#journal.watch.hasVirtual ? [...this.#journal.watch.objects()].map(toText) : [];
    return searchStates(this.#bench, standing, changes);
  }

  #keepUniques(changed: ReturnType<Journal['changed']>): UniqueRows[] {
    const { before } = changed;
    const indexed = before.filter(isUniqueIndex).flatMap(({ table }) => this.#journal.watch.table(table) ?? []);
    const tables = [...before.filter(({ type }) => type === 'table'), ...indexed.filter((one) => this.#journal.before(one) === one)];
    return [...new Set(tables)].flatMap((one) => {
      const shape = this.#isOwned(one) ? null : this.#shape(one);
      const pair = shape === null ? null : this.#pair(one, shape);
      if (shape === null || pair === null) return [];
      const afterSql = this.#journal.watch.table(pair.after)?.sql ?? '';
      return keepUniques(this.#sides, { before: one, shape, ...pair, afterSql }, changed) ?? [];
    });
  }

  #run<R>(sql: string, run: () => R): R {
    const result = run();
    this.#journal.follow(sql);
    return result;
  }

  /** The one table that a statement puts rows into, where it can do nothing else: no trigger fires, and no module is asked. */
  #insertsOnlyInto(sql: string): StoredObject | null {
    const name = this.#mayPark ? insertsInto(sql) : null;
    const table = name === null ? undefined : this.#journal.watch.table(name);
    return table === undefined || table.rootPage === 0 || this.#journal.watch.triggers(table.name).length > 0 ? null : table;
  }

  /** Keeps what the statement will write. True where it was done in another way, and is not to run. */
  #prepare(sql: string, values: readonly SqlValue[]): boolean {
    this.noteCounters();
    const pages = this.#bench.writtenPages(sql, ...values);
    const isPlain = pages !== null && !pages.has(VIRTUAL_PAGE);
    const shadows = isPlain ? [] : this.#shadows();
    if (!isPlain) this.#rtrees.note();
    const written = pages === null ? this.#everyTable() : [...this.#journal.watch.tablesOn(pages), ...shadows];
    const known = written.flatMap((table) => {
      const before = this.#journal.before(table);
      return before === null || this.#isOwned(before) || this.#rows.hasImage(before) ? [] : [before];
    });
    const events = pages !== null && this.#mayPark ? eventsOf(sql) : null;
    if (events !== null) {
      const isUpdate = written.length === 1 && isPlain && /^\s*UPDATE\b/i.test(sql);
      const isMost =
        writesAll(sql) || (values.length === 0 && written.length === 1 && known.some((before) => this.#rows.hitsMost(before, sql)));
      const mostRows = isMost ? Number.POSITIVE_INFINITY : 0;
      for (const before of known) {
        const isColumnwise = isUpdate && (mostRows > 0 || this.#rows.hasColumns(before));
        if (isColumnwise && this.#rows.noteSet(before, sql, values)) continue;
        const mayLog = !shadows.some(({ id }) => id === before.id) && this.#rows.isCheapToLog(before, mostRows);
        if (!mayLog || !this.#rows.note(before, events, written.length === 1)) this.#rows.copy(before);
      }
      return false;
    }
    this.rest();
    // What can't be compiled fails as it is: nothing must be done in its stead.
    const [dropped] = known;
    if (dropped && isPlain && written.length === 1 && this.#mayPark && dropsTable(sql)) return this.#rows.park(dropped);
    const column = dropped && isPlain && written.length === 1 && this.#mayPark ? dropsColumn(sql) : null;
    if (dropped && column !== null && this.#rows.noteColumns(dropped, [column], true)) return false;
    for (const before of known) this.#rows.copy(before);
    return false;
  }

  #shape(object: StoredObject): Shape | null {
    return this.#shapes.ofObject(object, this.#journal.watch.byId(object.id) === object ? this.#bench : undefined);
  }

  /** FTS5 holds words back until a savepoint ends or the transaction does: what lies in its tables is then all that there is. */
  #flushModules(): void {
    this.#bench.exec('SAVEPOINT _zepix_flush; RELEASE _zepix_flush');
  }

  /** The tables behind virtual tables: which of them a statement writes, only the module knows. */
  #shadows(): readonly StoredObject[] {
    if (!this.#journal.watch.hasVirtual) return [];
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
    const pair = this.#pair(before, shape);
    if (pair === null) return [bare];
    const isPinned = pair.hints.pinned !== null && pair.columns.every(({ after }) => after !== null);
    const image: Image = { before, shape, table: '', parked: false, rows: null };
    return [
      isPinned ? reduceStanding(this.#bench, this.#sides, { ...pair, image }) : { ...bare, after: pair.after, columns: pair.columns },
    ];
  }

  #pair(before: StoredObject, shape: Shape): Omit<Pair, 'image'> | null {
    const given = this.#successors.get(before.id);
    const alive = this.#rows.isParked(before) ? null : this.#journal.now(before);
    const now = given ? this.#journal.watch.table(given.after) : (alive ?? this.#journal.watch.table(before.name));
    if (!now || now.sql === null || (!given && !this.#mayContinue(before, now))) return null;
    const afterShape = this.#shape(now);
    if (afterShape === null) return null;
    const columns = given?.columns ?? this.#columnsNow(before, shape, { afterShape, isAnew: alive === null });
    const hints = this.#hints.get(before.id) ?? { fresh: null, pinned: null };
    return { after: now.name, afterShape, columns, hints, isAnew: alive === null || given !== undefined };
  }

  /**
   * What each column of before is called now; null where it is gone. One that was dropped goes on in another that has its name by the end:
   * so scripts give a column another type or another rule (ADD, UPDATE, DROP, RENAME), and what is written there is meant for it.
   */
  #columnsNow(before: StoredObject, shape: Shape, { afterShape, isAnew }: { readonly afterShape: Shape; readonly isAnew: boolean }) {
    const names = new Map(afterShape.columns.map(({ name }) => [name.toLowerCase(), name]));
    const called = (name: string | null): string | null => (name === null ? null : (names.get(name.toLowerCase()) ?? null));
    const columns = shape.columns.map(({ name }) => ({ name, after: called(isAnew ? name : this.#journal.column(before, name)) }));
    const taken = new Set(columns.map(({ after }) => after));
    return columns.map(({ name, after }) => {
      const same = after === null ? called(name) : null;
      return { name, after: same === null || taken.has(same) ? after : same };
    });
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
    const [before, after] = [this.#counters, this.#countersNow()];
    const tables = [...new Set([...before.keys(), ...after.keys()])].filter((table) => !this.#isOwn(table));
    if (!hasChanged && tables.every((table) => before.get(table) === after.get(table))) return [];
    return tables.map((table) => ({ table, before: before.get(table) ?? null, after: after.get(table) ?? null }));
  }

  #countersNow(): Counters {
    return this.#journal.watch.hasCounters ? readCounters(this.#bench) : new Map();
  }

  #isOwned({ name, table }: StoredObject): boolean {
    return this.#isOwn(name) || this.#isOwn(table);
  }
}

function toText({ type, name, table, sql }: StoredObject): ObjectText {
  return { type, name, table, sql: sql ?? '' };
}
