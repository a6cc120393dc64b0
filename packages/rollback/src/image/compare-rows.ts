import type { Discrepancy } from '@zepix/migrations-core';
import { foldName } from '@zepix/migrations-sqlite';
import { count, shorten } from './discrepancy.js';
import type { ImageRow, TableImage } from './image.js';

const SHOWN_COLUMNS = 4;

/** What differs between a table's rows before and after, as multisets and bit for bit, in the columns that both have. */
export function compareRows(before: TableImage, after: TableImage): readonly Discrepancy[] {
  const columns = commonColumns(before, after);
  const ours = before.rows.map((row) => columns.map(({ before: at }) => row[at] ?? ''));
  const theirs = after.rows.map((row) => columns.map(({ after: at }) => row[at] ?? ''));
  const [lost, extra] = difference(ours, theirs);
  if (lost.length + extra.length === 0) return [];
  const names = columns.map(({ name }) => name);
  const key = before.key.map((at) => names.indexOf(before.columns[at] ?? '')).filter((at) => at !== -1);
  const [keyed, alike] = [pairUp(lost, extra, key.length === before.key.length ? key : []), pairUp(lost, extra, [])];
  // Rows under other keys are told of as such, and not as if everything in them had changed.
  return account(before.name, names, weight(alike) < weight(keyed) ? { ...alike, key } : keyed, ours.length);
}

interface Common {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

function commonColumns(before: TableImage, after: TableImage): readonly Common[] {
  const places = new Map(after.columns.map((name, index) => [foldName(name), index]));
  return before.columns.flatMap((name, index) => {
    const at = places.get(foldName(name));
    return at === undefined ? [] : [{ name, before: index, after: at }];
  });
}

/** The rows that only one side has, as multisets. */
export function difference(ours: readonly ImageRow[], theirs: readonly ImageRow[]): readonly [lost: ImageRow[], extra: ImageRow[]] {
  const left = new Map<string, ImageRow[]>();
  for (const row of theirs) {
    const text = row.join('\u0000');
    const same = left.get(text);
    if (same === undefined) left.set(text, [row]);
    else same.push(row);
  }
  const lost = ours.filter((row) => left.get(row.join('\u0000'))?.pop() === undefined);
  return [lost, [...left.values()].flat()];
}

interface Pairing {
  readonly changed: readonly (readonly [before: ImageRow, after: ImageRow])[];
  readonly lost: readonly ImageRow[];
  readonly extra: readonly ImageRow[];
  readonly key: readonly number[];
}

/** Rows that are the same one, changed: by key, or where there is none, by the most cells in common. */
function pairUp(lost: readonly ImageRow[], extra: readonly ImageRow[], key: readonly number[]): Pairing {
  const rest = [...extra];
  const changed: (readonly [ImageRow, ImageRow])[] = [];
  const gone: ImageRow[] = [];
  for (const row of lost) {
    const at = key.length > 0 ? rest.findIndex((other) => key.every((place) => other[place] === row[place])) : nearest(row, rest);
    const [found] = at === -1 ? [] : rest.splice(at, 1);
    if (found === undefined) gone.push(row);
    else changed.push([row, found]);
  }
  return { changed, lost: gone, extra: rest, key };
}

/** The row with the most equal cells, if that is at least half of them. */
function nearest(row: ImageRow, among: readonly ImageRow[]): number {
  const scores = among.map((other) => other.filter((cell, at) => cell === row[at]).length);
  const best = Math.max(-1, ...scores);
  return best * 2 < row.length ? -1 : scores.indexOf(best);
}

/** How many cells would have to change. */
function weight({ changed, lost, extra }: Pairing): number {
  const cells = changed.map(([before, after]) => before.filter((cell, at) => cell !== after[at]).length);
  return cells.reduce((sum, each) => sum + each, 0) + [...lost, ...extra].reduce((sum, row) => sum + row.length, 0);
}

function account(table: string, names: readonly string[], { changed, lost, extra, key }: Pairing, total: number): readonly Discrepancy[] {
  const found: Discrepancy[] = [];
  const say = (object: string, rows: number, text: string): void => void found.push({ kind: 'rows', object, text, rows });
  const [gone] = lost;
  if (gone !== undefined)
    say(
      `table ${table}`,
      lost.length,
      `${lost.length} of ${count(total)} ${lost.length === 1 ? 'is' : 'are'} gone, such as ${shown(names, gone, key)}`,
    );
  const [added] = extra;
  if (added !== undefined) say(`table ${table}`, extra.length, `${count(extra.length)} too many, such as ${shown(names, added, key)}`);
  names.forEach((name, at) => {
    const differing = changed.filter(([before, after]) => before[at] !== after[at]);
    const [example] = differing;
    if (example === undefined) return;
    const where = key.length > 0 ? `where ${shown(names, example[0], key, true)}: ` : '';
    const [was, is] = [shorten(example[0][at] ?? ''), shorten(example[1][at] ?? '')];
    say(
      `column ${table}.${name}`,
      differing.length,
      `${differing.length} of ${count(total)} differ, such as ${where}it was ${was} and is ${is}`,
    );
  });
  return found;
}

function shown(names: readonly string[], row: ImageRow, key: readonly number[], onlyKey = false): string {
  const others = names.map((_, at) => at).filter((at) => !key.includes(at));
  const places = onlyKey ? key : [...key, ...others].slice(0, Math.max(SHOWN_COLUMNS, key.length));
  return places.map((at) => `${names[at]} = ${shorten(row[at] ?? '', 40)}`).join(', ');
}
