import { openScratch } from '@zepix/migrations-sqlite';
import type { Scratch, StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';

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

/** Reads shapes from CREATE texts, each text once: in a scratch database of its own, or where the table stands. */
export class Shapes {
  #scratch: Scratch | null = null;
  readonly #known = new Map<string, Shape>();

  /** The shape of a table as it is stored; null for one that has no rows of its own. `bench`: where it stands just so. */
  ofObject({ name, sql }: Pick<StoredObject, 'name' | 'sql'>, bench?: Workbench): Shape | null {
    if (sql === null || VIRTUAL.test(sql)) return null;
    if (bench === undefined || this.#known.has(sql)) return this.of(name, sql);
    return this.#remember(sql, readShape(bench, name, sql));
  }

  /** @throws what SQLite says of a text that it does not take */
  of(name: string, sql: string): Shape {
    const known = this.#known.get(sql);
    if (known) return known;
    const { bench } = (this.#scratch ??= openScratch());
    bench.exec('BEGIN');
    try {
      bench.exec(sql);
      return this.#remember(sql, readShape(bench, name, sql));
    } finally {
      bench.exec('ROLLBACK');
    }
  }

  #remember(sql: string, shape: Shape): Shape {
    this.#known.set(sql, shape);
    return shape;
  }
}

const VIRTUAL = /^\s*CREATE\s+VIRTUAL/i;
const ROWIDS = ['rowid', '_rowid_', 'oid'];

function readShape(bench: Workbench, name: string, sql: string): Shape {
  const info = bench.rows(
    `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?, 'main')`,
    name,
  ) as unknown as readonly Info[];
  const { keys, hasKeyIndex, isWithout } = readKeys(bench, name);
  const pk = info.filter((one) => one[4] > 0n);
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

interface Keys {
  readonly keys: readonly (readonly KeyPart[])[];
  /** Whether the primary key has an index of its own. */
  readonly hasKeyIndex: boolean;
  /** Whether that index is the table itself (WITHOUT ROWID): its rows then lead to no rowid (-1). */
  readonly isWithout: boolean;
}

function readKeys(bench: Workbench, name: string): Keys {
  const rows = bench.rows(
    `SELECT l.name, l.origin, x.cid, x.name, x.coll, x.key FROM pragma_index_list(?, 'main') AS l, pragma_index_xinfo(l.name, 'main') AS x
      WHERE l."unique" = 1 AND l.partial = 0 AND l.origin <> 'c' ORDER BY l.origin = 'pk' DESC, l.seq DESC, x.seqno`,
    name,
  );
  const keys = new Map<string, (KeyPart | null)[]>();
  for (const [index, , , column, collation, isKey] of rows) {
    if (isKey !== 1n) continue;
    const part = column === null ? null : { name: String(column), collation: String(collation) };
    keys.set(String(index), [...(keys.get(String(index)) ?? []), part]);
  }
  const primary = rows.filter(([, origin]) => origin === 'pk');
  return {
    keys: [...keys.values()].filter((parts): parts is KeyPart[] => parts.every((part) => part !== null)),
    hasKeyIndex: primary.length > 0,
    isWithout: primary.length > 0 && primary.every(([, , cid]) => cid !== -1n),
  };
}
