import { renameAside } from '../preserve/capture.js';
import { bareEntry } from '../preserve/reduce.js';
import type { ObjectText } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import { fillTable } from './fill.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { mergeInPlace, putInAgain } from './in-place.js';
import { isRefusal } from './kept-aside.js';
import { dropIndexes, makeUnique } from './standing-objects.js';
import { standingColumn } from './sides.js';
import type { Standing } from './sides.js';

/** A table as it stands; null where there is none of that name. */
export function standing({ journal, shapes }: Pick<Hands, 'journal' | 'shapes'>, name: string, side: Standing['side']): Standing | null {
  const object = journal.watch.table(name);
  if (object === undefined || object.sql === null) return null;
  return { table: object.name, shape: shapes.of(object.name, object.sql), side };
}

/** Makes a table, or an index of one, from its text. */
export function makeTable({ bench, journal }: Pick<Hands, 'bench' | 'journal'>, sql: string): void {
  bench.exec(sql);
  journal.follow(sql);
}

/**
 * Brings preserved rows and values into a table whose definition is right: in place where that can be; where rows meet each other on the
 * way (two that change places under a UNIQUE), the table is filled anew. Its indexes are then missing, and its triggers must be away.
 */
export function mergeOrRemake(
  hands: Hands,
  verdict: Verdict,
  now: Standing,
  goal: readonly ObjectText[],
): { readonly rows: number; readonly values: number } {
  const { bench, aside } = hands;
  hands.keeper.keep(now.table, rowsOf(verdict), columnsOf(verdict, now));
  if (areMoved(verdict, now)) return remake(hands, verdict, now, goal);
  const forget = aside.mark();
  try {
    return hands.keeper.attempt(() => {
      const result = mergeInPlace(bench, (sql) => runKept(hands, sql), verdict, now, aside);
      makeUnique(hands, goal, now.table);
      return result;
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    forget();
    return remake(hands, verdict, now, goal);
  }
}

/** The columns that bringing back in place sets, where it does nothing else; null where it may. */
function columnsOf({ entry, isPinned }: Verdict, now: Standing): readonly string[] | null {
  const { changed, deleted, inserted, whole } = entry;
  if (changed === null || changed.rowid || isPinned || deleted !== null || inserted !== null || whole !== null) return null;
  return changed.columns.flatMap((index) => standingColumn({ ...now, side: 'before' }, entry, index) ?? []);
}

/** Whether rows lie under numbers other than before: in place they would be taken for each other. */
export function areMoved({ entry: { key, changed, alias } }: Verdict, { side }: Standing): boolean {
  return side === 'after' && key === 'rowid' && (changed?.rowid === true || changed?.columns.includes(alias ?? -1) === true);
}

/** At most so many rows are written by bringing back in place. */
function rowsOf({ entry: { changed, deleted, inserted, whole } }: Verdict): number {
  return [changed, deleted, inserted, whole].reduce((sum, side) => sum + (side?.rows ?? 0), 0);
}

function remake(
  hands: Hands,
  verdict: Verdict,
  now: Standing,
  goal: readonly ObjectText[],
): { readonly rows: number; readonly values: number } {
  const { bench, journal, fills, aside, stored } = hands;
  const object = journal.watch.table(now.table);
  if (object === undefined || object.sql === null) throw new Error(`${now.table} is not there`);
  const table = `_zepix_remade_${now.table}`;
  dropIndexes(hands, now.table);
  hands.keeper.rest();
  renameAside(bench, now.table, table);
  journal.follow(null);
  makeTable(hands, object.sql);
  makeUnique(hands, goal, object.name);
  const into = standing(hands, object.name, 'before');
  if (into === null) throw new Error(`${object.name} was made and is not there`);
  const done = fillTable({ bench, verdict, into, from: { ...now, table }, fills, aside, manifest: stored.manifest });
  runKept(hands, `DROP TABLE main.${quoted(table)}`);
  const again = putInAgain(bench, (sql) => runKept(hands, sql), verdict, into, aside);
  return { ...done, rows: done.rows + again };
}

/** Makes a table anew with unique indexes that its rows break, and fills it with those that they take; its other indexes are then missing. */
export function refill(hands: Hands, name: string, goal: readonly ObjectText[]): void {
  const now = standing(hands, name, 'before');
  if (now === null) throw new Error(`${name} is not there`);
  const bare = bareEntry(now.table, now.shape);
  const entry = { ...bare, after: now.table, columns: bare.columns.map((column) => ({ ...column, after: column.name })) };
  hands.keeper.keep(now.table);
  remake(hands, { entry, rewritten: null, insertedStay: null, taken: null, conflicts: [], isPinned: false }, now, goal);
}
