import type { StoredObject } from '@zepix/migrations-sqlite';
import type { TableEntry, UniqueRows } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Sides } from '../store/sides.js';
import type { KeyPart, Shape } from '../trace/shape.js';

/** A table of before, and what became of it. */
export interface Continued {
  readonly before: StoredObject;
  readonly shape: Shape;
  readonly after: string;
  readonly afterShape: Shape;
  readonly columns: TableEntry['columns'];
  readonly afterSql: string;
}

/** Objects of the schema that a run changed: as they were, and as they are. */
interface Changed {
  readonly before: readonly StoredObject[];
  readonly after: readonly StoredObject[];
}

const UNIQUE = /^\s*CREATE\s+UNIQUE\b/i;

/** Whether an object is an index that lets no row in twice. */
export function isUniqueIndex({ type, sql }: Pick<StoredObject, 'type' | 'sql'>): boolean {
  return type === 'index' && UNIQUE.test(sql ?? '');
}

/**
 * Keeps, of a table that lost a rule (a UNIQUE, a NOT NULL, a CHECK, STRICT), what its rows had in those columns: of two rows that have the
 * same later, the one that had it all along is the one that stays, and one that is written as the rule forbids can have what it had. Null
 * where it lost none.
 */
export function keepUniques(sides: Sides, table: Continued, changed: Changed): UniqueRows | null {
  const { before, shape, after, afterShape, columns } = table;
  const names = [...lostKeys(table), ...lostIndexes(table, changed), ...lostRules(table)];
  const lost = new Set(names.map((name) => name.toLowerCase()));
  const kept = columns.filter(({ name, after: now }) => now !== null && lost.has(name.toLowerCase()));
  const key = keyOf(table);
  if (kept.length === 0 || key === null) return null;
  const keys = key === 'rowid' ? [] : key;
  const side = sides.keep(
    `${before.name}_unique`,
    [
      ...(key === 'rowid' ? [{ into: 'k0', definition: 'k0 INTEGER PRIMARY KEY', from: `a.${afterShape.rowid ?? ''}` }] : []),
      ...keys.map((part, at) => ({ into: `k${at}`, definition: `k${at} ${typeOf(shape, part)}`, from: `a.${quoted(part.after)}` })),
      ...kept.map(({ after: now }, at) => ({ into: `u${at}`, definition: `u${at}`, from: `a.${quoted(now ?? '')}` })),
    ],
    { rest: `FROM main.${quoted(after)} AS a`, values: [] },
  );
  if (side === null) return null;
  return { table: before.name, key: key === 'rowid' ? key : keys.map(({ name }) => name), columns: kept.map(({ name }) => name), side };
}

/** Columns of keys in the table's own text that are keys no more. */
function lostKeys({ shape, afterShape, columns }: Continued): string[] {
  const own = (names: readonly (string | null)[]): string => names.map((name) => name?.toLowerCase() ?? '').join('\0');
  const nameAfter = (name: string): string | null => columns.find((one) => one.name.toLowerCase() === name.toLowerCase())?.after ?? null;
  const partsAfter = (parts: readonly KeyPart[]): string =>
    own(parts.flatMap(({ name, collation }) => [nameAfter(name), collation.toUpperCase()]));
  const standing = new Set(afterShape.keys.map((parts) => own(parts.flatMap(({ name, collation }) => [name, collation.toUpperCase()]))));
  const isAlias = ([first, second]: readonly KeyPart[]): boolean =>
    second === undefined && first !== undefined && afterShape.alias !== null && nameAfter(first.name) === afterShape.alias;
  const keys = [...shape.keys, ...(shape.alias === null ? [] : [[{ name: shape.alias, collation: 'BINARY' }]])];
  return keys.filter((parts) => !standing.has(partsAfter(parts)) && !isAlias(parts)).flatMap((parts) => parts.map(({ name }) => name));
}

/** Columns that may be NULL now, that a CHECK no longer speaks of, or that may hold values of another type. */
function lostRules({ before, shape, afterShape, columns, afterSql }: Continued): string[] {
  const isStrict = (sql: string): boolean => /\)[^)]*\bSTRICT\b[^)]*$/i.test(sql);
  if (isStrict(before.sql ?? '') && !isStrict(afterSql)) return shape.columns.map(({ name }) => name);
  const after = new Map(afterShape.columns.map((one) => [one.name.toLowerCase(), one]));
  const nameAfter = new Map(columns.map(({ name, after: now }) => [name.toLowerCase(), now?.toLowerCase() ?? '']));
  const loosened = shape.columns.filter(
    ({ name, notNull }) => notNull && after.get(nameAfter.get(name.toLowerCase()) ?? '')?.notNull === false,
  );
  const standing = new Set(checksOf(afterSql));
  const words = new Set(checksOf(before.sql ?? '').flatMap((check) => (standing.has(check) ? [] : check.split(' '))));
  const checked = shape.columns.filter(({ name }) => words.has(name.toLowerCase()));
  return [...loosened, ...checked].map(({ name }) => name);
}

/** The words of each CHECK. */
function checksOf(sql: string): string[] {
  const found: string[] = [];
  for (const { index } of sql.matchAll(/\bCHECK\s*\(/gi)) {
    let depth = 0;
    let end = sql.indexOf('(', index);
    do {
      depth += sql[end] === '(' ? 1 : sql[end] === ')' ? -1 : 0;
      end += 1;
    } while (depth > 0 && end < sql.length);
    found.push(wordsOf(sql.slice(index, end)).join(' '));
  }
  return found;
}

/** Columns that a unique index of before speaks of, where none of after says the same: of an expression or a condition, too. */
function lostIndexes({ before: table, after, columns }: Continued, { before, after: made }: Changed): string[] {
  const isOf = (one: StoredObject, name: string): boolean => isUniqueIndex(one) && one.table.toLowerCase() === name.toLowerCase();
  const renamed = new Map(columns.map(({ name, after: now }) => [name.toLowerCase(), now?.toLowerCase() ?? '']));
  const standing = new Set(made.filter((one) => isOf(one, after)).map((one) => rules(one).join(' ')));
  const lost = before.filter(
    (one) =>
      isOf(one, table.name) &&
      !standing.has(
        rules(one)
          .map((word) => renamed.get(word) ?? word)
          .join(' '),
      ),
  );
  const words = new Set(lost.flatMap(rules));
  return columns.filter(({ name }) => words.has(name.toLowerCase())).map(({ name }) => name);
}

/** What stands behind an index's table: its words, and the marks between them. */
function rules({ sql }: StoredObject): string[] {
  const text = sql ?? '';
  return wordsOf(text.slice(text.indexOf('(')));
}

function wordsOf(list: string): string[] {
  return [...list.matchAll(/"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|[\p{L}\p{N}_$]+|[^\s]/gu)].map(([word, double, tick, bracket]) =>
    (double?.replaceAll('""', '"') ?? tick ?? bracket ?? word).toLowerCase(),
  );
}

/** What rows are found by again: a key that both shapes have, else the rowid. */
function keyOf({ afterShape, shape, columns }: Continued): 'rowid' | { readonly name: string; readonly after: string }[] | null {
  const [first] = afterShape.keys;
  if (afterShape.alias !== null && shape.rowid !== null) return 'rowid';
  const parts = first?.flatMap(({ name }) => columns.filter(({ after }) => after?.toLowerCase() === name.toLowerCase())) ?? [];
  if (first !== undefined && parts.length === first.length) return parts.map(({ name, after }) => ({ name, after: after ?? '' }));
  return afterShape.rowid !== null && shape.rowid !== null ? 'rowid' : null;
}

/** As the column compares: an index on it must be usable. */
function typeOf({ columns, keys }: Shape, { name }: { readonly name: string }): string {
  const affinity = columns.find((one) => one.name === name)?.affinity ?? 'BLOB';
  const collation = keys.flat().find((part) => part.name.toLowerCase() === name.toLowerCase())?.collation ?? 'BINARY';
  return `${affinity} COLLATE ${quoted(collation)}`;
}
