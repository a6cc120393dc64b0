import type { TableModel } from '../model/index.js';
import { foldName } from '../model/names.js';

/** FTS tables that keep no copy of their text: with `content=table` they can be filled again from there, with `content=''` from nowhere. */
const CONTENT = /\bcontent\s*=\s*("[^"]*"|'[^']*'|`[^`]*`|\[[^\]]*\]|[^,\s)]+)/i;

function contentOf({ definition }: TableModel): string | null {
  return CONTENT.exec(definition ?? '')?.[1] ?? null;
}

/** Whether what it holds can be made again from another table, by its own 'rebuild' command. */
export function isRefillable(table: TableModel): boolean {
  const content = contentOf(table);
  return content !== null && !/^(?:''|""|``|\[\])$/.test(content) && /\bfts[345]\w*\(/i.test(table.definition ?? '');
}

/** The columns whose rows can be carried over into a table of that name that is made anew; none where its rows can't be read back. */
export function carriedColumns(before: TableModel, after: TableModel): readonly string[] {
  if (contentOf(before) !== null || contentOf(after) !== null) return [];
  const kept = new Set(after.columns.map(({ name }) => foldName(name)));
  return before.columns.map(({ name }) => name).filter((name) => kept.has(foldName(name)));
}

/** FTS rows are known by a rowid that is no column; an R*Tree's is its first column. */
export function hasHiddenRowid({ definition }: TableModel): boolean {
  return /\bfts[345]\w*\(/i.test(definition ?? '');
}
