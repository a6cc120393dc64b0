import type { RawRow, Workbench } from '@zepix/migrations-sqlite';
import { quoted, sideTable } from './names.js';
import { pack } from './pack.js';
import type { PackedTable, Source } from './pack.js';

/** A column of a side table: its name, how it is defined, and where its values come from. */
export interface SideColumn {
  readonly into: string;
  readonly definition: string;
  readonly from: string;
}

/** A table of rows that are kept. */
export interface Side {
  readonly table: string;
  readonly rows: number;
}

/** Where the rows of one manifest go: tables of their own, or where they are few, the manifest itself. */
export class Sides {
  readonly #bench: Workbench;
  readonly #manifest: () => number;
  readonly #packed: PackedTable[] = [];
  #number = 0;
  #made = 0;

  constructor(bench: Workbench, manifest: () => number) {
    this.#bench = bench;
    this.#manifest = manifest;
  }

  get packed(): readonly PackedTable[] {
    return this.#packed;
  }

  /** How many tables were made. */
  get made(): number {
    return this.#made;
  }

  /** The name of a side table; each call another one. */
  name(about: string): string {
    this.#number += 1;
    return sideTable(this.#manifest(), this.#number, about);
  }

  /** The name of a side table that somebody makes. */
  nameOfTable(about: string): string {
    this.#made += 1;
    return this.name(about);
  }

  /** Keeps the rows of a query. Null where it has none. */
  keep(about: string, columns: readonly SideColumn[], source: Source): Side | null {
    const few = pack(
      this.#bench,
      columns.map(({ from }) => from),
      source,
    );
    if (few?.length === 0) return null;
    const table = this.name(about);
    const defined = columns.map(({ definition }) => definition).join(', ');
    if (few !== null) {
      this.#packed.push({ table, columns: defined, rows: few });
      return { table, rows: few.length };
    }
    this.#made += 1;
    this.#bench.exec(`CREATE TABLE main.${quoted(table)} (${defined})`);
    const [into, from] = [columns.map((one) => one.into).join(', '), columns.map((one) => one.from).join(', ')];
    return { table, rows: this.#bench.run(`INSERT INTO main.${quoted(table)} (${into}) SELECT ${from} ${source.rest}`, ...source.values) };
  }

  /** In how many rows of a query each of these conditions holds. */
  totals(conditions: readonly string[], { rest, values }: Source): readonly number[] {
    const counts = conditions.map((one) => `count(*) FILTER (WHERE ${one})`);
    return (this.#bench.rows(`SELECT ${counts.join(', ')} ${rest}`, ...values)[0] ?? []).map(Number);
  }

  /** The first row of a query. */
  first(sql: string): RawRow {
    return this.#bench.rows(sql)[0] ?? [];
  }
}
