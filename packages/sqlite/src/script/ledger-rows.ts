import { isVersion, sameVersion } from '@zepix/migrations-core';
import type { Intent } from '@zepix/migrations-core';
import type { Shape } from './classify.js';
import type { TableName, Words } from './words.js';

/** The columns of the specification's ledger, in order: what an INSERT without a column list fills. */
const COLUMNS = ['version', 'applied_at', 'description', 'checksum', 'execution_time_ms'];

/** The row that a script inserts for its own migration; its description is null where it gives none as a plain string. */
export interface OwnRow {
  readonly description: string | null;
}

/** Reads `INSERT INTO ledger (…) VALUES (…)` with one row and the migration's own version as a literal; else null. */
export function readOwnInsert(words: Words, target: TableName, intent: Intent): OwnRow | null {
  let at = words.word(target.next) === 'AS' ? target.next + 2 : target.next;
  const listed = words.word(at) === '(';
  const columns = listed ? columnNames(words, at) : COLUMNS;
  if (listed) at = words.behindParentheses(at);
  if (!words.are(at, 'VALUES', '(')) return null;
  const behindRow = words.behindParentheses(at + 1);
  if (behindRow < words.length && words.word(behindRow) !== 'ON' && words.word(behindRow) !== 'RETURNING') return null;
  const values = literals(words, at + 1);
  const version = values[columns.indexOf('version')] ?? null;
  if (version === null || !isOwn(words, version, intent)) return null;
  const description = values[columns.indexOf('description')] ?? null;
  return { description: description !== null && words.kind(description) === 'string' ? words.name(description) : null };
}

/** Whether it is `DELETE FROM ledger WHERE version = 'own version'`, with `==`, `IS`, IN (…), operands either way round. */
export function isOwnDelete(words: Words, target: TableName, intent: Intent): boolean {
  let from = words.word(target.next) === 'AS' ? target.next + 2 : target.next;
  if (words.word(from) !== 'WHERE') return false;
  let to = words.length;
  const closers = closersOf(words);
  for (from += 1; closers.get(from) === to - 1; to -= 1) from += 1;
  const column = behindVersionColumn(words, from);
  if (column === null) return isOwn(words, from, intent) && isEquals(words, from + 1) && behindVersionColumn(words, from + 2) === to;
  if (isEquals(words, column)) return isOwn(words, column + 1, intent) && column + 2 === to;
  return words.are(column, 'IN', '(') && isOwn(words, column + 2, intent) && words.word(column + 3) === ')' && column + 4 === to;
}

/** Whether it is `CREATE TABLE IF NOT EXISTS ledger …`, which finds the engine's own table. */
export function isLedgerCreation({ verb, object, ifNotExists, temporary }: Shape): boolean {
  return verb === 'CREATE' && object === 'TABLE' && ifNotExists && !temporary;
}

function columnNames(words: Words, open: number): string[] {
  return items(words, open).map(([from, to]) => (to === from + 1 ? (words.name(from)?.toLowerCase() ?? '') : ''));
}

/** For each value of a row the index of its one token, or null where it is an expression. */
function literals(words: Words, open: number): (number | null)[] {
  return items(words, open).map(([from, to]) => (to === from + 1 ? from : null));
}

/** The parts between the commas of a parenthesis, as token ranges. */
function items(words: Words, open: number): [from: number, to: number][] {
  const close = words.behindParentheses(open) - 1;
  const found: [number, number][] = [];
  let from = open + 1;
  for (let at = from; at <= close; at = words.word(at) === '(' ? words.behindParentheses(at) : at + 1) {
    if (at !== close && words.word(at) !== ',') continue;
    found.push([from, at]);
    from = at + 1;
  }
  return found;
}

function isOwn(words: Words, at: number, { version }: Intent): boolean {
  const kind = words.kind(at);
  const value = kind === 'string' ? words.name(at) : kind === 'number' ? words.raw(at) : null;
  return value !== null && isVersion(value) && sameVersion(value, version);
}

function isEquals(words: Words, at: number): boolean {
  return ['=', '==', 'IS'].includes(words.word(at));
}

/** For each opening parenthesis the index of the one that closes it: found in one pass, or deep nesting would take for ever. */
function closersOf(words: Words): ReadonlyMap<number, number> {
  const [open, closers]: [number[], Map<number, number>] = [[], new Map()];
  for (let at = 0; at < words.length; at += 1) {
    const word = words.word(at);
    if (word === '(') open.push(at);
    const opener = word === ')' ? open.pop() : undefined;
    if (opener !== undefined) closers.set(opener, at);
  }
  return closers;
}

/** The index behind `version`, `ledger.version` or `main.ledger.version`; null where none of them stands here. */
function behindVersionColumn(words: Words, from: number): number | null {
  let at = from;
  for (let steps = 0; steps < 2 && words.word(at + 1) === '.'; steps += 1) at += 2;
  const isName = words.kind(at) === 'word' || words.kind(at) === 'quoted';
  return isName && words.name(at)?.toLowerCase() === 'version' ? at + 1 : null;
}
