import type { Discrepancy } from '@zepix/migrations-core';
import { foldName } from '@zepix/migrations-sqlite';
import { count, shorten } from '../image/index.js';
import type { Image, ImageRow, TableImage } from '../image/index.js';
import type { Untouched } from './untouched.js';

/** The four moments of a trial in which an application wrote between up and down. */
export interface Moments {
  readonly before: Image;
  readonly after: Image;
  /** After, with what the application wrote. */
  readonly written: Image;
  readonly back: Image;
}

/** Which of the application's writes did not survive the rollback, and which rows that nobody touched did not come back as they were. */
export function compareSurvivors(moments: Moments, tables: readonly Untouched[]): readonly Discrepancy[] {
  return tables.flatMap((table) => survivors(moments, table));
}

type Rows = ReadonlyMap<string, ImageRow>;

function survivors(moments: Moments, one: Untouched): readonly Discrepancy[] {
  const read = (image: Image, name: string, side: 0 | 1): { rows: Rows; places: readonly number[]; table: TableImage } | null => {
    const table = image.tables.get(foldName(name));
    if (table === undefined) return null;
    const place = (column: string): number => table.columns.findIndex((other) => foldName(other) === foldName(column));
    const key = one.key.map((names) => place(names[side]));
    return {
      table,
      rows: new Map(table.rows.map((row) => [key.map((at) => row[at]).join('\u0000'), row])),
      places: one.columns.map((names) => place(names[side])),
    };
  };
  const [then, written, back] = [read(moments.after, one.after, 1), read(moments.written, one.after, 1), read(moments.back, one.before, 0)];
  if (then === null || written === null || back === null) return [];
  const found: Discrepancy[] = [];
  const say = (object: string, rows: number, text: string): void => void found.push({ kind: 'rows', object, text, rows });
  const added = [...written.rows].filter(([key]) => !then.rows.has(key));
  const lost = added.filter(([key]) => !back.rows.has(key));
  if (lost.length > 0)
    say(`table ${one.before}`, lost.length, `${lost.length} of ${count(added.length)} that the application added after the up are gone`);
  one.columns.forEach(([name], at) => {
    const differing = [...written.rows].flatMap(([key, row]) => {
      const now = back.rows.get(key);
      const [meant, is] = [row[written.places[at] ?? -1], now?.[back.places[at] ?? -1]];
      return now === undefined || meant === is ? [] : [{ meant, is, old: then.rows.get(key)?.[then.places[at] ?? -1] }];
    });
    const [example] = differing;
    if (example === undefined) return;
    const [meant, is] = [shorten(example.meant ?? 'nothing'), shorten(example.is ?? 'nothing')];
    const whose =
      example.old === undefined || example.old === example.meant
        ? 'as it stood after the up'
        : 'as the application changed it after the up';
    say(
      `column ${one.before}.${name}`,
      differing.length,
      `${count(differing.length)} should hold the value ${whose}, such as ${meant}, and hold another, such as ${is}`,
    );
  });
  const expected = moments.before.tables.get(foldName(one.before))?.rows.length ?? 0;
  const removed = [...then.rows.keys()].filter((key) => !written.rows.has(key)).length;
  const surplus = back.table.rows.length - (expected + added.length - removed) + lost.length;
  if (surplus > 0) say(`table ${one.before}`, surplus, `${count(surplus)} more than before and what the application added`);
  return found;
}
