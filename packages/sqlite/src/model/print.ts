import { nameOf } from './lexemes.js';
import type { Lexeme } from './lexemes.js';
import { foldName, mayBeName, mustQuote, quoteName, upperName } from './names.js';
import type { Spelling } from './spelling.js';

const TYPES = new Set(['BLOB', 'INTEGER', 'NUMERIC', 'REAL', 'TEXT']);
const SAME_OPERATOR: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' };

/** Prints lexemes as normalised SQL: the same text for everything that SQLite reads alike but for layout, case and quoting. */
export function print(lexemes: readonly Lexeme[], spelling: Spelling): string {
  let text = '';
  for (const [index, lexeme] of lexemes.entries()) {
    if (index > 0 && isApart(lexemes, index)) text += ' ';
    text += printOne(lexemes, index, lexeme, spelling);
  }
  return text;
}

/** Prints an expression without the parentheses around the whole of it, which mean nothing. */
export function printExpression(lexemes: readonly Lexeme[], spelling: Spelling): string {
  return print(withoutOuterParentheses(lexemes), spelling);
}

export function withoutOuterParentheses(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  let inner = lexemes;
  while (inner.length > 2 && inner[0]?.text === '(' && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1);
  return inner;
}

/** Where the parenthesis at `open` closes; -1 when it never does. */
export function closing(lexemes: readonly Lexeme[], open: number): number {
  let depth = 0;
  for (let index = open; index < lexemes.length; index += 1) {
    const text = lexemes[index]?.text;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

function printOne(lexemes: readonly Lexeme[], index: number, lexeme: Lexeme, spelling: Spelling): string {
  switch (lexeme.kind) {
    case 'word':
    case 'quoted':
      return printWord(lexeme, lexemes[index - 1], lexemes[index + 1], spelling);
    case 'number':
      return lexeme.text.toLowerCase();
    case 'blob':
      return lexeme.text.toUpperCase();
    default:
      return SAME_OPERATOR[lexeme.text] ?? lexeme.text;
  }
}

function printWord(lexeme: Lexeme, previous: Lexeme | undefined, next: Lexeme | undefined, spelling: Spelling): string {
  const bare = lexeme.kind === 'word';
  if (bare && mustQuote(lexeme.upper)) return lexeme.upper;
  const name = nameOf(lexeme);
  if (previous?.upper === 'COLLATE') return quoteName(upperName(name));
  const declared = spelling.find(name);
  if (declared !== undefined) return quoteName(declared);
  return bare ? printUnknown(lexeme, next, spelling) : printQuoted(lexeme, previous, next, spelling);
}

function printUnknown(lexeme: Lexeme, next: Lexeme | undefined, spelling: Spelling): string {
  if (mayBeName(lexeme.upper) || TYPES.has(lexeme.upper)) return lexeme.upper;
  return spelling.closed || next?.text === '(' ? foldName(lexeme.text) : lexeme.text;
}

function printQuoted(lexeme: Lexeme, previous: Lexeme | undefined, next: Lexeme | undefined, spelling: Spelling): string {
  const name = nameOf(lexeme);
  const isPart = previous?.text === '.' || next?.text === '.' || next?.text === '(';
  if (spelling.closed && lexeme.text.startsWith('"') && !isPart) return `'${name.replaceAll("'", "''")}'`;
  // A keyword that nobody declared as a name, and is one here all the same (an alias): bare it would be the keyword.
  return mayBeName(upperName(name)) ? `"${name}"` : quoteName(name);
}

function isApart(lexemes: readonly Lexeme[], index: number): boolean {
  const [before, previous, lexeme] = [lexemes[index - 2], lexemes[index - 1], lexemes[index]];
  if (previous === undefined || lexeme === undefined) return false;
  if (['(', '.'].includes(previous.text) || [')', ',', '.', ';'].includes(lexeme.text)) return false;
  if (lexeme.text === '(') return !isName(previous);
  return !(['-', '+'].includes(previous.text) && isSign(before));
}

function isName(lexeme: Lexeme): boolean {
  return lexeme.kind === 'quoted' || (lexeme.kind === 'word' && !mustQuote(lexeme.upper) && !mayBeName(lexeme.upper));
}

/** Whether a - or + after this lexeme is a sign and not an operator. */
function isSign(before: Lexeme | undefined): boolean {
  if (before === undefined) return true;
  return before.kind === 'operator' ? before.text !== ')' : before.kind === 'word' && mustQuote(before.upper);
}
