import { inDatabase } from '@zepix/testkit';

const OWN = /^(?:_zepix_|schema_migrations|sqlite_)/;

/** Everything that must be the same again: every text of the schema, every row with its rowid and the types of its values, counters. */
export function contents(file: string): Readonly<Record<string, readonly string[]>> {
  return inDatabase(file, (db) => {
    const objects = db.prepare('SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema ORDER BY type, name').all() as {
      type: string;
      name: string;
      table: string;
      sql: string | null;
    }[];
    const own = objects.filter(({ name, table }) => !OWN.test(name) && !OWN.test(table));
    const found: Record<string, readonly string[]> = { schema: own.map((object) => JSON.stringify(object)) };
    for (const { type, name, sql } of own) {
      if (type === 'table' && !/^CREATE VIRTUAL/i.test(sql ?? '')) found[name] = rowsOf(name).toSorted();
    }
    if (objects.some(({ name }) => name === 'sqlite_sequence')) {
      found['sqlite_sequence'] = list('SELECT name, seq FROM sqlite_sequence')
        .filter((row) => !/_zepix_|schema_migrations/.test(row))
        .toSorted();
    }
    return found;

    function rowsOf(table: string): string[] {
      const hasRowid = (db.prepare('SELECT wr FROM pragma_table_list(?)').pluck().get(table) as number) === 0;
      return list(`SELECT ${hasRowid ? '_rowid_, ' : ''}* FROM "${table}"`);
    }

    function list(sql: string): string[] {
      const rows = db.prepare(sql).raw().safeIntegers().all() as unknown[][];
      return rows.map((row) => JSON.stringify(row.map(exactly)));
    }
  });
}

function exactly(value: unknown): string {
  if (value instanceof Uint8Array) return `blob ${Buffer.from(value).toString('hex')}`;
  return value === null ? 'null' : `${typeof value} ${String(value)}`;
}
