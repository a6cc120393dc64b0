import type { SqlValue } from '@zepix/migrations-core';
import type { ColumnModel } from '@zepix/migrations-sqlite';
import type { Chance } from './chance.js';

/** How a value is made: its place among the table's rows, and whether it should be an easy one. */
export interface Wish {
  readonly index: number;
  readonly chance: Chance;
  /** No value of which somebody could say that no application writes it. */
  readonly tame: boolean;
  /** No two of these may be the same. */
  readonly distinct: boolean;
  /** Where the column's numbers begin: columns whose rows hold the same numbers would be taken for copies of each other. */
  readonly from?: number;
}

export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

/** https://sqlite.org/datatype3.html#determination_of_column_affinity */
export function affinityOf(type: string): Affinity {
  if (/INT/i.test(type)) return 'integer';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'text';
  if (/BLOB/i.test(type) || type === '') return 'blob';
  return /REAL|FLOA|DOUB/i.test(type) ? 'real' : 'numeric';
}

/** A value that a column of this type and name may hold. */
export function makeValue(column: Pick<ColumnModel, 'name' | 'type' | 'default'>, strict: boolean, wish: Wish): SqlValue {
  const { name, type } = column;
  if (strict) return STRICT[type.toUpperCase()]?.(wish) ?? text(wish);
  if (/BOOL/i.test(type) || (/^(is|has|can)_/i.test(name) && !wish.distinct))
    return wish.distinct ? BigInt(wish.index + (wish.from ?? 0)) : BigInt(wish.chance.below(2));
  const affinity = affinityOf(type);
  if (/JSON/i.test(type) || (/json$/i.test(name) && affinity === 'text') || /^'?[[{]/.test(column.default ?? '')) return json(wish);
  if (/DATE|TIME/i.test(type) || /(_at|_on|_date|_time|At|Date)$/.test(name)) return moment(affinity, wish);
  // A script may count up to it.
  return MAKERS[affinity](/count(er)?$/i.test(name) ? { ...wish, tame: true } : wish);
}

const MAKERS: Readonly<Record<Affinity, (wish: Wish) => SqlValue>> = { integer, text, blob, real, numeric };
const STRICT: Readonly<Record<string, (wish: Wish) => SqlValue>> = {
  INT: integer,
  INTEGER: integer,
  REAL: real,
  TEXT: text,
  BLOB: bytes,
  ANY: (wish) => wish.chance.pick([integer, text, bytes])(wish),
};

/** Beyond what a double holds without loss. */
const BIG = 9_007_199_254_740_993n;

function integer({ index, chance, tame, distinct, from = 0 }: Wish): SqlValue {
  const number = BigInt(index + 1);
  if (distinct) return number * 3n + BigInt(from);
  if (tame || chance.next() < 0.8) return BigInt(chance.below(500));
  return chance.pick([0n, -1n, -number, BIG + number, -BIG - number]);
}

function real({ index, chance, tame, distinct, from = 0 }: Wish): SqlValue {
  if (distinct) return index + from + 0.25;
  if (tame || chance.next() < 0.8) return Math.round(chance.next() * 100_000) / 100 + 0.005;
  return chance.pick([0.1, -273.15, 1e300, 2.5e-8, 1]);
}

const UGLY = [
  '',
  "O'Brien; -- x",
  'naïve Ünïcödé',
  '日本語',
  '🦊 fox',
  'line\nbreak',
  ' padded ',
  '100%_\\',
  'NULL',
  '"quoted"',
  '007',
  '1e3',
];
/** In both cases: what a script makes of the letters has to show. */
const PLAIN = ['amber', 'Birch', 'cedar', 'DELTA', 'Ember', 'fjord', 'Grove', 'heath', 'Islet', 'jetty'];

function text({ index, chance, tame, distinct, from = 0 }: Wish): SqlValue {
  // Each of them once where a column may hold it: by chance alone some would be missing from twenty rows.
  if (!distinct && !tame && index < UGLY.length) return UGLY[(index + from) % UGLY.length] ?? '';
  const word = !tame && chance.next() < 0.3 ? chance.pick(UGLY) : chance.pick(PLAIN);
  return `${word} ${distinct ? index : chance.below(10_000)}`;
}

function bytes({ index, chance, distinct }: Wish): SqlValue {
  return Uint8Array.from([0, 255, distinct ? index : chance.below(256), index % 256, chance.below(256)]);
}

function blob(wish: Wish): SqlValue {
  return wish.chance.next() < 0.6 ? bytes(wish) : text(wish);
}

function numeric(wish: Wish): SqlValue {
  return wish.tame || wish.chance.next() < 0.6 ? integer(wish) : real(wish);
}

function json({ index, chance }: Wish): SqlValue {
  return JSON.stringify({ id: index, label: chance.pick(PLAIN), list: [chance.below(9), null, 'ü'] });
}

const DAY_MS = 86_400_000;

/** Times are whole seconds from 2020 on: as a date and time where the column takes text, else as seconds. */
function moment(affinity: Affinity, { index, chance }: Wish): SqlValue {
  const time = Date.UTC(2020, 0, 1) + index * DAY_MS + chance.below(86_400) * 1000;
  if (affinity === 'integer' || affinity === 'real') return BigInt(time / 1000);
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
