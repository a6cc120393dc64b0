import type { Workbench } from '@zepix/migrations-sqlite';
import { differs } from '../preserve/image.js';
import type { Manifest, TableEntry, UniqueRows } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { standingColumn } from './sides.js';
import type { Standing } from './sides.js';

/**
 * Looks, before anything is brought back, which rows still have what a UNIQUE was for when the run took it away. `find`: a table as it
 * stands, by its name before.
 */
export function findOriginals(bench: Workbench, manifest: Manifest, find: (entry: TableEntry) => Standing | null): void {
  for (const [number, note] of (manifest.uniques ?? []).entries()) {
    const rewritten = rewrittenTable(number);
    bench.exec(`DROP TABLE IF EXISTS temp.${rewritten}; CREATE TEMP TABLE ${rewritten} (s INTEGER PRIMARY KEY)`);
    const entry = manifest.tables.find(({ before }) => before === note.table) ?? asItWas(note);
    const standing = find(entry);
    if (standing !== null) examineNote(bench, note, { entry, standing, rewritten });
  }
}

interface Examined {
  readonly entry: TableEntry;
  readonly standing: Standing;
  readonly rewritten: string;
}

function examineNote(bench: Workbench, note: UniqueRows, { entry, standing, rewritten }: Examined): void {
  const side = `main.${quoted(note.side.table)}`;
  if (note.key !== 'rowid') {
    const keys = note.key.map((_, at) => `k${at}`).join(', ');
    bench.exec(`CREATE INDEX IF NOT EXISTS main.${quoted(`${note.side.table}_k`)} ON ${quoted(note.side.table)} (${keys})`);
  }
  const on = joinNote(note, entry, standing);
  const flags = note.columns.flatMap((name, at) => {
    const column = nameOf(name, entry, standing);
    return column === null ? [] : [differs(`t.${quoted(column)}`, `u.u${at}`)];
  });
  const where =
    on === null
      ? '1'
      : `NOT EXISTS (SELECT 1 FROM main.${quoted(standing.table)} AS t WHERE ${[on, ...flags.map((one) => `NOT ${one}`)].join(' AND ')})`;
  bench.run(`INSERT INTO temp.${rewritten} SELECT u.rowid FROM ${side} AS u WHERE ${where}`);
}

/** Removes what `findOriginals` noted. */
export function forgetOriginals(bench: Workbench, { uniques = [] }: Manifest): void {
  for (const number of uniques.keys()) bench.exec(`DROP TABLE IF EXISTS temp.${rewrittenTable(number)}`);
}

/**
 * SQL over a row `t` that stands: 0 where its values were there before a UNIQUE went and are unwritten since, else 1. Null where nothing
 * is known of the table.
 */
export function isWrittenSince({ uniques = [] }: Manifest, entry: TableEntry, standing: Standing): string | null {
  const number = uniques.findIndex(({ table }) => table.toLowerCase() === entry.before.toLowerCase());
  const note = uniques[number];
  const on = note === undefined ? null : joinNote(note, entry, standing);
  if (note === undefined || on === null) return null;
  return `NOT EXISTS (SELECT 1 FROM main.${quoted(note.side.table)} AS u
    WHERE ${on} AND u.rowid NOT IN (SELECT s FROM temp.${rewrittenTable(number)}))`;
}

/** SQL over a row `t` that stands: whether it was there when a rule went, and what it had then in a column; null where that is not known. */
export function notedValue(
  { uniques = [] }: Manifest,
  entry: TableEntry,
  standing: Standing,
  column: string,
): { readonly isNoted: string; readonly value: string } | null {
  const note = uniques.find(({ table }) => table.toLowerCase() === entry.before.toLowerCase());
  const at = note?.columns.findIndex((name) => name.toLowerCase() === column.toLowerCase()) ?? -1;
  const on = note === undefined ? null : joinNote(note, entry, standing);
  if (note === undefined || at === -1 || on === null) return null;
  const from = `FROM main.${quoted(note.side.table)} AS u WHERE ${on}`;
  return { isNoted: `EXISTS (SELECT 1 ${from})`, value: `(SELECT u.u${at} ${from})` };
}

function joinNote({ key }: UniqueRows, entry: TableEntry, standing: Standing): string | null {
  if (key === 'rowid') return standing.shape.rowid === null ? null : `t.${standing.shape.rowid} = u.k0`;
  const columns = key.map((name) => nameOf(name, entry, standing));
  return columns.includes(null) ? null : columns.map((name, at) => `t.${quoted(name ?? '')} = u.k${at}`).join(' AND ');
}

function nameOf(name: string, entry: TableEntry, standing: Standing): string | null {
  return standingColumn(
    standing,
    entry,
    entry.columns.findIndex((column) => column.name === name),
  );
}

/** Of a table that the run left as it was. */
function asItWas({ table, key, columns }: UniqueRows): TableEntry {
  const names = [...new Set([...(key === 'rowid' ? [] : key), ...columns])];
  const none = { changed: null, deleted: null, inserted: null, pinned: null, highest: null, whole: null };
  return {
    before: table,
    after: table,
    alias: null,
    hidden: false,
    columns: names.map((name) => ({ name, after: name })),
    key: 'rowid',
    ...none,
  };
}

function rewrittenTable(number: number): string {
  return `_zepix_u${number}`;
}
