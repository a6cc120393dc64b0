import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';

/** An object that a statement made, altered or removed. */
export interface Change {
  readonly before: StoredObject | null;
  readonly after: StoredObject | null;
}

/** Makes objects and alters none. */
const ONLY_MAKES = /^\s*CREATE\b/i;
/** Alters one table and nothing that speaks of it. Only plain names: the others take the long way. */
export const ADDS_COLUMN = /^\s*ALTER\s+TABLE\s+["`[]?(\w+)["`\]]?\s+ADD\s+COLUMN\b/i;

/** As ADDS_COLUMN: SQLite refuses to drop a column that anything else speaks of. https://sqlite.org/lang_altertable.html#altertabdropcol */
const DROPS_COLUMN = /^\s*ALTER\s+TABLE\s+["`[]?(\w+)["`\]]?\s+DROP\s+COLUMN\b/i;
/** Removes one object with what stands on it, and alters no other. */
const DROPS = /^\s*DROP\s+(TABLE|INDEX|TRIGGER|VIEW)\s+(?:IF\s+EXISTS\s+)?(?:main\s*\.\s*)?["`[]?(\w+)["`\]]?\s*;?\s*$/i;

/**
 * The objects of a schema, kept beside the connection: reading all of them for each of a thousand small migrations would cost more than
 * the migrations. They are read again only where a statement may have altered some.
 */
export class SchemaWatch {
  readonly #bench: Workbench;
  #objects = new Map<number, StoredObject>();
  #tables = new Map<string, StoredObject>();
  #byRoot = new Map<number, StoredObject>();
  /** How many triggers stand on a table. */
  #triggers = new Map<string, StoredObject[]>();
  #cookie = -1;
  #highest = 0;
  #virtual = 0;
  #counting = 0;
  /** Whether the file is one whose root pages move. */
  #vacuums: boolean | null = null;

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  /** Looks again where the schema's counter moved; `sql`: the one statement that ran since. */
  sync(sql: string | null): readonly Change[] {
    const cookie = this.#bench.cookie();
    if (cookie === this.#cookie) return [];
    this.#cookie = cookie;
    if (sql !== null && ONLY_MAKES.test(sql)) return this.#append();
    const altered = sql === null ? undefined : this.table((ADDS_COLUMN.exec(sql) ?? DROPS_COLUMN.exec(sql))?.[1] ?? '');
    if (altered !== undefined) return this.#readAgain(altered);
    return (sql === null ? null : this.#remove(sql)) ?? this.#readAll();
  }

  /** To be called when statements were undone: the schema's counter then goes back, and may come to the same number by another way. */
  forget(): void {
    this.#cookie = -1;
  }

  /** Whether there is a virtual table. */
  get hasVirtual(): boolean {
    return this.#virtual > 0;
  }

  /** Whether there may be AUTOINCREMENT counters. */
  get hasCounters(): boolean {
    return this.#counting > 0;
  }

  /** In the order in which they stand in the schema. */
  objects(): IterableIterator<StoredObject> {
    return this.#objects.values();
  }

  byId(id: number): StoredObject | undefined {
    return this.#objects.get(id);
  }

  table(name: string): StoredObject | undefined {
    return this.#tables.get(name.toLowerCase());
  }

  /** The triggers of a table or view. */
  triggers(table: string): readonly StoredObject[] {
    return this.#triggers.get(table.toLowerCase()) ?? [];
  }

  /** Every trigger of the schema. */
  allTriggers(): readonly StoredObject[] {
    return this.#triggers.size === 0 ? [] : [...this.#triggers.values()].flat();
  }

  /** The tables that root pages belong to, an index's page to its table. */
  tablesOn(pages: ReadonlySet<number>): readonly StoredObject[] {
    const found = new Map<string, StoredObject>();
    for (const page of pages) {
      const object = this.#byRoot.get(page);
      const table = object?.type === 'index' ? this.table(object.table) : object;
      if (table !== undefined) found.set(table.name, table);
    }
    return [...found.values()];
  }

  #append(): Change[] {
    const made = this.#bench.objects(this.#highest);
    for (const object of made) this.#add(object);
    return made.map((after) => ({ before: null, after }));
  }

  /** A table that got a column: nothing else of the schema is other than before. */
  #readAgain(before: StoredObject): Change[] {
    const [after] = this.#bench.objects(before.id - 1, 1);
    if (after === undefined || after.id !== before.id) return this.#readAll();
    this.#objects.set(after.id, after);
    this.#tables.set(after.name.toLowerCase(), after);
    if (after.rootPage > 0) this.#byRoot.set(after.rootPage, after);
    return [{ before, after }];
  }

  /** What a DROP took away. Null where that is not certain: modules drop tables of their own, and auto_vacuum moves root pages. */
  #remove(sql: string): Change[] | null {
    const [, type, name] = DROPS.exec(sql) ?? [];
    if (type === undefined || name === undefined || this.hasVirtual || this.#movesPages()) return null;
    const wanted = name.toLowerCase();
    const dropped = [...this.#objects.values()].find((one) => one.type === type.toLowerCase() && one.name.toLowerCase() === wanted);
    if (dropped === undefined) return null;
    const standsOn = (one: StoredObject): boolean => one.type !== 'view' && one.table.toLowerCase() === wanted;
    const isOwner = dropped.type === 'table' || dropped.type === 'view';
    const gone = [...this.#objects.values()].filter((one) => one === dropped || (isOwner && standsOn(one)));
    for (const one of gone) this.#forgetOne(one);
    this.#highest = Math.max(0, ...this.#objects.keys());
    return gone.map((before) => ({ before, after: null }));
  }

  #movesPages(): boolean {
    return (this.#vacuums ??= Number(this.#bench.rows('PRAGMA main.auto_vacuum')[0]?.[0]) !== 0);
  }

  #forgetOne({ id, type, name, table, rootPage, sql }: StoredObject): void {
    this.#objects.delete(id);
    if (rootPage > 0) this.#byRoot.delete(rootPage);
    if (type === 'trigger') {
      const left = this.triggers(table).filter((one) => one.id !== id);
      if (left.length > 0) this.#triggers.set(table.toLowerCase(), left);
      else this.#triggers.delete(table.toLowerCase());
    }
    if (type !== 'table') return;
    this.#tables.delete(name.toLowerCase());
    if (isCounting(sql)) this.#counting -= 1;
  }

  #readAll(): Change[] {
    const known = this.#objects;
    this.#objects = new Map();
    this.#tables = new Map();
    this.#byRoot = new Map();
    this.#triggers = new Map();
    this.#highest = 0;
    this.#virtual = 0;
    this.#counting = 0;
    for (const object of this.#bench.objects()) {
      const before = known.get(object.id);
      this.#add(before !== undefined && same(before, object) && before.rootPage === object.rootPage ? before : object);
    }
    const changes: Change[] = [];
    for (const [id, before] of known) {
      const after = this.#objects.get(id) ?? null;
      if (after === null || !same(before, after)) changes.push({ before, after });
    }
    for (const [id, after] of this.#objects) if (!known.has(id)) changes.push({ before: null, after });
    return changes;
  }

  #add(object: StoredObject): void {
    const { id, type, name, table, rootPage, sql } = object;
    this.#objects.set(id, object);
    this.#highest = Math.max(this.#highest, id);
    if (rootPage > 0) this.#byRoot.set(rootPage, object);
    if (type === 'trigger') this.#triggers.set(table.toLowerCase(), [...this.triggers(table), object]);
    if (type !== 'table') return;
    this.#tables.set(name.toLowerCase(), object);
    if (rootPage === 0) this.#virtual += 1;
    if (isCounting(sql)) this.#counting += 1;
  }
}

function same(a: StoredObject, b: StoredObject): boolean {
  return a.name === b.name && a.sql === b.sql && a.table === b.table && a.type === b.type;
}

function isCounting(sql: string | null): boolean {
  return /\bautoincrement\b/i.test(sql ?? '');
}
