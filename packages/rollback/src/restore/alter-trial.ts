import { openScratch, saysTheSame } from '@zepix/migrations-sqlite';
import type { Scratch } from '@zepix/migrations-sqlite';
import type { Manifest, ObjectText } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import type { Hands } from './hands.js';

/** How ALTER gives a table its old definition, all of its rows left where they are. */
export interface Alteration {
  readonly verdict: Verdict;
  /** The table, as the run left it and as it was. */
  readonly table: string;
  readonly text: ObjectText;
  readonly statements: readonly string[];
}

/**
 * The tables that ALTER can give their old definition, but for blanks and quotes: columns that came are dropped, what was renamed is renamed
 * back. Tried on an empty copy, since SQLite's own edits of the text are not always what undoes them.
 */
export function alterations(hands: Hands, verdicts: readonly Verdict[]): readonly Alteration[] {
  const { manifest } = hands.stored;
  const texts = new Map(manifest.before.filter(({ type }) => type === 'table').map((one) => [one.name, one]));
  let possible: readonly Alteration[] = verdicts.flatMap((verdict) => possibleOf(hands, verdict, texts.get(verdict.entry.before)) ?? []);
  for (;;) {
    const found = tryOut(possible, manifest);
    if (found.length === possible.length) return found.some(({ statements }) => statements.length > 0) ? found : [];
    possible = found;
  }
}

function possibleOf(hands: Hands, verdict: Verdict, text: ObjectText | undefined): Alteration | null {
  const { entry, isPinned } = verdict;
  const table = entry.after;
  const isLost = entry.columns.some(({ after }) => after === null);
  if (text === undefined || table === null || isPinned || isLost || VIRTUAL.test(text.sql) || isFilled(hands, verdict)) return null;
  const stays = new Set([...entry.columns.map(({ after }) => after ?? ''), ...columnsOf(text)].map((name) => name.toLowerCase()));
  const all = hands.bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main')`, table).map(([name]) => String(name));
  const goes = all.filter((name) => !stays.has(name.toLowerCase()));
  const alter = `ALTER TABLE main.${quoted(table)}`;
  const statements = [
    ...goes.toReversed().map((name) => `${alter} DROP COLUMN ${quoted(name)}`),
    ...entry.columns.flatMap(({ name, after }) =>
      name === after ? [] : [`${alter} RENAME COLUMN ${quoted(after ?? '')} TO ${quoted(name)}`],
    ),
    ...(table === entry.before ? [] : [`${alter} RENAME TO ${quoted(entry.before)}`]),
  ];
  return { verdict, table, text, statements };
}

const VIRTUAL = /^\s*CREATE\s+VIRTUAL\b/i;

/** Whether values are given for a column of it: they go into rows that are written anew. */
function isFilled({ fills }: Hands, { entry }: Verdict): boolean {
  const isOf = (table: string | null): boolean => table === null || table.toLowerCase() === entry.before.toLowerCase();
  return fills.some(({ table, column }) => isOf(table) && entry.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase()));
}

/** Every column of a table by its text, generated ones too. */
function columnsOf({ name, sql }: ObjectText): readonly string[] {
  return inScratch(({ bench }) => {
    bench.exec(sql);
    return bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main')`, name).map(([column]) => String(column));
  });
}

/** Those whose texts come out as they were. */
function tryOut(possible: readonly Alteration[], { before, after }: Manifest): readonly Alteration[] {
  if (possible.length === 0) return [];
  const indexes = new Set(before.filter(({ type }) => type === 'index').map(({ name }) => name));
  const isPart = ({ type, name, sql }: ObjectText): boolean =>
    (type === 'table' && !VIRTUAL.test(sql)) || (type === 'index' && indexes.has(name));
  return inScratch(({ bench }) => {
    for (const { sql } of after.filter((one) => isPart(one) && one.type === 'table')) bench.exec(sql);
    for (const { sql } of after.filter((one) => isPart(one) && one.type === 'index')) bench.exec(sql);
    for (const { statements } of possible) for (const sql of statements) bench.exec(sql);
    const texts = new Map(bench.objects().map(({ type, name, sql }) => [`${type} ${name}`, sql]));
    return possible.filter(({ text }) => saysTheSame(texts.get(`table ${text.name}`) ?? '', text.sql));
  });
}

/** Nothing where SQLite does not take it there. */
function inScratch<R>(body: (scratch: Scratch) => readonly R[]): readonly R[] {
  const scratch = openScratch();
  try {
    return body(scratch);
  } catch {
    return [];
  } finally {
    scratch.close();
  }
}
