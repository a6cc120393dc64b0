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
  return [...all.values()].flatMap((index) => {
    if (index === null || !isConcerned(index, manifest)) return [];
    const state = searchState(bench, index, manifest.tables);
    return [{ ...index, ...state, isSound: state.index === '' || isSound(bench, index.name) }];
  });
}

/** Tells one state of an index and of its rows from another. */
export function searchState(
  bench: Workbench,
  { name, content }: SearchIndex,
  tables: readonly TableEntry[],
): Pick<SearchState, 'index' | 'rows'> {
  const entry = tables.find(({ before }) => before.toLowerCase() === content.toLowerCase());
  // Its first blocks, the averages and the structure, are other after each write.
  return { index: hashOf(bench, `${name}_data`, 'WHERE id IN (1, 10)'), rows: hashOf(bench, entry?.after ?? content, '') };
}

/** Whether an index agrees with its rows. https://sqlite.org/fts5.html#the_integrity_check_command */
export function isSound(bench: Workbench, name: string): boolean {
  try {
    bench.exec(`INSERT INTO main.${quoted(name)} (${quoted(name)}, rank) VALUES ('integrity-check', 1)`);
    return true;
  } catch {
    return false;
  }
}

function hashOf(bench: Workbench, table: string, where: string): string {
  const hash = createHash('sha256');
  const columns = bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main')`, table).map(([name]) => `quote(${quoted(String(name))})`);
  if (columns.length === 0) return '';
  const hasRowid = bench.rows(`SELECT 1 FROM pragma_table_list(?) WHERE schema = 'main' AND type <> 'view' AND wr = 0`, table).length > 0;
  const [rowid, order] = hasRowid ? ['rowid', 'ORDER BY rowid'] : ['0', ''];
  const rows = bench.each(`SELECT ${rowid}, ${columns.join(` || ',' || `)} FROM main.${quoted(table)} ${where} ${order}`);
  for (const [id, row] of rows) hash.update(`${String(id)} ${String(row)}\n`);
  return hash.digest('hex');
}
