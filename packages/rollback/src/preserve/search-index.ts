import { createHash } from 'node:crypto';
import type { Workbench } from '@zepix/migrations-sqlite';
import type { Manifest, ObjectText, SearchState, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';

/** A full-text index whose rows lie in another table or view, or nowhere (''). https://sqlite.org/fts5.html#external_content_and_contentless_tables */
export interface SearchIndex {
  readonly name: string;
  readonly content: string;
}

const FTS5 = /^\s*CREATE\s+VIRTUAL\b.*?\bUSING\s+["'`[]?fts5\b/is;
const CONTENT = /[(,]\s*content\s*=\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([^\s,)]*))/i;

/** Null for an object that is none, or that holds its rows itself. */
export function searchIndexOf({ name, sql }: { readonly name: string; readonly sql: string | null }): SearchIndex | null {
  const found = FTS5.test(sql ?? '') ? CONTENT.exec(sql ?? '') : null;
  if (found === null) return null;
  const [, single, double, tick, bracket, bare] = found;
  return { name, content: single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? tick ?? bracket ?? bare ?? '' };
}

/** Whether a run touched an index over other rows, or those rows. */
export function isConcerned(
  { name, content }: SearchIndex,
  { before, after, tables }: Pick<Manifest, 'before' | 'after' | 'tables'>,
): boolean {
  const [own, rows] = [name.toLowerCase(), content.toLowerCase()];
  const isNamed = (one: string): boolean => [own, rows, `${own}_data`].includes(one.toLowerCase());
  return [...before, ...after].some((one) => isNamed(one.name)) || tables.some((one) => isNamed(one.before));
}

/** The indexes over other rows that a run touched, each with what it and those rows are now. */
export function searchStates(
  bench: Workbench,
  standing: readonly Pick<ObjectText, 'name' | 'sql'>[],
  manifest: Pick<Manifest, 'before' | 'after' | 'tables'>,
): readonly SearchState[] {
  const all = new Map([...standing, ...manifest.before].map((one) => [one.name.toLowerCase(), searchIndexOf(one)]));
  return [...all.values()].flatMap((index) =>
    index === null || !isConcerned(index, manifest) ? [] : [{ ...index, state: searchState(bench, index, manifest.tables) }],
  );
}

/** Tells one state of an index and of its rows from another. */
export function searchState(bench: Workbench, { name, content }: SearchIndex, tables: readonly TableEntry[]): string {
  const hash = createHash('sha256');
  // Its first blocks, the averages and the structure, are other after each write.
  addRows(bench, hash, `${name}_data`, 'WHERE id IN (1, 10)');
  const entry = tables.find(({ before }) => before.toLowerCase() === content.toLowerCase());
  addRows(bench, hash, entry?.after ?? content, '');
  return hash.digest('hex');
}

function addRows(bench: Workbench, hash: ReturnType<typeof createHash>, table: string, where: string): void {
  const columns = bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main')`, table).map(([name]) => `quote(${quoted(String(name))})`);
  if (columns.length === 0) return;
  const hasRowid = bench.rows(`SELECT 1 FROM pragma_table_list(?) WHERE schema = 'main' AND type <> 'view' AND wr = 0`, table).length > 0;
  const [rowid, order] = hasRowid ? ['rowid', 'ORDER BY rowid'] : ['0', ''];
  const rows = bench.each(`SELECT ${rowid}, ${columns.join(` || ',' || `)} FROM main.${quoted(table)} ${where} ${order}`);
  for (const [id, row] of rows) hash.update(`${String(id)} ${String(row)}\n`);
}
