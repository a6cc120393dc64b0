import type { Conflict, Returned } from '@zepix/migrations-core';
import { isRtree } from '../preserve/rtree.js';
import { searchIndexOf } from '../preserve/search-index.js';
import type { TableEntry } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { mergeInPlace } from './in-place.js';
import type { Verdict } from './examine.js';
import { standing } from './remake.js';
import { mergeRtree } from './rtree.js';
import { standingObjects } from './standing-objects.js';
import { goneRows, rowColumn } from './sides.js';

/** Tables that FTS and R-tree modules keep behind a virtual table: https://sqlite.org/vtab.html#the_xshadowname_method */
const SHADOW = /^(.+)_(?:data|idx|content|docsize|config|segments|segdir|stat|node|rowid|parent)$/i;
const VIRTUAL = /^\s*CREATE\s+VIRTUAL\b/i;

/** Tells whether a table is one that a virtual table, of before or of now, keeps its rows in. */
export function shadowsOf(hands: Hands): (name: string) => boolean {
  const { before, after } = hands.stored.manifest;
  const objects = [...before, ...after, ...standingObjects(hands)];
  const names = new Set(objects.filter(({ sql }) => VIRTUAL.test(sql ?? '')).map(({ name }) => name.toLowerCase()));
  return (name) => names.has(SHADOW.exec(name)?.[1]?.toLowerCase() ?? '');
}

/** Removes the virtual tables that the run made, or left other than they were. */
export function dropVirtual(hands: Hands): void {
  for (const { sql, name } of hands.stored.manifest.after) if (VIRTUAL.test(sql)) runKept(hands, `DROP TABLE main.${quoted(name)}`);
}

/** Brings virtual tables back, with what lies behind them as it was; where the application wrote since, the index is built anew over both. */
export function restoreVirtual(hands: Hands, verdicts: readonly Verdict[]): Pick<Returned, 'conflicts' | 'notices'> {
  const { before } = hands.stored.manifest;
  const made = before.filter(({ sql }) => VIRTUAL.test(sql));
  const touched = standingObjects(hands).filter(
    ({ name, sql }) => VIRTUAL.test(sql ?? '') && verdicts.some(({ entry }) => ownerOf(entry) === name.toLowerCase()),
  );
  for (const { name, sql } of made) restoreOne(hands, name, sql, of(verdicts, name), true);
  for (const { name, sql } of touched) restoreOne(hands, name, sql ?? '', of(verdicts, name), false);
  const other = touched.filter(({ name }) => isWritten(of(verdicts, name)) && contentOf(of(verdicts, name)).length === 0);
  const merged = other.flatMap((one) => (searchIndexOf(one) === null ? [{ name: one.name, conflicts: mergeOther(hands, one) }] : []));
  return {
    conflicts: merged.flatMap(({ conflicts }) => conflicts ?? []),
    notices: merged.flatMap(({ name, conflicts }) =>
      conflicts === null
        ? [
            `What ${name} held can't be merged with what was written into it since: it stays as it is, and what is preserved of it stays preserved.`,
          ]
        : [],
    ),
  };
}

/** FTS3 and FTS4 over the rows of another table: https://sqlite.org/fts3.html#_external_content_fts4_tables_ */
const OLD_SEARCH = /\bUSING\s+["'`[]?fts[34]\b.*\bcontent\s*=\s*["'`[]?\w/is;

/** Null where it can't be. */
function mergeOther(hands: Hands, object: { readonly name: string; readonly sql: string | null }): readonly Conflict[] | null {
  const { name, sql } = object;
  if (isRtree(object)) return mergeRtree(hands, name);
  if (!OLD_SEARCH.test(sql ?? '')) return null;
  try {
    hands.bench.exec(`INSERT INTO main.${quoted(name)} (${quoted(name)}) VALUES ('rebuild')`);
    return [];
  } catch {
    return null;
  }
}

/** Whether the application wrote what lies behind a virtual table. */
function isWritten(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ rewritten, insertedStay, taken }) => rewritten !== null || insertedStay !== null || taken !== null);
}

function contentOf(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter(({ entry }) => /_content$/i.test(entry.before));
}

function of(verdicts: readonly Verdict[], name: string): readonly Verdict[] {
  return verdicts.filter(({ entry }) => ownerOf(entry) === name.toLowerCase());
}

function ownerOf({ before }: TableEntry): string {
  return SHADOW.exec(before)?.[1]?.toLowerCase() ?? '';
}

function restoreOne(hands: Hands, name: string, sql: string, verdicts: readonly Verdict[], isGone: boolean): void {
  const { bench, journal } = hands;
  const [isOther, content] = [isWritten(verdicts), contentOf(verdicts)];
  if (!isGone) {
    for (const { entry } of verdicts) hands.keeper.keep(entry.before);
    bench.unguarded(() => {
      for (const verdict of isOther ? content : verdicts) mergeShadow(hands, verdict);
    });
  }
  const kept = isGone ? [] : keepRows(hands, name);
  // The module remembers what lies in its tables: only a new one reads them again.
  if (!isGone) bench.exec(`DROP TABLE main.${quoted(name)}`);
  bench.exec(sql);
  journal.follow(null);
  bench.unguarded(() => {
    for (const { entry } of isGone ? verdicts : []) fillShadow(hands, entry);
    for (const { table, copy } of kept) {
      bench.exec(
        `DELETE FROM main.${quoted(table)}; INSERT INTO main.${quoted(table)} SELECT * FROM temp.${copy}; DROP TABLE temp.${copy}`,
      );
    }
  });
  if (isOther && !isGone && content.length > 0) bench.exec(`INSERT INTO main.${quoted(name)} (${quoted(name)}) VALUES ('rebuild')`);
}

function mergeShadow(hands: Hands, verdict: Verdict): void {
  const now = standing(hands, verdict.entry.before, 'after');
  if (now !== null) mergeInPlace(hands.bench, (sql) => void hands.bench.run(sql), verdict, now, hands.aside);
}

function keepRows({ bench, journal }: Hands, name: string): { readonly table: string; readonly copy: string }[] {
  const tables = [...journal.watch.objects()].filter(
    (one) => one.type === 'table' && SHADOW.exec(one.name)?.[1]?.toLowerCase() === name.toLowerCase(),
  );
  return tables.map(({ name: table }, number) => {
    const copy = `_zepix_v${number}`;
    bench.exec(`CREATE TEMP TABLE ${copy} AS SELECT * FROM main.${quoted(table)}`);
    return { table, copy };
  });
}

/** The rows of a table that went with its virtual table. */
function fillShadow(hands: Hands, entry: TableEntry): void {
  const { bench } = hands;
  const gone = goneRows(entry);
  const table = `main.${quoted(entry.before)}`;
  bench.exec(`DELETE FROM ${table}`);
  if (gone === null) return;
  const into = entry.columns.map(({ name }) => quoted(name)).join(', ');
  const from = entry.columns.map((_, index) => rowColumn(entry, index)).join(', ');
  bench.run(`INSERT INTO ${table} (${into}) SELECT ${from} FROM main.${quoted(gone.table)}`);
}

/**
 * Gives virtual tables that a script made again the rows that they held, where those lie in the virtual table alone: an index over another
 * table follows that one. Gives a notice for each that can't have them; its rows stay preserved.
 */
export function refillVirtual(hands: Hands, verdicts: readonly Verdict[]): readonly string[] {
  for (const { table } of hands.stored.manifest.rtrees ?? [])
    if (hands.journal.watch.table(table) !== undefined) mergeAfterScript(hands, table);
  const virtual = hands.stored.manifest.before.filter(({ sql }) => VIRTUAL.test(sql));
  const isKept = ({ entry }: Verdict): boolean => entry.changed !== null || entry.deleted !== null || entry.inserted !== null;
  const owners = new Set(verdicts.filter((one) => /_content$/i.test(one.entry.before) && isKept(one)).map(({ entry }) => ownerOf(entry)));
  return [...owners].flatMap((owner) => {
    const made = virtual.find(({ name }) => name.toLowerCase() === owner);
    if (made === undefined || hands.journal.watch.table(made.name)?.sql !== made.sql)
      return [`The rows of ${owner}, a virtual table, can't come back into what a script made of it: they stay preserved.`];
    runKept(hands, `DROP TABLE main.${quoted(made.name)}`);
    restoreOne(hands, made.name, made.sql, of(verdicts, made.name), true);
    return [];
  });
}

function mergeAfterScript(hands: Hands, name: string): void {
  const shadows = [...hands.journal.watch.objects()].filter((one) => SHADOW.exec(one.name)?.[1]?.toLowerCase() === name.toLowerCase());
  for (const { name: shadow, type } of shadows) if (type === 'table') hands.keeper.keep(shadow);
  mergeRtree(hands, name);
}
