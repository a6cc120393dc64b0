import type { Conflict } from '@zepix/migrations-core';
import { differs } from '../preserve/image.js';
import { inShort } from '../preserve/witness.js';
import { quoted } from '../store/names.js';
import type { Hands } from './hands.js';

/**
 * Before a run is taken back: rows of which nothing but the key is as it left them. An update that writes every column looks like a row that
 * was deleted and whose key was given again, so that values come back to them all the same, and they are told of.
 */
export function findUsedAgain({ bench, journal, stored }: Hands): readonly Conflict[] {
  return (stored.manifest.witnesses ?? []).flatMap(({ table, key, values, side }) => {
    const entry = stored.manifest.tables.find(({ after }) => after === table);
    if (journal.watch.table(table) === undefined || !entry?.changed) return [];
    const on = key.map((name, at) => `t.${quoted(name)} = w.k${at}`);
    const others = values.map((name, at) => differs(inShort(`t.${quoted(name)}`), `w.v${at}`));
    const from = `FROM main.${quoted(side.table)} AS w CROSS JOIN main.${quoted(table)} AS t ON ${on.join(' AND ')} WHERE ${others.join(' AND ')}`;
    const keys = bench.rows(`SELECT ${key.map((_, at) => `quote(w.k${at})`).join(` || ', ' || `)} ${from}`).map(([one]) => String(one));
    const which = `${keys.slice(0, 5).join('; ')}${keys.length > 5 ? ' …' : ''}`;
    const reason = `Nothing but their key is as the migration left it (${which}): where the application deleted those rows and used the key again, values that come back are those of other rows.`;
    return keys.length === 0 ? [] : [{ kind: 'used-again' as const, table, column: null, rows: keys.length, reason }];
  });
}
