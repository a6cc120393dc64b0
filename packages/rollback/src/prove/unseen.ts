import type { Effect } from '@zepix/migrations-core';
import { foldName } from '@zepix/migrations-sqlite';
import type { Image, TableImage } from '../image/index.js';

/** A migration's two sides, on generated rows. */
export interface Sides {
  readonly before: Image;
  readonly after: Image;
}

const SET = /\bSET\b([\s\S]*?)(?:\bWHERE\b|\bFROM\b|$)/i;
const ASSIGNED = /(?:^|,)\s*["`[]?(\w+)["`\]]?\s*=/g;

/** The effects on rows that were there which none of the rounds showed: their conditions met no generated row. */
export function unseenEffects(effects: readonly Effect[], rounds: readonly Sides[]): readonly Effect[] {
  return effects.filter((effect) => {
    if (effect.table === null || !['update', 'delete', 'replace'].includes(effect.kind)) return false;
    const name = foldName(effect.table);
    const concerned = rounds.filter(({ before }) => before.tables.has(name));
    return concerned.length > 0 && concerned.every((round) => isQuiet(name, effect, round));
  });
}

function isQuiet(name: string, effect: Effect, { before, after }: Sides): boolean {
  const [was, now] = [before.tables.get(name), after.tables.get(name)];
  if (was === undefined || was.kind !== 'table') return false;
  if (effect.kind === 'update' && !setsOld(effect.original, was)) return false;
  if (now === undefined) return false;
  const columns = was.columns.filter((column) => now.columns.includes(column));
  return texts(was, columns) === texts(now, columns);
}

/** An update of columns that the migration adds itself overwrites nothing. */
function setsOld(sql: string, { columns }: TableImage): boolean {
  const known = new Set(columns.map(foldName));
  const assigned = [...(SET.exec(sql)?.[1] ?? '').matchAll(ASSIGNED)].map(([, column]) => foldName(column ?? ''));
  return assigned.length === 0 || assigned.some((column) => known.has(column));
}

function texts(table: TableImage, columns: readonly string[]): string {
  const places = columns.map((column) => table.columns.indexOf(column));
  return table.rows
    .map((row) => places.map((at) => row[at]).join('\u0000'))
    .sort()
    .join('\u0001');
}
