import type Database from 'better-sqlite3';

const KNOWN = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** A statement of the engine's own, prepared once for a connection: for those that run again and again with every migration. */
export function prepared(db: Database.Database, sql: string): Database.Statement {
  return remembered(db, sql, () => db.prepare(sql));
}

/** As `prepared`, for one that gives one value. SQLite reads it anew each time: none whose value is fixed when it is compiled. */
export function value(db: Database.Database, sql: string): unknown {
  return remembered(db, `value ${sql}`, () => db.prepare(sql).pluck().safeIntegers(false)).get();
}

function remembered(db: Database.Database, key: string, prepare: () => Database.Statement): Database.Statement {
  const known = KNOWN.get(db) ?? new Map<string, Database.Statement>();
  if (known.size === 0) KNOWN.set(db, known);
  const found = known.get(key) ?? prepare();
  known.set(key, found);
  return found;
}

/** How often the schema was changed, by whomever. */
export function schemaCookie(db: Database.Database): number {
  return value(db, 'PRAGMA schema_version') as number;
}
