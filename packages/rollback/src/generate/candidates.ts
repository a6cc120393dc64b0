import { foldName } from '@zepix/migrations-sqlite';
import type { TableImage } from '../image/index.js';
import type { Seen } from './sample.js';

/** Tables of after that the migration made or wrote to, by folded name: a value that is gone elsewhere can only be in one of these. */
export function candidates({ samples, bare, lineage }: Seen, except: string): readonly string[] {
  const origins = new Map([...lineage].flatMap(([was, heir]) => (heir.same ? [[foldName(heir.table), was] as const] : [])));
  return [...bare.after.tables.entries()].flatMap(([name, { kind }]) => {
    if (kind !== 'table') return [];
    const origin = origins.get(name) ?? name;
    const [then, now] = [samples[0]?.before.tables.get(origin), samples[0]?.after.tables.get(name)];
    const isSame = then !== undefined && now !== undefined && origin !== except && rowsText(then) === rowsText(now);
    return isSame ? [] : [name];
  });
}

function rowsText({ rows }: TableImage): string {
  return JSON.stringify(rows);
}
