import type { Manifest, PutRows, StayedRows, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Sides } from '../store/sides.js';
import { keepPutRows } from './put-rows.js';

interface StayedSource {
  readonly rest: string;
  readonly own?: boolean;
  readonly keyOf?: (name: string, at: number) => string;
}

/** What a way back leaves word of for the run that goes forth again: that one can't tell it by the rows that it finds. */
export class Notes {
  readonly #sides: Sides;
  readonly #stayed: StayedRows[] = [];
  readonly #deleted: PutRows[] = [];
  readonly #asBefore: PutRows[] = [];

  constructor(sides: Sides) {
    this.#sides = sides;
  }

  /** Rows that the run being taken back had put in, and that stay: those of `inserted` that `rows` (a temporary table) names. `names`: their key. */
  noteStayed({ before, inserted }: TableEntry, names: readonly string[], rows: string): void {
    if (inserted === null) return;
    this.#keepStayed(before, names, { rest: `FROM main.${quoted(inserted.table)} AS i WHERE i.rowid IN (SELECT s FROM temp.${rows})` });
  }

  /** Rows of a table as it is now that the application put in; `rest`: the FROM and WHERE of a query of them, as `i`. */
  noteOwn(table: string, columns: readonly string[], rest: string): void {
    this.#keepStayed(table, columns, { rest, own: true, keyOf: (name) => `i.${quoted(name)}` });
  }

  /** Rows that the run being taken back had put in and the application deleted, in a temporary table. */
  noteDeleted({ table, key, values }: Pick<PutRows, 'table' | 'key' | 'values'>, rows: string): void {
    const kept = keepPutRows(this.#sides, table, { key, values }, `FROM temp.${rows} AS g`, (_, at, kind) => `g.${kind}${at}`);
    if (kept !== null) this.#deleted.push(kept);
  }

  /** Rows whose values the application wrote since, in a temporary table (`s` the rows of `changed`): with what they were before the run. */
  noteAsBefore({ before, columns, key, changed }: TableEntry, rows: string): void {
    if (changed === null || key === 'rowid') return;
    const indexes = changed.columns.filter((index) => columns[index]?.after !== null && !key.includes(index));
    const nameOf = (index: number): string => columns[index]?.name ?? '';
    const names = { key: key.map(nameOf), values: indexes.map(nameOf) };
    const rest = `FROM main.${quoted(changed.table)} AS s WHERE s.rowid IN (SELECT s FROM temp.${rows} WHERE NOT gone)`;
    const from = (_: string, at: number, kind: 'k' | 'v'): string => (kind === 'k' ? `s.kb${at}` : `s.b${indexes[at] ?? 0}`);
    const kept = indexes.length === 0 ? null : keepPutRows(this.#sides, before, names, rest, from);
    if (kept !== null) this.#asBefore.push(kept);
  }

  /** Notes such rows again, which the run that goes forth had word of: they are the application's for good. */
  noteAgain({ stayed = [], deletedSince = [], asBefore = [] }: Manifest, direction: 'up' | 'down'): void {
    for (const { table, columns, side, own } of stayed)
      this.#keepStayed(table, columns, { rest: `FROM main.${quoted(side.table)} AS i`, own: own === true });
    const again = ({ table, key, values, side }: PutRows): PutRows[] => {
      const kept = keepPutRows(
        this.#sides,
        table,
        { key, values },
        `FROM main.${quoted(side.table)} AS p`,
        (_, at, kind) => `p.${kind}${at}`,
      );
      return kept === null ? [] : [kept];
    };
    this.#asBefore.push(...asBefore.flatMap(again));
    if (direction === 'up') this.#deleted.push(...deletedSince.flatMap(again));
  }

  /** As the manifest has them. */
  get all(): Pick<Manifest, 'stayed' | 'deletedSince' | 'asBefore'> {
    return {
      ...(this.#stayed.length > 0 && { stayed: this.#stayed }),
      ...(this.#deleted.length > 0 && { deletedSince: this.#deleted }),
      ...(this.#asBefore.length > 0 && { asBefore: this.#asBefore }),
    };
  }

  #keepStayed(table: string, columns: readonly string[], { rest, own = false, keyOf = (_, at) => `i.ka${at}` }: StayedSource): void {
    const keys = columns.map((name, at) => ({ into: `ka${at}`, definition: `ka${at}`, from: keyOf(name, at) }));
    const side = this.#sides.keep(`${table}_stayed`, keys, { rest, values: [] });
    if (side !== null) this.#stayed.push({ table, columns, side, ...(own && { own }) });
  }
}
