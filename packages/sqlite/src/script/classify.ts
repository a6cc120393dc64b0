import { readPragma } from './pragmas.js';
import type { Pragma } from './pragmas.js';
import type { TableName, Words } from './words.js';

/** What a statement is, by its tokens alone. */
export interface Shape {
  /** EXPLAIN stands in front: it shows how the rest would run and runs nothing. */
  readonly explained: boolean;
  /** The word that says what it does, upper case; that of the main statement behind WITH. Empty when it begins with no word. */
  readonly verb: string;
  /** Index of the verb's token. */
  readonly at: number;
  /** Behind CREATE, DROP and ALTER: TABLE, INDEX, VIEW, TRIGGER or VIRTUAL TABLE; else empty. */
  readonly object: string;
  /** What it creates, drops, alters or writes to; an index's or trigger's own name, not its table's. */
  readonly target: TableName | null;
  /** The word behind OR in INSERT OR … and UPDATE OR …; REPLACE for the verb REPLACE. */
  readonly conflict: string;
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly pragma: Pragma | null;
}

const QUERIES = new Set(['SELECT', 'VALUES']);
const WRITES = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** Tells what a statement is. Never fails: what it can't make out has a verb that nobody knows, or no target. */
export function classify(words: Words): Shape {
  const start = behindExplain(words);
  const at = words.word(start) === 'WITH' ? (mainVerb(words, start) ?? start) : start;
  const verb = words.word(at);
  const base = { ...NOTHING, explained: start > 0, verb: /^\w+$/.test(verb) ? verb : '', at };
  if (WRITES.has(verb)) return { ...base, ...write(words, at) };
  if (verb === 'CREATE') return { ...base, ...created(words, at) };
  if (verb === 'DROP' || verb === 'ALTER') return { ...base, ...changed(words, at) };
  // SQLite carries many PRAGMAs out while it compiles them: EXPLAIN in front doesn't stop that.
  if (verb === 'PRAGMA') return { ...base, explained: false, pragma: readPragma(words, at) };
  return base;
}

/** Whether it only reads: SELECT, VALUES, WITH … SELECT, EXPLAIN, and PRAGMAs that report. */
export function isQuery(shape: Shape): boolean {
  return shape.explained || isSelect(shape) || (shape.pragma?.reads ?? false);
}

/** SELECT, VALUES or WITH … SELECT, not explained. */
export function isSelect({ verb, explained }: Shape): boolean {
  return !explained && QUERIES.has(verb);
}

const NOTHING = { object: '', target: null, conflict: '', ifNotExists: false, temporary: false, pragma: null } as const;

function behindExplain(words: Words): number {
  if (words.word(0) !== 'EXPLAIN') return 0;
  return words.are(1, 'QUERY', 'PLAN') ? 3 : 1;
}

/** Walks over the common table expressions; null where they are not what SQLite's grammar has them be. */
function mainVerb(words: Words, start: number): number | null {
  let at = words.word(start + 1) === 'RECURSIVE' ? start + 2 : start + 1;
  for (; words.name(at) !== null; at += 1) {
    at += 1;
    if (words.word(at) === '(') at = words.behindParentheses(at);
    if (words.word(at) !== 'AS') return null;
    at += words.are(at + 1, 'NOT', 'MATERIALIZED') ? 3 : words.are(at + 1, 'MATERIALIZED') ? 2 : 1;
    if (words.word(at) !== '(') return null;
    at = words.behindParentheses(at);
    if (words.word(at) !== ',') return at;
  }
  return null;
}

function write(words: Words, at: number): Partial<Shape> {
  const verb = words.word(at);
  if (verb === 'REPLACE') return { conflict: 'REPLACE', target: nameBehind(words, at + 1, 'INTO') };
  if (verb === 'DELETE') return { target: nameBehind(words, at + 1, 'FROM') };
  const conflict = words.word(at + 1) === 'OR' ? words.word(at + 2) : '';
  const next = conflict === '' ? at + 1 : at + 3;
  return { conflict, target: verb === 'INSERT' ? nameBehind(words, next, 'INTO') : words.tableName(next) };
}

function nameBehind(words: Words, at: number, word: string): TableName | null {
  return words.word(at) === word ? words.tableName(at + 1) : null;
}

function created(words: Words, verb: number): Partial<Shape> {
  let at = verb + 1;
  const temporary = words.word(at) === 'TEMP' || words.word(at) === 'TEMPORARY';
  if (temporary) at += 1;
  const virtual = words.word(at) === 'VIRTUAL';
  if (virtual || words.word(at) === 'UNIQUE') at += 1;
  const object = virtual ? `VIRTUAL ${words.word(at)}` : words.word(at);
  const ifNotExists = words.are(at + 1, 'IF', 'NOT', 'EXISTS');
  return { object, temporary, ifNotExists, target: words.tableName(at + (ifNotExists ? 4 : 1)) };
}

function changed(words: Words, verb: number): Partial<Shape> {
  const ifExists = words.are(verb + 2, 'IF', 'EXISTS');
  return { object: words.word(verb + 1), target: words.tableName(verb + (ifExists ? 4 : 2)) };
}
