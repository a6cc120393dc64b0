import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';

/**
 * Takes rows out of a script's way that its first run had put in, that the application changed, and that therefore stayed when it was
 * taken back: the script is about to put them in again. What the application wrote into them is kept, and comes back behind it.
 */
export function stepAside(hands: Hands, verdicts: readonly Verdict[]): void {
  for (const { table, columns, side } of hands.stored.manifest.stayed ?? []) {
    const pinned = verdicts.find(({ entry, isPinned }) => isPinned && entry.before === table);
    const known = hands.journal.watch.table(table);
    if (pinned === undefined || known === undefined || pinned.entry.changed === null) continue;
    const row = `(${columns.map((name) => `t.${quoted(name)}`).join(', ')})`;
    const keys = (prefix: string): string => columns.map((_, at) => `${prefix}${at}`).join(', ');
    const kept = `main.${quoted(pinned.entry.changed.table)} AS s`;
    // What was written once more since is kept nowhere: it stays where it is.
    const again = pinned.rewritten === null ? '' : ` WHERE s.rowid NOT IN (SELECT s FROM temp.${pinned.rewritten})`;
    const triggers = hands.journal.watch.triggers(table);
    for (const { name } of triggers) runKept(hands, `DROP TRIGGER main.${quoted(name)}`);
    runKept(
      hands,
      `DELETE FROM main.${quoted(table)} AS t WHERE ${row} IN (SELECT ${keys('i.ka')} FROM main.${quoted(side.table)} AS i)
        AND ${row} IN (SELECT ${keys('s.ka')} FROM ${kept}${again})`,
    );
    for (const { sql } of triggers) runKept(hands, sql ?? '');
  }
}
