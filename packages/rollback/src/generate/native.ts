import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { Scratch, StoredObject } from '@zepix/migrations-sqlite';
import { imageOf } from './table-source.js';
import type { Seen } from './sample.js';

/**
 * The ALTER TABLE statements that give a table its former text back, byte for byte, where there are such: columns that came are
 * dropped, renamed ones and the table itself renamed back. Tried on a scratch database, since SQLite's own edits of the text are not
 * always what undoes them. Null where only a rebuild does.
 */
export function nativeWay({ name, sql }: StoredObject, seen: Seen, altered: Scratch): readonly string[] | null {
  const heir = seen.lineage.get(foldName(name));
  if (heir === undefined) return null;
  const [before, after] = [imageOf(seen.bare.before, name), imageOf(seen.bare.after, heir.table)];
  if (before === null || after === null) return null;
  const known = new Set(heir.columns.values());
  if (heir.columns.size < before.columns.length) return null;
  const table = quoteName(after.name);
  const statements = [
    ...after.columns
      .filter((column) => !known.has(foldName(column)))
      .toReversed()
      .map((column) => `ALTER TABLE ${table} DROP COLUMN ${quoteName(column)}`),
    ...before.columns.flatMap((column) => {
      const now = heir.columns.get(foldName(column)) ?? '';
      return now === foldName(column) ? [] : [`ALTER TABLE ${table} RENAME COLUMN ${quoteName(now)} TO ${quoteName(column)}`];
    }),
    ...(heir.table === foldName(name) ? [] : [`ALTER TABLE ${table} RENAME TO ${quoteName(name)}`]),
  ];
  return statements.length > 0 && givesBack(altered, seen, after.name, statements, { name, sql }) ? statements : null;
}

function givesBack(
  altered: Scratch,
  seen: Seen,
  heir: string,
  statements: readonly string[],
  { name, sql }: Pick<StoredObject, 'name' | 'sql'>,
): boolean {
  const scratch = altered.copy();
  try {
    for (const { type, name: other, table, sql: text } of seen.bare.after.objects) {
      const isNew = !seen.bare.before.objects.some((object) => object.type === type && object.name === other && object.sql === text);
      const isIn = foldName(table) === foldName(heir) || type === 'view' || type === 'trigger';
      if (type !== 'table' && text !== null && isNew && isIn)
        scratch.bench.exec(`DROP ${type.toUpperCase()} IF EXISTS ${quoteName(other)}`);
    }
    for (const statement of statements) scratch.bench.exec(statement);
    const texts = new Map(scratch.bench.objects().map((object) => [`${object.type} ${foldName(object.name)}`, object.sql]));
    // A rename reaches into other texts: it is the way only where those end as they were before, or as they are now anyway.
    const others = seen.bare.before.objects.filter((object) => object.type === 'table' && foldName(object.name) !== foldName(name));
    const now = new Map(seen.bare.after.objects.map((object) => [`${object.type} ${foldName(object.name)}`, object.sql]));
    const isQuiet = others.every((object) => {
      const text = texts.get(`table ${foldName(object.name)}`);
      return text === undefined || text === object.sql || text === now.get(`table ${foldName(object.name)}`);
    });
    return isQuiet && texts.get(`table ${foldName(name)}`) === sql;
  } catch {
    return false;
  } finally {
    scratch.close();
  }
}
