import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { ADDS_COLUMN, SchemaWatch } from './schema-watch.js';
import type { Change } from './schema-watch.js';
import type { Shapes } from './shape.js';

/** What happened to one object since the run began. */
interface Fate {
  /** As it was when the run began; null for one that the run made. */
  readonly before: StoredObject | null;
  /** Of a table: what each column is called now; null for one that is gone. */
  columns: Map<string, string | null> | null;
}

/**
 * What a run did to the schema so far, told by what is there after each statement. An object keeps its row in sqlite_schema when it is
 * renamed or altered, so that native renames need no parsing: the same row with another name, the same place with another column name.
 */
export class Journal {
  readonly watch: SchemaWatch;
  readonly #shapes: Shapes;
  /** Those that are there still, or were made; by their row in sqlite_schema. */
  readonly #fates = new Map<number, Fate>();
  readonly #gone: Fate[] = [];

  constructor(bench: Workbench, shapes: Shapes, watch: SchemaWatch = new SchemaWatch(bench)) {
    this.watch = watch;
    this.#shapes = shapes;
    watch.sync(null);
  }

  /** Notes what a statement changed. */
  follow(sql: string | null): void {
    const isOnlyWider = sql !== null && ADDS_COLUMN.test(sql);
    for (const change of this.watch.sync(sql)) this.#note(change, isOnlyWider);
  }

  /** The object as it was before the run; null for one that the run made. */
  before({ id }: StoredObject): StoredObject | null {
    const fate = this.#fates.get(id);
    return fate === undefined ? (this.watch.byId(id) ?? null) : fate.before;
  }

  /** What the object of before is now; null where it is gone. */
  now(before: StoredObject): StoredObject | null {
    if (this.#gone.some((fate) => fate.before?.id === before.id)) return null;
    return this.watch.byId(before.id) ?? null;
  }

  /** What a column of before is called now; null where it is gone. */
  column(before: StoredObject, name: string): string | null {
    const fate = this.#fates.get(before.id);
    const columns = fate?.before?.id === before.id ? fate.columns : this.#gone.find((one) => one.before?.id === before.id)?.columns;
    const found = columns?.get(name);
    return found === undefined ? name : found;
  }

  /** Objects that are other now: as they were, and as they are. */
  changed(): { readonly before: readonly StoredObject[]; readonly after: readonly StoredObject[] } {
    const before: StoredObject[] = [];
    const after: StoredObject[] = [];
    for (const fate of this.#gone) if (fate.before !== null) before.push(fate.before);
    for (const [id, fate] of this.#fates) {
      const now = this.watch.byId(id);
      if (fate.before !== null) before.push(fate.before);
      if (now !== undefined) after.push(now);
    }
    return without(before, after);
  }

  #note({ before, after }: Change, isOnlyWider: boolean): void {
    const id = (before ?? after)?.id ?? 0;
    const fate = this.#fates.get(id) ?? { before, columns: null };
    if (before !== null && after !== null && !isOnlyWider) this.#followColumns(fate, before, after);
    if (after === null) {
      this.#fates.delete(id);
      this.#gone.push(fate);
    } else this.#fates.set(id, fate);
  }

  #followColumns(fate: Fate, before: StoredObject, after: StoredObject): void {
    if (before.type !== 'table' || before.sql === after.sql || fate.before === null) return;
    const [from, to] = [this.#columnNames(before), this.#columnNames(after)];
    if (from === null || to === null) return;
    fate.columns ??= new Map(this.#columnNames(fate.before)?.map((name) => [name, name]));
    for (const [name, current] of fate.columns) {
      if (current === null || to.includes(current)) continue;
      const at = from.indexOf(current);
      fate.columns.set(name, from.length === to.length ? (to[at] ?? null) : null);
    }
  }

  #columnNames({ name, sql }: StoredObject): readonly string[] | null {
    if (sql === null || /^\s*CREATE\s+VIRTUAL/i.test(sql)) return null;
    return this.#shapes.of(name, sql).columns.map((column) => column.name);
  }
}

/** Both lists without what stands in both. */
function without(before: readonly StoredObject[], after: readonly StoredObject[]) {
  const keys = (objects: readonly StoredObject[]) => new Set(objects.map(keyOf));
  const [was, is] = [keys(before), keys(after)];
  const byOrder = (a: StoredObject, b: StoredObject): number => a.id - b.id;
  return {
    before: before.filter((one) => one.sql !== null && !is.has(keyOf(one))).toSorted(byOrder),
    after: after.filter((one) => one.sql !== null && !was.has(keyOf(one))).toSorted(byOrder),
  };
}

function keyOf({ type, name, table, sql }: StoredObject): string {
  return JSON.stringify([type, name, table, sql]);
}
