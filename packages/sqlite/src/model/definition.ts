import { Cursor, splitAtCommas } from './cursor.js';
import { nameOf } from './lexemes.js';
import type { Lexeme } from './lexemes.js';
import { quoteName } from './names.js';
import { print } from './print.js';
import type { Spelling } from './spelling.js';

/** The normalised text of a trigger: its timing spelled out, FOR EACH ROW (the only kind there is) left out. */
export function triggerDefinition(name: string, table: string, lexemes: readonly Lexeme[], spelling: Spelling): string {
  const cursor = behindName(lexemes, 'TRIGGER');
  const timing = takeTiming(cursor);
  const event: Lexeme[] = [];
  while (!cursor.atEnd && !cursor.sees('ON')) event.push(cursor.next());
  cursor.takes('ON');
  cursor.next(); // The table, which SQLite keeps beside the text under its declared name.
  cursor.takes('FOR', 'EACH', 'ROW');
  const body = print(cursor.rest(), spelling);
  return `CREATE TRIGGER ${quoteName(name)} ${timing} ${print(event, spelling)} ON ${quoteName(table)} ${body}`;
}

function takeTiming(cursor: Cursor): string {
  if (cursor.takes('AFTER')) return 'AFTER';
  if (cursor.takes('INSTEAD', 'OF')) return 'INSTEAD OF';
  cursor.takes('BEFORE');
  return 'BEFORE';
}

export interface ViewText {
  readonly columns: readonly string[] | null;
  readonly definition: string;
}

export function viewText(name: string, lexemes: readonly Lexeme[], spelling: Spelling): ViewText {
  const cursor = behindName(lexemes, 'VIEW');
  const list = cursor.group();
  const columns = list === null ? null : splitAtCommas(list).map(([first]) => (first === undefined ? '' : nameOf(first)));
  const head = columns === null ? '' : `(${columns.map(quoteName).join(', ')})`;
  return { columns, definition: `CREATE VIEW ${quoteName(name)}${head} ${print(cursor.rest(), spelling)}` };
}

/** A virtual table's arguments belong to its module, so that nothing in them is folded but blanks and comments. */
export function virtualDefinition(name: string, lexemes: readonly Lexeme[]): string {
  const cursor = behindName(lexemes, 'TABLE');
  cursor.takes('USING');
  const module = cursor.name();
  const args = cursor.group() ?? [];
  const shown = splitAtCommas(args).map((arg) => arg.map(({ text }) => text).join(' '));
  return `CREATE VIRTUAL TABLE ${quoteName(name)} USING ${quoteName(module)}(${shown.join(', ')})`;
}

/** A cursor behind `CREATE … kind [IF NOT EXISTS] [schema.]name`. SQLite itself has dropped most of that head already. */
function behindName(lexemes: readonly Lexeme[], kind: string): Cursor {
  const cursor = new Cursor(lexemes);
  while (!cursor.atEnd && !cursor.takes(kind)) cursor.next();
  cursor.takes('IF', 'NOT', 'EXISTS');
  cursor.next();
  if (cursor.takes('.')) cursor.next();
  return cursor;
}
