import type { Conflict } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import { differs } from '../preserve/image.js';
import type { Manifest, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { goneRows, indexGone, indexSide, joinGone, joinInserted, joinSide, rowColumn, standingColumn } from './sides.js';
import type { Standing } from './sides.js';

/** The table as it stands, of an entry; null where it is gone. */
export type Finder = (entry: TableEntry) => Standing | null;

/** What the application did to the rows of one entry since. */
export interface Verdict {
  readonly entry: TableEntry;
  /** A temporary table: `s` the row of `changed`, `gone` or which columns (`w<i>`) were rewritten; null where nothing was. */
  readonly rewritten: string | null;
  /** A temporary table: `s` the rows of `inserted` that were rewritten or are gone; null where none were. */
  readonly insertedStay: string | null;
  /** A temporary table: `s` the rows of those gone whose key is taken again; null where none is. */
  readonly taken: string | null;
  readonly conflicts: readonly Conflict[];
  /** Whether the entry is only of rows that are kept without having differed: those that are gone are put in again. */
  readonly isPinned: boolean;
}

/** Compares what stands with what the run left, before anything is brought back. The temporary tables go with `forget`. */
export function examine(bench: Workbench, manifest: Manifest, find: Finder): readonly Verdict[] {
  const entries = manifest.tables.flatMap(withPinned);
  return entries.map(({ entry, isPinned }, number) => ({ ...examineEntry(bench, entry, number, find(entry)), isPinned }));
}

/** Removes the temporary tables. */
export function forget(bench: Workbench, verdicts: readonly Verdict[]): void {
  for (const { rewritten, insertedStay, taken } of verdicts)
    for (const table of [rewritten, insertedStay, taken]) if (table !== null) bench.exec(`DROP TABLE IF EXISTS temp.${table}`);
}

function withPinned(entry: TableEntry): { readonly entry: TableEntry; readonly isPinned: boolean }[] {
  const pinned = { ...entry, changed: entry.pinned, deleted: null, inserted: null, whole: null, pinned: null };
  return [{ entry: { ...entry, pinned: null }, isPinned: false }, ...(entry.pinned === null ? [] : [{ entry: pinned, isPinned: true }])];
}

function examineEntry(bench: Workbench, entry: TableEntry, number: number, standing: Standing | null): Omit<Verdict, 'isPinned'> {
  if (standing === null) return { entry, rewritten: null, insertedStay: null, taken: null, conflicts: [] };
  // Every row of the table may be looked for among them.
  indexGone(bench, entry);
  if (entry.inserted !== null) indexSide(bench, entry, entry.inserted.table, 'a');
  const rewritten = examineChanged(bench, entry, number, standing);
  return {
    entry,
    rewritten,
    insertedStay: examineInserted(bench, entry, number, standing),
    taken: examineGone(bench, entry, number, standing),
    conflicts: rewritten === null ? [] : conflictsOf(bench, entry, rewritten),
  };
}

function examineChanged(bench: Workbench, entry: TableEntry, number: number, standing: Standing): string | null {
  const on = joinSide(standing, entry, 's');
  if (entry.changed === null || on === null) return null;
  const columns = comparable(entry, standing, entry.changed.columns);
  const gone = `t.${anyKey(entry, standing)} IS NULL`;
  const flags = columns.map(({ index, name }) => ({ into: `w${index}`, from: differs(`t.${quoted(name)}`, `s.a${index}`) }));
  const select = `SELECT s.rowid AS s, ${gone} AS gone${flags.map(({ into, from }) => `, ${from} AS ${into}`).join('')}
    FROM main.${quoted(entry.changed.table)} AS s LEFT JOIN main.${quoted(standing.table)} AS t ON ${on}
    WHERE ${[gone, ...flags.map(({ from }) => from)].join(' OR ')}`;
  return remember(bench, `_zepix_w${number}`, ['gone', ...flags.map(({ into }) => into)], select);
}

function examineInserted(bench: Workbench, entry: TableEntry, number: number, standing: Standing): string | null {
  const on = joinInserted(standing, entry, 's');
  if (entry.inserted === null || on === null) return null;
  const all = entry.columns.map((_, index) => index);
  const flags = comparable(entry, standing, all).map(({ index, name }) => differs(`t.${quoted(name)}`, `s.a${index}`));
  if (flags.length === 0) return null;
  const select = `SELECT s.rowid AS s FROM main.${quoted(entry.inserted.table)} AS s JOIN main.${quoted(standing.table)} AS t ON ${on}
    WHERE ${flags.join(' OR ')}`;
  return remember(bench, `_zepix_i${number}`, [], select);
}

function examineGone(bench: Workbench, entry: TableEntry, number: number, standing: Standing): string | null {
  const gone = entry.after === null ? null : goneRows(entry);
  const on = joinGone(standing, entry);
  if (gone === null || on === null) return null;
  // A row that the run itself put under the key, or moved there, is not the application's.
  const own = [
    ...(entry.inserted === null ? [] : [{ table: entry.inserted.table, on: joinInserted(standing, entry, 's') }]),
    ...(entry.changed === null || entry.key !== 'rowid' ? [] : [{ table: entry.changed.table, on: joinSide(standing, entry, 's') }]),
  ];
  // One that is just as the row that comes back is that row, made again.
  const columns = entry.key === 'rowid' ? [] : comparable(entry, standing, [...entry.columns.keys()]);
  const flags = columns.map(({ index, name }) => differs(`t.${quoted(name)}`, `d.${rowColumn(entry, index)}`));
  const conditions = [
    ...own.flatMap((side) => (side.on === null ? [] : [`NOT EXISTS (SELECT 1 FROM main.${quoted(side.table)} AS s WHERE ${side.on})`])),
    ...(flags.length === 0 ? [] : [`(${flags.join(' OR ')})`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const select = `SELECT d.rowid AS s FROM main.${quoted(gone.table)} AS d JOIN main.${quoted(standing.table)} AS t ON ${on}${where}`;
  return remember(bench, `_zepix_t${number}`, [], select);
}

/** Those columns that the run left under a name and the table still has. */
function comparable(
  entry: TableEntry,
  standing: Standing,
  indexes: readonly number[],
): { readonly index: number; readonly name: string }[] {
  return indexes.flatMap((index) => {
    const name = entry.columns[index]?.after === null ? null : standingColumn(standing, entry, index);
    return name === null ? [] : [{ index, name }];
  });
}

/** A column that no row of the table has NULL in: NULL behind a LEFT JOIN means that there is no row. */
function anyKey(entry: TableEntry, standing: Standing): string {
  if (entry.key === 'rowid') return standing.shape.rowid ?? '';
  return quoted(standingColumn(standing, entry, entry.key[0] ?? -1) ?? '');
}

function remember(bench: Workbench, table: string, columns: readonly string[], select: string): string | null {
  // Mostly there is nothing, and making a table costs more than looking.
  if (bench.rows(`SELECT 1 FROM (${select}) LIMIT 1`).length === 0) return null;
  bench.exec(`DROP TABLE IF EXISTS temp.${table}`);
  bench.exec(`CREATE TEMP TABLE ${table} (${['s INTEGER PRIMARY KEY', ...columns].join(', ')})`);
  bench.run(`INSERT OR IGNORE INTO temp.${table} ${select}`);
  return table;
}

function conflictsOf(bench: Workbench, entry: TableEntry, table: string): Conflict[] {
  const columns = entry.changed?.columns.filter((index) => entry.columns[index]?.after !== null) ?? [];
  const counts = ['total(gone)', ...columns.map((index) => `total(w${index} AND NOT gone)`)].join(', ');
  const [gone = 0, ...rewritten] = (bench.rows(`SELECT ${counts} FROM temp.${table}`)[0] ?? []).map(Number);
  const lost: Conflict = {
    kind: 'deleted-since',
    table: entry.before,
    column: null,
    rows: gone,
    reason: 'The application deleted these rows since: they stay deleted.',
  };
  const stay = columns.map((index, at): Conflict => ({
    kind: 'rewritten',
    table: entry.before,
    column: entry.columns[index]?.name ?? null,
    rows: rewritten[at] ?? 0,
    reason: 'The application wrote another value since: that stays.',
  }));
  return [lost, ...stay].filter(({ rows }) => rows > 0);
}
