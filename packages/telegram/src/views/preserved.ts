import { conflictText, keptText } from '@zepix/migrations-core';
import type { DatabaseReport, Kept, KeptItem, Report, Returned } from '@zepix/migrations-core';
import { branch, line } from '../message/value.js';
import type { Branch, Line } from '../message/value.js';
import { bytes, count } from '../wording/words.js';

/** What a status says of the data that earlier runs keep for going back. */
export function preservedWords({ preserved }: DatabaseReport, { promises }: Pick<Report, 'promises'>): string {
  if (preserved !== null) return `${bytes(preserved.bytes)} of ${count(preserved.migrations, 'migration')}`;
  return promises.preserved ? 'none' : 'not kept here';
}

const MOST_ITEMS = 4;

/** What was destroyed and is kept, or would be; keys of new rows are no loss, and not told of. */
export function lossesOf(kept: Kept | null): readonly KeptItem[] {
  return (kept?.items ?? []).filter(({ kind }) => kind !== 'inserted-keys');
}

/** What is kept, in lines of a tree. `verb`: `Keeps` or `Kept`. */
export function keptLines(kept: Kept | null, verb: 'Keeps' | 'Kept'): readonly Branch[] {
  const items = lossesOf(kept);
  if (kept === null || items.length === 0) return [];
  return [branch(line(`🛟 ${verb} for the way back (${bytes(kept.bytes)}):`), some(items.map(keptText)))];
}

/** What comes back, and what can't: where it and what stands now could not both stay. */
export function returnedLines(returned: Returned | null, verb: 'Brings back' | 'Brought back'): readonly Line[] {
  if (returned === null) return [];
  const { rows, values, conflicts } = returned;
  const back = [...(rows > 0 ? [count(rows, 'row')] : []), ...(values > 0 ? [`values in ${count(values, 'row')}`] : [])];
  return [
    ...(back.length === 0 ? [] : [line(`♻️ ${verb}: ${back.join(', ')}`)]),
    ...some(conflicts.map((conflict) => `⚠️ ${conflictText(conflict)}`)),
  ];
}

function some(texts: readonly string[]): readonly Line[] {
  const more = texts.length - MOST_ITEMS;
  return [...texts.slice(0, MOST_ITEMS), ...(more > 0 ? [`… and ${more} more`] : [])].map((text) => line(text));
}
