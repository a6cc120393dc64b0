import { foldName } from '@zepix/migrations-sqlite';
import type { StoredObject } from '@zepix/migrations-sqlite';
import type { Change } from '../trace/schema-watch.js';

/** Two states of a part of a schema. */
export interface Concerned {
  readonly before: readonly StoredObject[];
  readonly after: readonly StoredObject[];
  /** The whole schema as it was before. */
  readonly former: readonly StoredObject[];
}

/** The part of a schema that a change reaches: its tables, what stands on them, and views and triggers that speak of them. */
export function concerned(changes: readonly Change[], standing: readonly StoredObject[]): Concerned {
  const changed = new Set(changes.flatMap(({ after }) => (after === null ? [] : [after.id])));
  const byAge = (a: StoredObject, b: StoredObject): number => a.id - b.id;
  const former = [...standing.filter(({ id }) => !changed.has(id)), ...changes.flatMap(({ before }) => before ?? [])];
  const names = new Set(
    changes.flatMap(({ before, after }) => [before, after].flatMap((one) => (one === null ? [] : [foldName(one.table)]))),
  );
  for (;;) {
    const size = names.size;
    for (const { type, name, table, sql } of [...standing, ...former]) {
      if (names.has(foldName(table)) || (type !== 'view' && type !== 'trigger') || !speaksOf(sql ?? '', names)) continue;
      names.add(foldName(table));
      if (type === 'view') names.add(foldName(name));
    }
    if (names.size === size) break;
  }
  const virtual = new Set(
    [...standing, ...former].flatMap(({ name, sql }) => (/^\s*CREATE\s+VIRTUAL/i.test(sql ?? '') ? [foldName(name)] : [])),
  );
  const isIn = ({ table }: StoredObject): boolean => names.has(foldName(table)) && !isShadow(foldName(table), virtual);
  const isWritten = ({ table }: StoredObject): boolean => !isShadow(foldName(table), virtual);
  return {
    before: former.filter(isIn).toSorted(byAge),
    after: standing.filter(isIn).toSorted(byAge),
    former: former.filter(isWritten).toSorted(byAge),
  };
}

/** A virtual table makes the tables behind it itself: https://sqlite.org/vtab.html#the_xshadowname_method */
function isShadow(table: string, virtual: ReadonlySet<string>): boolean {
  const owner = SHADOW.exec(table)?.[1];
  return owner !== undefined && virtual.has(owner);
}

/** Of FTS3 to FTS5, and of R*Trees. */
const SHADOW = /^(.+)_(?:data|idx|content|docsize|config|segments|segdir|stat|node|parent|rowid)$/;

function speaksOf(sql: string, names: ReadonlySet<string>): boolean {
  const text = foldName(sql);
  return [...names].some((name) => text.includes(name));
}
