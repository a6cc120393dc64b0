import type { Discrepancy } from '@zepix/migrations-core';
import { foldName } from '@zepix/migrations-sqlite';
import { compareRows, difference } from './compare-rows.js';
import { count, shorten } from './discrepancy.js';
import type { Image, TableImage } from './image.js';

/** What to compare besides the rows. */
export interface CompareOptions {
  /** The schema's texts byte for byte. */
  readonly exact: boolean;
}

/** Everything in which a database is not as it was. Its schema's model is not compared here: see `compareModels`. */
export function compareImages(before: Image, after: Image, { exact }: CompareOptions): readonly Discrepancy[] {
  return [
    ...(exact ? compareTexts(before, after) : []),
    ...[...before.tables.values()].flatMap((table) => compareTables(table, after.tables.get(foldName(table.name)))),
    ...compareValues('counter', before.counters, after.counters, (name) => `the AUTOINCREMENT counter of ${name}`),
    ...compareValues('setting', before.settings, after.settings, (name) => `PRAGMA ${name}`),
  ];
}

function compareTexts(before: Image, after: Image): readonly Discrepancy[] {
  const byKey = ({ objects }: Image) =>
    new Map(objects.flatMap(({ type, name, sql }) => (sql === null ? [] : [[`${type} ${foldName(name)}`, { type, name, sql }] as const])));
  const [ours, theirs] = [byKey(before), byKey(after)];
  const found: Discrepancy[] = [];
  const say = (object: string, text: string): void => void found.push({ kind: 'schema', object, text, rows: 0 });
  for (const [key, { type, name, sql }] of ours) {
    const now = theirs.get(key);
    const object = `${type} ${name}`;
    if (now === undefined) say(object, `it is missing; expected ${shorten(sql)}`);
    else if (now.sql !== sql) say(object, `expected ${around(sql, now.sql)}, found ${around(now.sql, sql)}`);
  }
  for (const [key, { type, name, sql }] of theirs) if (!ours.has(key)) say(`${type} ${name}`, `it was not there before: ${shorten(sql)}`);
  return found;
}

const CONTEXT = 24;

/** The part of a text that differs from another, with a little before it. */
function around(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  const from = Math.max(0, at - CONTEXT);
  return `"${from > 0 ? '…' : ''}${shorten(JSON.stringify(text.slice(from, from + 100)).slice(1, -1), 90)}"`;
}

function compareTables(before: TableImage, after: TableImage | undefined): readonly Discrepancy[] {
  if (after === undefined) {
    if (before.rows.length === 0) return [];
    return [
      { kind: 'rows', object: `table ${before.name}`, text: `it is gone with its ${count(before.rows.length)}`, rows: before.rows.length },
    ];
  }
  const rows = compareRows(before, after);
  if (rows.length > 0) return rows;
  return compareTerms(before, after);
}

function compareTerms(before: TableImage, after: TableImage): readonly Discrepancy[] {
  if (before.terms === null || after.terms === null) return [];
  const [lost, extra] = difference(
    before.terms.map((term) => [term]),
    after.terms.map((term) => [term]),
  );
  const example = lost[0] ?? extra[0];
  if (example === undefined) return [];
  const [term = '', document = ''] = (example[0] ?? '').split('\u0001');
  const text = `its full-text index ${lost.length > 0 ? 'lost' : 'gained'} "${shorten(term)}" of row ${document}, and ${lost.length + extra.length - 1} entries more`;
  return [{ kind: 'index', object: `table ${before.name}`, text, rows: 0 }];
}

function compareValues(
  kind: Discrepancy['kind'],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  spoken: (name: string) => string,
): readonly Discrepancy[] {
  return [...before].flatMap(([name, value]) => {
    const now = after.get(name);
    // A counter that stands higher gives no number twice; one that stands lower may.
    if (now === value || (kind === 'counter' && now !== undefined && BigInt(now) > BigInt(value))) return [];
    return [{ kind, object: spoken(name), text: `it was ${value} and ${now === undefined ? 'is gone' : `is ${now}`}`, rows: 0 }];
  });
}
