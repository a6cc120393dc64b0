import type { Playable } from '@zepix/migrations-core';
import { foldName, isEngineObject, openScratch } from '@zepix/migrations-sqlite';
import type { Scratch, StoredObject } from '@zepix/migrations-sqlite';
import { draftRollbacks, draftsOf } from '../generate/index.js';
import { readImage } from '../image/index.js';
import { makeLedger } from '../play/index.js';
import type { Lineage, TableHeir } from '../play/index.js';
import type { Change } from '../trace/schema-watch.js';
import { concerned } from './concerned.js';

/** What is known of a migration that altered or dropped objects. */
export interface Altered {
  readonly changes: readonly Change[];
  /** All objects as they are now. */
  readonly standing: readonly StoredObject[];
  /** Null for code. */
  readonly up: Playable | null;
  readonly ledger: string;
  /** Whether one statement made all of the changes: then a column is at the place where it was. */
  readonly isOneStep: boolean;
}

/**
 * The script that gives the schema back, tried on the schema without rows; null where none does, or where the schema can't be built here.
 * Names tell where rows and values are. Where a column or table went while others came, they don't: then the migration is watched on
 * generated rows, since a script that takes the wrong column loses what is there.
 */
export function rebuildScript({ changes, standing, up, ledger, isOneStep }: Altered): string | null {
  const { before, after, former: all } = concerned(changes, standing);
  const [former, altered] = [openScratch(), openScratch()];
  try {
    build(former, before);
    build(altered, after);
    const lineage = lineageOf(changes, isOneStep, { former, altered });
    if (isTold(lineage, former, altered)) return byNames(lineage, former, altered);
    return up === null ? null : byRows(all, up, ledger, { former, altered });
  } catch {
    return null; // A function, a collation or a module that only the application has.
  } finally {
    former.close();
    altered.close();
  }
}

interface Sides {
  readonly former: Scratch;
  readonly altered: Scratch;
}

function byNames(lineage: Lineage, former: Scratch, altered: Scratch): string | null {
  const ignore = (): boolean => false;
  const bare = { before: readImage(former.bench), after: readImage(altered.bench) };
  const seen = { bare, samples: [], lineage, after: altered.bench.model(ignore), day: '' };
  return draftsOf(seen, former.bench.model(ignore), altered).find((script) => givesBack(altered, script, former)) ?? null;
}

function byRows(objects: readonly StoredObject[], up: Playable, ledger: string, { former, altered }: Sides): string | null {
  const base = openScratch();
  try {
    makeLedger(base, ledger);
    build(base, objects);
    const { drafts } = draftRollbacks({ base, up, ignore: isEngineObject(ledger), renames: [] });
    return drafts.find((script) => givesBack(altered, script, former)) ?? null;
  } finally {
    base.close();
  }
}

/** Whether no column that went could be another one that came. */
function isTold(lineage: Lineage, former: Scratch, altered: Scratch): boolean {
  const now = columnsOf(altered);
  const heirs = new Set([...lineage.values()].map(({ table }) => table));
  const hasNewTable = [...now.keys()].some((table) => !heirs.has(table));
  return [...columnsOf(former)].every(([name, columns]) => {
    const heir = lineage.get(name);
    const isWhole = heir !== undefined && heir.columns.size === columns.length;
    const hasNewColumn = heir !== undefined && (now.get(heir.table)?.length ?? 0) > heir.columns.size;
    return isWhole || (!hasNewColumn && !hasNewTable);
  });
}

const ORDER = ['table', 'index', 'view', 'trigger'];

function build({ bench }: Scratch, objects: readonly StoredObject[]): void {
  for (const type of ORDER) for (const object of objects) if (object.type === type && object.sql !== null) bench.exec(object.sql);
}

function givesBack(altered: Scratch, script: string, former: Scratch): boolean {
  const scratch = altered.copy();
  try {
    scratch.bench.exec(script);
    return textsOf(scratch) === textsOf(former);
  } catch {
    return false;
  } finally {
    scratch.close();
  }
}

function textsOf({ bench }: Scratch): string {
  const texts = bench.objects().map(({ type, name, table, sql }) => JSON.stringify([type, name, foldName(table), sql]));
  return texts.toSorted().join('\n');
}

/** An object that was altered keeps its row in sqlite_schema; one that took the name of another counts as its heir. */
function lineageOf(changes: readonly Change[], isOneStep: boolean, { former, altered }: Sides): Lineage {
  const moved = new Map(
    changes.flatMap(({ before, after }) =>
      before?.type === 'table' && after?.type === 'table' ? [[foldName(before.name), foldName(after.name)] as const] : [],
    ),
  );
  const gone = new Set(changes.flatMap(({ before, after }) => (before !== null && after === null ? [foldName(before.name)] : [])));
  const heirs = new Map<string, TableHeir>();
  const columnsNow = columnsOf(altered);
  for (const [name, columns] of columnsOf(former)) {
    const table = moved.get(name) ?? name;
    const now = columnsNow.get(table);
    if (now !== undefined) heirs.set(name, { table, columns: pairs(columns, now, isOneStep && moved.has(name)), same: !gone.has(name) });
  }
  return heirs;
}

function pairs(before: readonly string[], now: readonly string[], byPlace: boolean): ReadonlyMap<string, string> {
  if (byPlace && before.length === now.length) return new Map(before.map((name, at) => [name, now[at] ?? name]));
  const known = new Set(now);
  return new Map(before.filter((name) => known.has(name)).map((name) => [name, name]));
}

function columnsOf({ bench }: Scratch): ReadonlyMap<string, readonly string[]> {
  const tables = bench.objects().filter(({ type }) => type === 'table');
  return new Map(
    tables.map(({ name }) => [
      foldName(name),
      bench.rows(`SELECT name FROM pragma_table_xinfo(?, 'main') ORDER BY cid`, name).map(([column]) => foldName(String(column))),
    ]),
  );
}
