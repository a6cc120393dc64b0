import type { KeyRow, ObjectRow } from './catalogue.js';
import { readIndexText } from './index-text.js';
import { lexemesOf } from './lexemes.js';
import type { Lexeme } from './lexemes.js';
import type { IndexColumn, IndexModel, TableModel } from './model.js';
import { foldName, upperName } from './names.js';
import { printExpression } from './print.js';
import { closedSpelling } from './spelling.js';
import type { Spelling } from './spelling.js';
import type { Survey } from './survey.js';

export function indexModel({ name, table, sql }: ObjectRow, owner: TableModel | undefined, survey: Survey): IndexModel {
  const rows = (survey.keys.get(foldName(table)) ?? []).filter((row) => row.index === name);
  const columns = owner?.columns ?? [];
  const spelling = closedSpelling(
    table,
    columns.map((column) => column.name),
  );
  const text = readIndexText(lexemesOf(sql ?? ''));
  const own = new Map(columns.map((column) => [column.name, column.collation ?? 'BINARY']));
  return {
    name,
    table,
    unique: rows[0]?.unique === 1,
    columns: rows.map((row, place) => indexColumn(row, text.parts[place] ?? [], spelling, own)),
    where: text.where === null ? null : printExpression(text.where, spelling),
  };
}

function indexColumn(row: KeyRow, part: readonly Lexeme[], spelling: Spelling, own: ReadonlyMap<string, string>): IndexColumn {
  const collation = upperName(row.collation);
  const inherited = (row.column === null ? undefined : own.get(row.column)) ?? 'BINARY';
  return {
    column: row.column,
    expression: row.column === null ? printExpression(part, spelling) : null,
    desc: row.desc === 1,
    collation: collation === inherited ? null : collation,
  };
}
