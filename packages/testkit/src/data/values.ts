import { nth } from './random.js';
import type { Random } from './random.js';
import type { Value } from './writer.js';

/** How much to fill in. */
export interface FillOptions {
  /** The same seed on the same schema gives the same rows. Default 1. */
  readonly seed?: number | undefined;
  /** Rows of trades; other tables follow. */
  readonly trades: number;
}

/** Rows written, by table. */
export type Filled = Readonly<Record<string, number>>;

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2025, 5, 2, 3, 30);

/** When the n-th of so many trades was opened: in order, over a month to two years. Milliseconds. */
export function moment(n: number, trades: number, random: Random): number {
  const span = Math.min(730, Math.max(30, trades / 72)) * DAY;
  return FIRST_DAY + Math.floor(((n + random.next()) / trades) * span);
}

/** As the bot writes it: local time with a T, microseconds where they are not zero, no zone. */
export function localTime(ms: number, random: Random): string {
  const text = new Date(ms).toISOString();
  return random.chance(0.01) ? text.slice(0, 19) : `${text.slice(0, 23)}${String(random.int(1, 999)).padStart(3, '0')}`;
}

/** As SQLite's CURRENT_TIMESTAMP writes it: UTC with a blank. */
export function utcTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** The days that some times of trades fall on, `YYYY-MM-DD`. */
export function daysOf(trades: number): readonly string[] {
  const span = Math.ceil(Math.min(730, Math.max(30, trades / 72)));
  return Array.from({ length: trades === 0 ? 0 : span }, (_, day) => new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10));
}

const MARKETS = [
  { symbol: 'XAUUSD', price: 2650, digits: 2, pip: 0.1 },
  { symbol: 'EURUSD', price: 1.0842, digits: 5, pip: 0.0001 },
  { symbol: 'GBPUSD', price: 1.2713, digits: 5, pip: 0.0001 },
  { symbol: 'USDJPY', price: 151.27, digits: 3, pip: 0.01 },
  { symbol: 'BTCUSD', price: 97_431, digits: 1, pip: 1 },
] as const;

/** A position as MetaTrader knows it. Prices in the symbol's own digits, profit in dollars. */
export interface Position {
  readonly symbol: string;
  readonly direction: 'BUY' | 'SELL';
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  readonly exit: number;
  /** Negative for a loss. */
  readonly pips: number;
  readonly dollars: number;
  readonly lots: number;
}

export function position(random: Random): Position {
  const { symbol, price, digits, pip } = random.pick(MARKETS);
  const direction = random.chance(0.5) ? 'BUY' : 'SELL';
  const sign = direction === 'BUY' ? 1 : -1;
  const entry = round(price * (0.95 + random.next() / 10), digits);
  const lots = random.int(1, 40) / 100;
  const pips = round(random.chance(0.55) ? random.int(5, 900) / 10 : -random.int(20, 500) / 10, 1);
  const at = (distance: number): number => round(entry + sign * distance * pip, digits);
  return { symbol, direction, entry, stop: at(-30), target: at(60), exit: at(pips), pips, dollars: round(pips * lots * 10, 2), lots };
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

const HUGE = 2n ** 53n;

/** A ticket of its own for each number: mostly ten digits, now and then (1 of 211) beyond what a double can hold. */
export function ticket(n: number): Value {
  return n % 211 === 117 ? HUGE + BigInt(n) * 2n + 1n : 1_400_000_000 + n;
}

/** A boolean as rows hold them: 1 or 0, and rarely text, which no CHECK forbids. */
export function flag(value: boolean, random: Random): Value {
  if (random.chance(0.01)) return value ? 'true' : 'false';
  return value ? 1 : 0;
}

const NOTES = [
  "it's a re-entry, 50 % off",
  'moved SL to "break even"',
  'TP1 🎯 then reversed 📉',
  'भाव ₹ — सावधान',
  'line one\nline two',
  "'; DROP TABLE trades; --",
  'Größe angepasst – 日経',
  '',
] as const;

/** What a human wrote, or nothing; every kind occurs. */
export function note(n: number): string | null {
  return n % 3 === 0 ? nth(NOTES, n / 3) : null;
}

/** The word in one of the spellings that get in where no CHECK stands. */
export function mixedCase(word: string, random: Random): string {
  if (random.chance(0.7)) return word;
  return random.chance(0.7) ? word.toLowerCase() : word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

/** About a fifth is open, a few are half closed. */
export function statusOf(n: number): 'OPEN' | 'PARTIAL' | 'CLOSED' {
  return n % 5 === 0 ? 'OPEN' : n % 25 === 7 ? 'PARTIAL' : 'CLOSED';
}
