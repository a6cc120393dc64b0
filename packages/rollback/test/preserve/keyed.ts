import { inDatabase } from '@zepix/testkit';

/** The rows of every table that has a primary key, by that key; each cell with its type. */
export type Keyed = ReadonlyMap<string, ReadonlyMap<string, Readonly<Record<string, string>>>>;

export function keyed(file: string): Keyed {
  return inDatabase(file, (db) => {
    const names = db.prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`).pluck().all() as string[];
    const own = names.filter((name) => /^(?:t\d|log)$/.test(name));
    return new Map(
      own.flatMap((table) => {
        const key = db.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').pluck().all(table) as string[];
        if (key.length === 0) return [];
        const rows = db.prepare(`SELECT * FROM "${table}"`).safeIntegers().all() as Record<string, unknown>[];
        const cells = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exactly(value)])));
        return [[table, new Map(cells.map((row) => [key.map((name) => `${name} ${row[name] ?? ''}`).join(), row]))] as const];
      }),
    );
  });
}

/** How many rows were put aside, and those that came back have no place for. */
export function rowsAside(file: string): number {
  return inDatabase(file, (db) => {
    const tables = db
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '_zepix_kept_*'`)
      .pluck()
      .all() as string[];
    return tables.reduce((sum, table) => sum + Number(db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()), 0);
  });
}

/**
 * What is wrong with a database that went from `before` to `after` (a migration), to `written` (the application) and back to `now`: cells
 * of before that nobody wrote since and that are not back, rows and cells of the application that are neither there nor put aside.
 */
export function wrongs(
  { before, after, written, now }: Readonly<Record<'before' | 'after' | 'written' | 'now', Keyed>>,
  aside: number,
): string[] {
  const found: string[] = [];
  let missing = 0;
  for (const [table, rows] of before) {
    for (const [key, row] of rows) {
      const [left, mid, back] = [after, written, now].map((one) => one.get(table)?.get(key));
      if (left !== undefined && mid === undefined) continue;
      const isOther = left === undefined && mid !== undefined;
      const isRewritten = (name: string): boolean => mid?.[name] !== left?.[name];
      if (back === undefined) {
        if (mid !== undefined && Object.keys(mid).some(isRewritten)) missing += 1;
        else found.push(`${table} ${key} is gone`);
      } else if (!isOther) {
        for (const [name, cell] of Object.entries(row))
          if (name !== 'made' && (left === undefined || !isRewritten(name)) && back[name] !== cell)
            found.push(`${table} ${key} ${name}: ${cell} became ${back[name]}`);
      }
      if (back !== undefined && left !== undefined && mid !== undefined && !isOther)
        for (const name of Object.keys(row)) if (name !== 'made' && isRewritten(name) && back[name] !== mid[name]) missing += 1;
    }
  }
  for (const [table, rows] of written) {
    for (const [key] of rows) {
      if (before.has(table) && after.get(table)?.has(key) === false && (!now.get(table)?.has(key) || before.get(table)?.has(key)))
        missing += 1;
    }
  }
  return missing > aside ? [...found, `${missing} rows or cells of the application are gone, ${aside} rows were put aside`] : found;
}

function exactly(value: unknown): string {
  if (value instanceof Uint8Array) return `blob ${Buffer.from(value).toString('hex')}`;
  return value === null ? 'null' : `${typeof value} ${String(value)}`;
}
