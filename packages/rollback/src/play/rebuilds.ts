import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { readCounters, setCounter } from '../store/counters.js';
import { literal, quoted } from '../store/names.js';
import type { SchemaWatch } from '../trace/schema-watch.js';

/** A table that a script is putting another one in the place of, with what goes with it when it is dropped. */
interface Rebuild {
  readonly table: string;
  readonly objects: readonly StoredObject[];
  readonly counter: string | null;
}

const NAME = '["`[]?(?<name>[^"`\\]\\s;]+)["`\\]]?';
const DROPS_TABLE = new RegExp(`^\\s*DROP\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?${NAME}`, 'i');
const DROPS_OTHER = new RegExp(`^\\s*DROP\\s+(?:INDEX|TRIGGER|VIEW)\\s+(?:IF\\s+EXISTS\\s+)?${NAME}`, 'i');
const RENAMES = new RegExp(`^\\s*ALTER\\s+TABLE\\s+${NAME}\\s+RENAME\\s+TO\\b`, 'i');
/** https://sqlite.org/lang_altertable.html#altertabrename: a rename fails where a view or trigger speaks of a table that is not there. */
const STANDS_IN_THE_WAY = /error in (view|trigger) (.+?)(?: after rename)?: /;

/**
 * Tables that drizzle-kit (`__new_…`) and Prisma (`new_…`) write anew because they can't alter them: those tools know only what they made
 * themselves, so that triggers, indexes made by hand, views in the way and the AUTOINCREMENT counter would be lost without a word. What
 * the script leaves out is put back when it is done.
 */
export class Rebuilds {
  readonly #bench: Workbench;
  readonly #watch: SchemaWatch;
  readonly #prefixes: readonly string[];
  readonly #rebuilds = new Map<string, Rebuild>();
  readonly #setAside: StoredObject[] = [];
  readonly #dropped = new Set<string>();

  /** `prefixes`: what the new table's name begins with, before the name of the one that it replaces. */
  constructor(bench: Workbench, watch: SchemaWatch, prefixes: readonly string[]) {
    this.#bench = bench;
    this.#watch = watch;
    this.#prefixes = prefixes;
  }

  /** Runs a statement of the script. */
  around<R>(sql: string, run: () => R): R {
    if (this.#prefixes.length === 0) return run();
    const dropped = DROPS_TABLE.exec(sql)?.groups?.['name'];
    if (dropped !== undefined) this.#remember(dropped);
    const other = DROPS_OTHER.exec(sql)?.groups?.['name'];
    if (other !== undefined) this.#dropped.add(other.toLowerCase());
    const renamed = RENAMES.exec(sql)?.groups?.['name'];
    return renamed !== undefined && this.#rebuilds.has(renamed.toLowerCase()) ? this.#rename(run) : run();
  }

  /** Puts back what the script left out. Gives a notice for each table. */
  carryOver(): readonly string[] {
    const wanted = this.#setAside.filter((one) => !this.#isThere(one) && !this.#dropped.has(one.name.toLowerCase()));
    const lost = this.#makeAll(wanted).map(
      ({ type, name }) => `The ${type} ${name} does not fit what the script made of its tables: it is gone.`,
    );
    return [...lost, ...[...this.#rebuilds.values()].flatMap((rebuild) => this.#carry(rebuild))];
  }

  /** Makes objects that may speak of each other; gives those that can't be made. */
  #makeAll(objects: readonly StoredObject[]): readonly StoredObject[] {
    const left = objects.filter((one) => !this.#make(one));
    return left.length === 0 || left.length === objects.length ? left : this.#makeAll(left);
  }

  #remember(name: string): void {
    const table = this.#watch.table(name);
    const successor = this.#prefixes.map((prefix) => `${prefix}${name}`).find((one) => this.#watch.table(one) !== undefined);
    if (table === undefined || successor === undefined) return;
    const own = (one: StoredObject): boolean => one.sql !== null && (one.type === 'index' || one.type === 'trigger');
    const objects = [...this.#watch.objects()].filter((one) => own(one) && one.table.toLowerCase() === table.name.toLowerCase());
    const counter = this.#watch.hasCounters ? (readCounters(this.#bench).get(table.name) ?? null) : null;
    this.#rebuilds.set(successor.toLowerCase(), { table: table.name, objects, counter });
  }

  /** Renames the new table; what speaks of the name meanwhile goes out of the way, and comes back when the script is done. */
  #rename<R>(run: () => R): R {
    for (;;) {
      this.#bench.exec('SAVEPOINT _zepix_rename');
      try {
        const result = run();
        this.#bench.exec('RELEASE _zepix_rename');
        return result;
      } catch (error) {
        if (this.#bench.isInTransaction()) this.#bench.exec('ROLLBACK TO _zepix_rename; RELEASE _zepix_rename');
        if (!this.#moveAside(error)) throw error;
      }
    }
  }

  #moveAside(error: unknown): boolean {
    const [, type, name] = STANDS_IN_THE_WAY.exec(error instanceof Error ? error.message : '') ?? [];
    const object = [...this.#watch.objects()].find((one) => one.type === type && one.name === name);
    if (object === undefined || this.#setAside.some(({ id }) => id === object.id)) return false;
    // A view takes its triggers along.
    const triggers = object.type === 'view' ? this.#watch.triggers(object.name) : [];
    this.#bench.exec(`DROP ${object.type} main.${quoted(object.name)}`);
    this.#setAside.unshift(object);
    this.#setAside.push(...triggers);
    return true;
  }

  #carry({ table, objects, counter }: Rebuild): readonly string[] {
    if (this.#watch.table(table) === undefined) return [];
    const missing = objects.filter((one) => !this.#isThere(one) && !this.#dropped.has(one.name.toLowerCase()));
    const made = missing.filter((one) => this.#make(one));
    const lost = missing.filter((one) => !made.includes(one));
    const words = (some: readonly StoredObject[]): string => some.map(({ type, name }) => `${type} ${name}`).join(', ');
    const number = this.#carryCounter(table, counter);
    const kept = [words(made), ...(number === null ? [] : [`its counter (${number})`])].filter((one) => one !== '');
    return [
      ...(kept.length > 0
        ? [`The script writes ${table} anew and leaves out what others put on it; carried over: ${kept.join(', ')}.`]
        : []),
      ...(lost.length > 0
        ? [`The script writes ${table} anew in a form that does not fit what others put on it; gone: ${words(lost)}.`]
        : []),
    ];
  }

  #carryCounter(table: string, counter: string | null): string | null {
    const isCounting = /\bautoincrement\b/i.test(this.#watch.table(table)?.sql ?? '');
    const now = isCounting ? (readCounters(this.#bench).get(table) ?? null) : null;
    if (!isCounting || counter === null || (now !== null && BigInt(now) >= BigInt(counter))) return null;
    setCounter(this.#bench, table, counter);
    return counter;
  }

  /** Makes an object from its text. False where what it speaks of is no longer there. */
  #make({ type, name, table, sql }: StoredObject): boolean {
    this.#bench.exec('SAVEPOINT _zepix_carry');
    try {
      this.#bench.exec(sql ?? '');
      if (type === 'trigger') this.#compileWrites(table);
      if (type === 'view') this.#bench.rows(`EXPLAIN SELECT * FROM main.${quoted(name)}`);
      this.#bench.exec('RELEASE _zepix_carry');
      return true;
    } catch (error) {
      if (!this.#bench.isInTransaction()) throw error;
      this.#bench.exec('ROLLBACK TO _zepix_carry; RELEASE _zepix_carry');
      return false;
    }
  }

  /** A trigger's body is compiled when it fires: one that can't be would have every write of the table fail. */
  #compileWrites(table: string): void {
    const name = quoted(table);
    const columns = this.#bench
      .rows(`SELECT name FROM pragma_table_xinfo(${literal(table)}) WHERE hidden < 2`)
      .map(([one]) => quoted(String(one)));
    this.#bench.rows(`EXPLAIN INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => 'NULL').join(', ')})`);
    this.#bench.rows(`EXPLAIN UPDATE ${name} SET ${columns.map((one) => `${one} = ${one}`).join(', ')}`);
    this.#bench.rows(`EXPLAIN DELETE FROM ${name}`);
  }

  #isThere({ type, name }: StoredObject): boolean {
    return this.#bench.rows('SELECT 1 FROM main.sqlite_schema WHERE type = ? AND lower(name) = lower(?)', type, name).length > 0;
  }
}
