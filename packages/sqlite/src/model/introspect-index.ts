import type { KeyRow, ObjectRow } from './catalogue.js';
import { readIndexText } from './index-text.js';
import type { IndexText } from './index-text.js';
import { lexemesOf } from './lexemes.js';
import type { Lexeme } from './lexemes.js';
import type { ColumnModel, IndexColumn, IndexModel, TableModel } from './model.js';
import { foldName, upperName } from './names.js';
import { printExpression } from './print.js';
import { closedSpelling } from './spelling.js';
import type { Spelling } from './spelling.js';
import type { Survey } from './survey.js';

const PLAIN: IndexText = { parts: [], where: null };

export function indexModel({ name, table, sql }: ObjectRow, owner: TableModel | undefined, survey: Survey): IndexModel {
  const rows = (survey.keys.get(foldName(table)) ?? []).filter((row) => row.index === name);
  const columns = owner?.columns ?? [];
  const spelling = closedSpelling(table, columns);
  // Of most indexes the pragmas tell everything: reading their text is half of the time that thousands of them take.
  const isPlain = rows.every(({ column, partial }) => column !== null && partial === 0);
  const text = isPlain ? PLAIN : readIndexText(lexemesOf(sql ?? ''));
  return {
    name,
    table,
    unique: rows[0]?.unique === 1,
    columns: rows.map((row, place) => indexColumn(row, text.parts[place] ?? [], spelling, columns)),
    where: text.where === null ? null : printExpression(text.where, spelling),
  };
}

function indexColumn(row: KeyRow, part: readonly Lexeme[], spelling: Spelling, columns: readonly ColumnModel[]): IndexColumn {
  const collation = upperName(row.collation);
  const inherited = columns.find(({ name }) => name === row.column)?.collation ?? 'BINARY';
  return {
    column: row.column,
    expression: row.column === null ? printExpression(part, spelling) : null,
    desc: row.desc === 1,
    collation: collation === inherited ? null : collation,
  };
}
