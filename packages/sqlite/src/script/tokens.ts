/** What a piece of SQL text is. `unclosed` is a string, name, blob or block comment that runs to the end of the text. */
export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'blob'
  | 'number'
  | 'variable'
  | 'operator'
  | 'line-comment'
  | 'block-comment'
  | 'unclosed';

/** A token by its place in the text: UTF-16 offsets, `end` exclusive. A line comment ends before its line break. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

// Sticky expressions, since they run at full speed from the first file on. A byte order mark counts as a blank anywhere, as it does for SQLite.
const BLANKS = /[\t-\r \ufeff]*/y;
const IDENTIFIER = /[\w$\u0080-\uffff]*/y;
const NUMBER = /(?:0[xX][\da-fA-F_]+|[\d_]*\.?[\d_]*(?:[eE][+-]?[\d_]+)?)[\w$\u0080-\uffff]*/y;
const OPERATORS = ['->>', '->', '||', '==', '<=', '<>', '<<', '>=', '>>', '!='];
/** What stands second in the long ones. */
const SECOND = new Set('>|=<');
const CLOSERS: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };

/**
 * The first token at or after `from`, or null where only blanks are left. Follows SQLite's own tokenizer
 * (https://sqlite.org/src/file/src/tokenize.c), which a script must agree with to be cut where SQLite would cut it.
 */
export function nextToken(text: string, from: number): Token | null {
  const start = skipBlanks(text, from);
  if (start >= text.length) return null;
  const code = text.charCodeAt(start);
  if (isIdentifierStart(code)) return wordOrBlob(text, start);
  if (isDigit(code)) return number(text, start);
  const char = text.charAt(start);
  const closer = CLOSERS[char];
  if (closer !== undefined) return quoted(text, start, char, closer);
  if (char === '-' && text[start + 1] === '-') return lineComment(text, start);
  if (char === '/' && text[start + 1] === '*') return blockComment(text, start);
  if (char === '.' && isDigit(text.charCodeAt(start + 1))) return number(text, start);
  if (char === '?' || char === ':' || char === '@' || char === '$' || char === '#') return variable(text, start);
  return operator(text, start);
}

function skipBlanks(text: string, from: number): number {
  return behind(BLANKS, text, from);
}

/** Where a sticky expression that always matches ends. */
function behind(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  expression.test(text);
  return expression.lastIndex;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, underscore, and everything beyond ASCII. */
function isIdentifierStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 0x80;
}

function skipIdentifier(text: string, from: number): number {
  return behind(IDENTIFIER, text, from);
}

function wordOrBlob(text: string, start: number): Token {
  const isBlob = text[start + 1] === "'" && (text[start] === 'x' || text[start] === 'X');
  if (!isBlob) return { kind: 'word', start, end: skipIdentifier(text, start + 1) };
  return upTo(text, start, text.indexOf("'", start + 2), 'blob');
}

function number(text: string, start: number): Token {
  return { kind: 'number', start, end: behind(NUMBER, text, start) };
}

/** A doubled closer stands for itself, except in brackets, which know no escape. */
function quoted(text: string, start: number, opener: string, closer: string): Token {
  const kind = opener === "'" ? 'string' : 'quoted';
  let at = text.indexOf(closer, start + 1);
  if (opener !== '[') while (at !== -1 && text[at + 1] === closer) at = text.indexOf(closer, at + 2);
  return upTo(text, start, at, kind);
}

function lineComment(text: string, start: number): Token {
  const lineEnd = text.indexOf('\n', start);
  return { kind: 'line-comment', start, end: lineEnd === -1 ? text.length : lineEnd };
}

function blockComment(text: string, start: number): Token {
  const at = text.indexOf('*/', start + 2);
  return upTo(text, start, at === -1 ? -1 : at + 1, 'block-comment');
}

function upTo(text: string, start: number, last: number, kind: TokenKind): Token {
  return last === -1 ? { kind: 'unclosed', start, end: text.length } : { kind, start, end: last + 1 };
}

function variable(text: string, start: number): Token {
  const end = skipIdentifier(text, start + 1);
  return end === start + 1 && text[start] !== '?' ? { kind: 'operator', start, end } : { kind: 'variable', start, end };
}

/** Characters that SQLite does not know come out as operators of one character: SQLite itself will refuse them. */
function operator(text: string, start: number): Token {
  const long = SECOND.has(text.charAt(start + 1)) ? OPERATORS.find((each) => text.startsWith(each, start)) : undefined;
  return { kind: 'operator', start, end: start + (long?.length ?? 1) };
}
