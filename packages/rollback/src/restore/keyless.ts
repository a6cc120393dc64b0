import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Finder, Verdict } from './examine.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { withoutTriggers } from './quietly.js';

/**
 * Before a script runs again: the tables of rows that nothing but a hidden number tells apart, whose every row is kept and just as the way
 * back left it. By their names after.
 */
export function unwrittenTables({ bench }: Hands, verdicts: readonly Verdict[], find: Finder): readonly string[] {
  return verdicts.flatMap(({ entry, isPinned, rewritten }) => {
    const standing = isPinned && rewritten === null && isKeyless(entry) ? find(entry) : null;
    const own = verdicts.find((one) => !one.isPinned && one.entry.before === entry.before);
    if (standing === null || own === undefined || own.insertedStay !== null || own.rewritten !== null) return [];
    const known = (entry.changed?.rows ?? 0) + (own.entry.inserted?.rows ?? 0);
    const [[rows] = []] = bench.rows(`SELECT count(*) FROM main.${quoted(standing.table)}`);
    return Number(rows) === known ? [entry.before] : [];
  });
}

function isKeyless({ key, hidden }: TableEntry): boolean {
  return key === 'rowid' && hidden;
}

/** Behind the script: where it wrote such a table anew, its numbers tell of nothing, and all its rows come from what is kept. */
export function emptyMadeAnew(hands: Hands, tables: readonly string[]): void {
  for (const name of tables) {
    const object = hands.journal.watch.table(name);
    if (object === undefined || hands.journal.before(object) !== null) continue;
    withoutTriggers(hands, [object.name], () => runKept(hands, `DELETE FROM main.${quoted(object.name)}`));
  }
}
