import type Database from 'better-sqlite3';

/** How rows of one table are read by its key. */
export interface Keyed {
  /** `FROM …`. */
  readonly from: string;
  /** What is read of a row, behind SELECT. */
  readonly columns: string;
  /** The columns of the key as SQL names them, in their order. */
  readonly key: readonly string[];
}

/** A value of a key: text by its bytes, since it need not be valid. */
type KeyValue = bigint | Buffer;

/** Values of one key column, counted. */
interface Scale {
  number(value: KeyValue): bigint;
  /** A value at which to look. */
  value(number: bigint): KeyValue;
}

interface Range {
  readonly low: bigint;
  readonly high: bigint;
}

/** Bytes of a text that are told apart, behind those that all have in common. */
const BYTES = 16;

/**
 * Up to `most` rows, spread evenly over the values of the key, which stands in an index. Half of the widest range that is left is looked
 * at, and the row that is found there ends a range on either side of it; where there is none, that half is left. So gaps, however wide,
 * take no rows, and each row takes one or two looks into the index. Empty where the key's values are neither integers nor text.
 */
export function spreadRows(db: Database.Database, keyed: Keyed, most: number): unknown[][] {
  return new Spread(db, keyed).rows([], most);
}

class Spread {
  readonly #db: Database.Database;
  readonly #keyed: Keyed;

  constructor(db: Database.Database, keyed: Keyed) {
    this.#db = db;
    this.#keyed = keyed;
  }

  /** Rows whose first key columns have these values: by the next one, and where that has fewer values than are wanted, by those behind it. */
  rows(prefix: readonly KeyValue[], most: number): unknown[][] {
    const found = this.#byColumn(prefix, most);
    const rest = Math.floor((most - found.length) / Math.max(1, found.length));
    if (rest === 0 || prefix.length + 1 >= this.#keyed.key.length) return found.map(({ row }) => row);
    return found.flatMap(({ value, row }) => [row, ...this.rows([...prefix, value], rest)]);
  }

  #byColumn(prefix: readonly KeyValue[], most: number): readonly Found[] {
    const [first, last] = [this.#look(prefix, null, 'ASC'), this.#look(prefix, null, 'DESC')];
    const scale = first === null || last === null ? null : scaleOf(first.value, last.value);
    if (first === null || last === null || scale === null) return [];
    const found: Found[] = [];
    const open: Range[] = [{ low: scale.number(first.value), high: scale.number(last.value) }];
    while (found.length < most) {
      const range = open.pop();
      if (range === undefined) break;
      const middle = (range.low + range.high) / 2n;
      const isIn = (one: Found | null): boolean => one !== null && inside(scale.number(one.value), range);
      const above = this.#look(prefix, scale.value(middle), 'ASC');
      const one = isIn(above) ? above : this.#look(prefix, scale.value(middle), 'DESC');
      if (one === null || !isIn(one)) continue;
      found.push(one);
      const at = scale.number(one.value);
      put(open, { low: range.low, high: at < middle ? at - 1n : middle - 1n });
      if (at >= middle) put(open, { low: at + 1n, high: range.high });
    }
    return found;
  }

  /** The nearest row from a value on, or of all of them the outermost. Null where none is, or its value is none that can be counted. */
  #look(prefix: readonly KeyValue[], from: KeyValue | null, order: 'ASC' | 'DESC'): Found | null {
    const { key, columns, from: source } = this.#keyed;
    const column = key[prefix.length] ?? '';
    const given = [...prefix, ...(from === null ? [] : [from])];
    const bound = given.map(
      (value, at) => `${key[at] ?? ''} ${at < prefix.length ? '=' : order === 'ASC' ? '>=' : '<'} ${placeFor(value)}`,
    );
    const where = bound.length === 0 ? '' : `WHERE ${bound.join(' AND ')}`;
    const sql = `SELECT typeof(${column}), CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END, ${columns}
      ${source} ${where} ORDER BY ${column} ${order} LIMIT 1`;
    const read = this.#db
      .prepare(sql)
      .safeIntegers(true)
      .raw()
      .get(...given) as [string, KeyValue, ...unknown[]] | undefined;
    if (read === undefined) return null;
    const [kind, value, ...row] = read;
    return kind === 'integer' || kind === 'text' ? { value, row } : null;
  }
}

interface Found {
  readonly value: KeyValue;
  readonly row: unknown[];
}

function inside(number: bigint, { low, high }: Range): boolean {
  return number >= low && number <= high;
}

/** Keeps the widest range last. */
function put(open: Range[], range: Range): void {
  const width = range.high - range.low;
  if (width < 0n) return;
  let [low, high] = [0, open.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = open[middle];
    if (other !== undefined && other.high - other.low < width) low = middle + 1;
    else high = middle;
  }
  open.splice(low, 0, range);
}

function placeFor(value: KeyValue): string {
  return typeof value === 'bigint' ? '?' : 'CAST(? AS TEXT)';
}

function scaleOf(first: KeyValue, last: KeyValue): Scale | null {
  if (typeof first === 'bigint' && typeof last === 'bigint') return { number: (value) => value as bigint, value: (number) => number };
  if (typeof first === 'bigint' || typeof last === 'bigint') return null;
  const differs = first.findIndex((byte, at) => byte !== last[at]);
  const common = first.subarray(0, differs === -1 ? first.length : differs);
  return {
    number: (value) => {
      const bytes = Buffer.alloc(BYTES);
      if (typeof value !== 'bigint') value.copy(bytes, 0, common.length);
      return BigInt(`0x${bytes.toString('hex')}`);
    },
    value: (number) => {
      const bytes = Buffer.from(number.toString(16).padStart(2 * BYTES, '0'), 'hex');
      // A text that is shorter comes before one that goes on with zeros.
      const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
      return Buffer.concat([common, bytes.subarray(0, end)]);
    },
  };
}
