import type { ColumnRow } from './catalogue.js';
import { lexemesOf, nameOf } from './lexemes.js';
import type { ColumnModel } from './model.js';
import { mustQuote, upperName } from './names.js';
import { print, printExpression, withoutOuterParentheses } from './print.js';
import { closedSpelling } from './spelling.js';
import type { Spelling } from './spelling.js';
import type { ColumnText } from './table-text.js';

const NO_NAMES = closedSpelling('', []);

/** A column from what the pragma says of it, and what only its text tells (undefined where that could not be read). */
export function columnModel(row: ColumnRow, text: ColumnText | undefined, spelling: Spelling): ColumnModel {
  const expression = text?.expression ?? null;
  return {
    name: row.name,
    type: typeText(row.type),
    notNull: row.notNull === 1,
    notNullName: text?.notNullName ?? null,
    notNullConflict: text?.notNullConflict ?? null,
    default: row.default === null ? null : defaultText(row.default),
    primaryKey: row.primaryKey,
    collation: text?.collation ?? null,
    generated: row.hidden === 2 ? 'virtual' : row.hidden === 3 ? 'stored' : null,
    expression: expression === null ? null : printExpression(expression, spelling),
  };
}

/** However something in it is quoted (`VARCHAR[10]`), it means nothing. */
function typeText(type: string): string {
  if (isOneWord(type)) return type.toUpperCase();
  return upperName(print(lexemesOf(type), NO_NAMES)).replaceAll(/'([^'"]*)'/g, '"$1"');
}

/** The many that need no reading. */
function isOneWord(text: string): boolean {
  return /^\w*$/.test(text);
}

// SQLite takes a name that stands alone for a string, quoted or not: DEFAULT open and DEFAULT "open" are DEFAULT 'open'.
function defaultText(sql: string): string | null {
  if (/^(?:-?\d+|'[^']*')$/.test(sql)) return sql;
  const lexemes = withoutOuterParentheses(lexemesOf(sql));
  const [first] = lexemes;
  const isAlone = first?.kind === 'word' && lexemes.length === 1;
  if (isAlone && first.upper === 'NULL') return null;
  const name = isAlone && !mustQuote(first.upper) ? first.text : first?.kind === 'quoted' && lexemes.length === 1 ? nameOf(first) : null;
  return name === null ? print(lexemes, NO_NAMES) : `'${name.replaceAll("'", "''")}'`;
}
