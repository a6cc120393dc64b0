import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import type { Hints, Pinned } from '../preserve/keys.js';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import type { Hands } from './hands.js';
import { afterLetter, goneRows, joinGone } from './sides.js';
import type { Standing } from './sides.js';

/**
 * Tells the keeper, for each table that is brought back, what it must know for the way forth. Before any of them is moved. `isMoved`: whether
 * rows may have been numbered anew, or a script runs in between.
 */
export function hintKeeper(hands: Hands, verdicts: readonly Verdict[], isMoved = true): void {
  const { bench, keeper, journal, shapes, stored } = hands;
  const texts = new Map(stored.manifest.before.filter(({ type }) => type === 'table').map(({ name, sql }) => [name, sql]));
  for (const verdict of verdicts) {
    const { entry } = verdict;
    const object = entry.after === null ? undefined : journal.watch.table(entry.after);
    const before: StoredObject | null = object === undefined ? null : journal.before(object);
    const sql = texts.get(entry.before) ?? object?.sql ?? null;
    if (before === null || sql === null) continue;
    const back: Standing = { table: entry.before, shape: shapes.of(entry.before, sql), side: 'before' };
    const now: Standing = { table: object?.name ?? '', shape: back.shape, side: 'after' };
    const isCopy = !isMoved && copiesAsIs(hands, verdict, [sql, object?.sql ?? '']) && { isCopy: () => hands.aside.tables.length === 0 };
    keeper.hint(before, { fresh: fresh(verdict, back), pinned: stored.direction === 'up' ? pinned(bench, verdict, now) : null, ...isCopy });
  }
}

/** Whether a table that is made anew gets every row as it stands: what comes back is in columns that are gone, if anything is. */
function copiesAsIs({ fills }: Hands, { entry, isPinned }: Verdict, texts: readonly string[]): boolean {
  const { changed, deleted, inserted, whole, columns } = entry;
  const isElse = [deleted, inserted, whole].some((side) => side !== null) || isPinned || fills.length > 0;
  const comesBack = changed === null || (!changed.rowid && changed.columns.every((index) => columns[index]?.after === null));
  // A column of type ANY keeps or converts numbers by whether its table is STRICT: https://sqlite.org/stricttables.html
  return !isElse && comesBack && !texts.some((sql) => /\bany\b/i.test(sql));
}

/** Rows that come back are none of those that stand, though one of these may have got their key since. */
function fresh({ entry }: Verdict, back: Standing): Hints['fresh'] {
  const gone = goneRows(entry);
  const on = joinGone(back, entry);
  if (gone === null || on === null || gone.rows === 0) return null;
  return `EXISTS (SELECT 1 FROM main.${quoted(gone.table)} AS d WHERE ${on.replaceAll('t.', 'a.')})`;
}

/** Tables up to so many rows are kept whole for the way forth; of larger ones what the application is known to have written. */
const MOST_ROWS = 20_000;

/**
 * What the application wrote since stays where it can, and is to be there again behind the run: which may change these rows a second
 * time (seconds to milliseconds), or delete them. The rows that it wrote can't all be told from those that the run never touched.
 */
function pinned(bench: Workbench, { entry, rewritten, insertedStay }: Verdict, standing: Standing): Pinned {
  const { changed, inserted, columns, key, highest } = entry;
  const small = bench.rows(`SELECT 1 FROM main.${quoted(standing.table)} LIMIT 1 OFFSET ${MOST_ROWS}`).length === 0;
  if (small) return { where: () => ['1'] };
  return {
    where: (column, rowid) => {
      const isNew = highest === null || rowid === null ? '0' : `${rowid} > ${highest}`;
      const row = key === 'rowid' ? (rowid ?? 'NULL') : rowValue(key.map((index) => column(columns[index]?.after ?? '')));
      const keys = (letter: 'a' | 'b'): string => (key === 'rowid' ? [0] : key).map((_, at) => `s.k${letter}${at}`).join(', ');
      const among = (side: { readonly table: string } | null, rows: string | null, letter: 'a' | 'b'): string[] =>
        side === null || rows === null
          ? []
          : [`${row} IN (SELECT ${keys(letter)} FROM main.${quoted(side.table)} AS s JOIN temp.${rows} AS w ON w.s = s.rowid)`];
      return [isNew, ...among(changed, rewritten, afterLetter(entry)), ...among(inserted, insertedStay, 'a')];
    },
  };
}

function rowValue(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `(${names.join(', ')})`;
}
