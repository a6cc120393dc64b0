import { openScratch } from '@zepix/migrations-sqlite';
import type { Scratch, StoredObject } from '@zepix/migrations-sqlite';
import { literal, quoted } from '../store/names.js';

/** A column that holds values of its own. */
export interface Column {
  readonly name: string;
  /** The word of its affinity: a column of this type keeps every value that this one keeps. */
  readonly affinity: 'TEXT' | 'INTEGER' | 'REAL' | 'NUMERIC' | 'BLOB';
  readonly notNull: boolean;
  /** SQL; null where it has none. */
  readonly defaultValue: string | null;
}

/** A column of a key and the collation that it is unique under. */
export interface KeyPart {
  readonly name: string;
  readonly collation: string;
}

/** What a table is made of, as far as rows are concerned. */
export interface Shape {
  /** Without generated columns. */
  readonly columns: readonly Column[];
  /** How the rowid is called; null where it has none, or where three columns took its names. */
  readonly rowid: string | null;
  /** The column that is the rowid (INTEGER PRIMARY KEY). */
  readonly alias: string | null;
  /** Columns that are unique together: the primary key first, then what is UNIQUE. Never the rowid's alias. */
  readonly keys: readonly (readonly KeyPart[])[];
  readonly autoincrement: boolean;
}

type Info = readonly [name: string, type: string, notNull: bigint, defaultValue: string | null, pk: bigint, hidden: bigint];

/** Reads shapes from CREATE texts, in a scratch database of its own; each text once. */
export class Shapes {
  #scratch: Scratch | null = null;
  readonly #known = new Map<string, Shape>();

  /** The shape of a table as it is stored; null for one that has no rows of its own. */
  ofObject({ name, sql }: Pick<StoredObject, 'name' | 'sql'>): Shape | null {
    return sql === null || /^\s*CREATE\s+VIRTUAL/i.test(sql) ? null : this.of(name, sql);
  }

  /** @throws what SQLite says of a text that it does not take */
  of(name: string, sql: string): Shape {
    const known = this.#known.get(sql);
    if (known) return known;
    const { bench } = (this.#scratch ??= openScratch());
    bench.exec('BEGIN');
    try {
      bench.exec(sql);
      const shape = readShape(bench, name, sql);
      this.#known.set(sql, shape);
      return shape;
    } finally {
      bench.exec('ROLLBACK');
    }
  }
}

const ROWIDS = ['rowid', '_rowid_', 'oid'];

function readShape(bench: Scratch['bench'], name: string, sql: string): Shape {
  const info = bench.rows(
    `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(${literal(name)})`,
  ) as unknown as readonly Info[];
  const isWithout = bench.rows(`SELECT wr FROM pragma_table_list(${literal(name)})`)[0]?.[0] === 1n;
  const keys = readKeys(bench, name);
  const pk = info.filter((one) => one[4] > 0n);
  const hasKeyIndex = bench.rows(`SELECT 1 FROM pragma_index_list(${literal(name)}) WHERE origin = 'pk'`).length > 0;
  const alias = !isWithout && !hasKeyIndex && pk.length === 1 ? (pk[0]?.[0] ?? null) : null;
  const taken = new Set(info.map(([column]) => column.toLowerCase()));
  return {
    columns: info.filter((one) => one[5] < 2n).map(toColumn),
    rowid: isWithout ? null : alias === null ? (ROWIDS.find((word) => !taken.has(word)) ?? null) : quoted(alias),
    alias,
    keys,
    autoincrement: alias !== null && /\bautoincrement\b/i.test(sql),
  };
}

function toColumn([name, type, notNull, defaultValue]: Info): Column {
  return { name, affinity: affinityOf(type), notNull: notNull === 1n, defaultValue };
}

/** https://sqlite.org/datatype3.html#determination_of_column_affinity */
function affinityOf(type: string): Column['affinity'] {
  const upper = type.toUpperCase();
  if (upper.includes('INT')) return 'INTEGER';
  if (/CHAR|CLOB|TEXT/.test(upper)) return 'TEXT';
  if (upper === '' || upper.includes('BLOB') || upper === 'ANY') return 'BLOB';
  return /REAL|FLOA|DOUB/.test(upper) ? 'REAL' : 'NUMERIC';
}

function readKeys(bench: Scratch['bench'], name: string): KeyPart[][] {
  const rows = bench.rows(
    `SELECT l.name, x.name, x.coll FROM pragma_index_list(${literal(name)}) AS l, pragma_index_xinfo(l.name) AS x
      WHERE l."unique" = 1 AND l.partial = 0 AND x.key = 1 ORDER BY l.origin = 'pk' DESC, l.seq DESC, x.seqno`,
  );
  const keys = new Map<string, (KeyPart | null)[]>();
  for (const [index, column, collation] of rows) {
    const part = column === null ? null : { name: String(column), collation: String(collation) };
    keys.set(String(index), [...(keys.get(String(index)) ?? []), part]);
  }
  return [...keys.values()].filter((parts): parts is KeyPart[] => parts.every((part) => part !== null));
}
