import type { Workbench } from '@zepix/migrations-sqlite';
import type { RtreeRows } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Sides } from '../store/sides.js';
import type { SchemaWatch } from '../trace/schema-watch.js';

const RTREE = /^\s*CREATE\s+VIRTUAL\b.*?\bUSING\s+["'`[]?rtree(?:_i32)?\b/is;

/** Whether an object is an R-tree. https://sqlite.org/rtree.html */
export function isRtree({ sql }: { readonly sql: string | null }): boolean {
  return RTREE.test(sql ?? '');
}

/**
 * The rows of R-trees as they were: what lies behind one are nodes of many rows, of which none can be put back once another row was written.
 */
export class Rtrees {
  readonly #bench: Workbench;
  readonly #watch: SchemaWatch;
  readonly #copies = new Map<string, { readonly copy: string; readonly sql: string | null }>();

  constructor(bench: Workbench, watch: SchemaWatch) {
    this.#bench = bench;
    this.#watch = watch;
  }

  /** To be called before a statement that may write one. */
  note(): void {
    for (const { name, sql } of [...this.#watch.objects()].filter(isRtree)) {
      if (this.#copies.has(name)) continue;
      const copy = `_zepix_rtree${this.#copies.size}`;
      this.#bench.exec(`DROP TABLE IF EXISTS temp.${copy}; CREATE TEMP TABLE ${copy} AS SELECT * FROM main.${quoted(name)}`);
      this.#copies.set(name, { copy, sql });
    }
  }

  /** What of them is other now; those that are gone come back as they were. */
  seal(sides: Sides): readonly RtreeRows[] {
    return [...this.#copies].flatMap(([name, { copy, sql }]) => {
      const kept = this.#watch.table(name)?.sql === sql ? this.#compare(sides, name, copy) : null;
      this.#bench.exec(`DROP TABLE temp.${copy}`);
      return kept ?? [];
    });
  }

  #compare(sides: Sides, name: string, copy: string): RtreeRows | null {
    const columns = this.#bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main')`, name).map(([one]) => String(one));
    const same = columns.map((one) => `a.${quoted(one)} IS c.${quoted(one)}`).join(' AND ');
    const keep = (alias: string, from: string, other: string) =>
      sides.keep(
        `${name}_rtree`,
        columns.map((one, at) => ({ into: `v${at}`, definition: `v${at}`, from: `${alias}.${quoted(one)}` })),
        { rest: `FROM ${from} WHERE NOT EXISTS (SELECT 1 FROM ${other} WHERE ${same})`, values: [] },
      );
    const [was, is] = [`temp.${copy} AS c`, `main.${quoted(name)} AS a`];
    const [gone, put] = [keep('c', was, is), keep('a', is, was)];
    return gone === null && put === null ? null : { table: name, columns, gone, put };
  }
}
