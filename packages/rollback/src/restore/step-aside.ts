import type { StayedRows, TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { isRefusal } from './kept-aside.js';
import { withoutTriggers } from './quietly.js';
import { standing } from './remake.js';
import { goneRows, joinSide, rowColumn } from './sides.js';
import type { Standing } from './sides.js';

/** Rows of the application that were taken out of a script's way. */
export interface SteppedAside {
  readonly entry: TableEntry;
  /** A temporary table: `s` the rows of what is kept of them. */
  readonly rows: string;
}

/**
 * Takes rows out of a script's way that its first run never saw as they are: those that it had put in and the application changed, which it
 * is about to put in again, and those that the application put in since. What they are is kept, and comes back behind the script. Gives the
 * latter.
 */
export function stepAside(hands: Hands, verdicts: readonly Verdict[]): readonly SteppedAside[] {
  if (hasForeignKeys(hands)) return [];
  return (hands.stored.manifest.stayed ?? []).flatMap((stayed, number) => {
    const pinned = pinnedOf(verdicts, stayed);
    if (pinned === null || hands.journal.watch.table(stayed.table) === undefined) return [];
    const { table, columns, side } = stayed;
    const keys = (prefix: string): string => columns.map((_, at) => `${prefix}${at}`).join(', ');
    // What was written once more since is kept nowhere: it stays where it is.
    const again = pinned.rewritten === null ? '' : ` AND s.rowid NOT IN (SELECT s FROM temp.${pinned.rewritten})`;
    const rows = `_zepix_s${number}`;
    hands.bench
      .exec(`DROP TABLE IF EXISTS temp.${rows}; CREATE TEMP TABLE ${rows} AS SELECT s.rowid AS s FROM main.${quoted(pinned.side)} AS s
      WHERE (${keys('s.ka')}) IN (SELECT ${keys('i.ka')} FROM main.${quoted(side.table)} AS i)${again}`);
    const row = `(${columns.map((name) => `t.${quoted(name)}`).join(', ')})`;
    const sql = `DELETE FROM main.${quoted(table)} AS t
      WHERE ${row} IN (SELECT ${keys('s.ka')} FROM temp.${rows} AS o JOIN main.${quoted(pinned.side)} AS s ON s.rowid = o.s)`;
    withoutTriggers(hands, [table], () => runKept(hands, sql));
    return stayed.own === true ? [{ entry: pinned.entry, rows }] : [];
  });
}

/** Shows a script the values that its first run found, where the application wrote over what it made of them: that comes back behind it. */
export function showAsBefore(hands: Hands, verdicts: readonly Verdict[]): void {
  if (hasForeignKeys(hands)) return;
  for (const { table, key, values, side } of hands.stored.manifest.asBefore ?? []) {
    const pinned = pinnedOf(verdicts, { table, columns: key });
    const now = hands.journal.watch.table(table);
    if (pinned === null || now === undefined) continue;
    const again = pinned.rewritten === null ? '' : ` AND s.rowid NOT IN (SELECT s FROM temp.${pinned.rewritten})`;
    const parts = (prefix: string): string => key.map((_, at) => `${prefix}${at}`).join(', ');
    const row = key.map((name) => `t.${quoted(name)}`).join(', ');
    const from = `FROM main.${quoted(side.table)} AS p WHERE (${row}) = (${parts('p.k')})`;
    const known = `SELECT ${parts('s.ka')} FROM main.${quoted(pinned.side)} AS s
      WHERE (${parts('s.ka')}) IN (SELECT ${parts('k')} FROM main.${quoted(side.table)})${again}`;
    const sql = `UPDATE OR ABORT main.${quoted(table)} AS t SET (${values.map(quoted).join(', ')}) =
      (SELECT ${values.map((_, at) => `p.v${at}`).join(', ')} ${from}) WHERE (${row}) IN (${known})`;
    hands.keeper.keep(table);
    attempt(hands, () => withoutTriggers(hands, [table], () => runKept(hands, sql)));
  }
}

/** Where the table does not take it now, all stays as it is. */
function attempt(hands: Hands, body: () => void): void {
  try {
    hands.keeper.attempt(body);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** Where the script gave the key of such a row to one of its own, that one makes way. */
export function makeWay(hands: Hands, stepped: readonly SteppedAside[]): void {
  for (const { entry, rows } of stepped) {
    const now = standing(hands, entry.before, 'before');
    const on = now === null ? null : joinSide(now, entry, 's');
    if (now === null || on === null || entry.changed === null) continue;
    const which = `FROM temp.${rows} AS o JOIN main.${quoted(entry.changed.table)} AS s ON s.rowid = o.s JOIN main.${quoted(now.table)} AS t ON ${on}`;
    if (hands.bench.rows(`SELECT 1 ${which} LIMIT 1`).length === 0) continue;
    const names = now.shape.columns.map(({ name }) => name);
    const reason = 'A row of the application comes back under the key that the migration gave to these';
    hands.aside.put(now.table, names, `SELECT ${names.map((name) => `t.${quoted(name)}`).join(', ')} ${which}`, reason);
    const key = entry.key === 'rowid' ? [now.shape.rowid ?? ''] : entry.key.map((index) => quoted(entry.columns[index]?.name ?? ''));
    const columns = (of: string): string => key.map((name) => `${of}.${name}`).join(', ');
    withoutTriggers(hands, [now.table], () =>
      runKept(hands, `DELETE FROM main.${quoted(now.table)} AS d WHERE (${columns('d')}) IN (SELECT ${columns('t')} ${which})`),
    );
  }
}

export function forgetSteppedAside({ bench, stored }: Hands): void {
  for (const number of (stored.manifest.stayed ?? []).keys()) bench.exec(`DROP TABLE IF EXISTS temp._zepix_s${number}`);
}

/** An action of a foreign key would take children along that nothing brings back. */
function hasForeignKeys({ bench }: Hands): boolean {
  return bench.rows('PRAGMA foreign_keys')[0]?.[0] !== 0n;
}

/** The rows as they stood, told apart by the same columns. */
function pinnedOf(
  verdicts: readonly Verdict[],
  { table, columns }: Pick<StayedRows, 'table' | 'columns'>,
): { readonly entry: TableEntry; readonly rewritten: string | null; readonly side: string } | null {
  const isSame = ({ key, columns: known, alias }: TableEntry): boolean =>
    key === 'rowid'
      ? columns.length === 1 && known.every(({ after }, at) => after !== columns[0] || at === alias)
      : key.length === columns.length && key.every((index, at) => known[index]?.after === columns[at]);
  const found = verdicts.find(({ entry, isPinned }) => isPinned && entry.after === table && isSame(entry));
  return found?.entry.changed ? { entry: found.entry, rewritten: found.rewritten, side: found.entry.changed.table } : null;
}

/** Leaves word, when a run was taken back, of the rows that the application put in or wrote since: its script is not for them as they are. */
export function noteOwnRows(hands: Hands, verdicts: readonly Verdict[]): void {
  const { notes } = hands.keeper;
  for (const { entry, isPinned, rewritten, insertedStay } of verdicts) {
    if (!isPinned && rewritten !== null) notes.noteAsBefore(entry, rewritten);
    const now = entry.after === null ? null : standing(hands, entry.before, 'before');
    const names = now === null ? null : keyNames(entry, now);
    if (now === null || names === null) continue;
    if (insertedStay !== null) notes.noteStayed(entry, names, insertedStay);
    if (!isPinned && entry.highest !== null && now.shape.rowid !== null)
      notes.noteOwn(entry.before, names, ownRows(hands, entry, { now, names }));
  }
}

/** What its rows are told apart by, as the table calls it now; a hidden number, too. */
function keyNames({ key, columns }: TableEntry, { shape }: Standing): readonly string[] | null {
  if (key !== 'rowid') return key.map((index) => columns[index]?.name ?? '');
  const number = shape.alias ?? shape.rowid;
  return number === null ? null : [number];
}

/** Rows above the highest number that the run left, or among its last without being one of them, and that are none of those that came back. */
function ownRows(
  { stored }: Hands,
  entry: TableEntry,
  { now, names }: { readonly now: Standing; readonly names: readonly string[] },
): string {
  const row = `(${names.map((name) => `i.${quoted(name)}`).join(', ')})`;
  const gone = goneRows(entry);
  const parts = entry.key === 'rowid' ? (['rowid'] as const) : entry.key;
  const without = [
    ...(gone === null
      ? []
      : [`SELECT ${parts.map((index) => `d.${rowColumn(entry, index)}`).join(', ')} FROM main.${quoted(gone.table)} AS d`]),
    ...(entry.changed === null
      ? []
      : [`SELECT ${parts.map((_, at) => `s.kb${at}`).join(', ')} FROM main.${quoted(entry.changed.table)} AS s`]),
  ].map((select) => ` AND ${row} NOT IN (${select})`);
  const rowid = `i.${now.shape.rowid ?? ''}`;
  const witness = stored.manifest.witnesses?.find(({ table }) => table === entry.after);
  const keys = names.map((_, at) => `w.k${at}`).join(', ');
  const among =
    witness === undefined || entry.key === 'rowid'
      ? ''
      : ` OR (${rowid} >= ${witness.lowest} AND ${row} NOT IN (SELECT ${keys} FROM main.${quoted(witness.side.table)} AS w))`;
  return `FROM main.${quoted(now.table)} AS i WHERE (${rowid} > ${entry.highest ?? ''}${among})${without.join('')}`;
}
