import type Database from 'better-sqlite3';

export type Value = string | number | bigint | null;
export type Row = Readonly<Record<string, Value>>;

/** Writes rows into the tables of one database, in one transaction. */
export interface Writer {
  /** Writes a row into those of its columns that the table has, and nothing where there is no such table. */
  readonly insert: (table: string, row: Row) => void;
  /** Ids of a table that grow, with gaps, from behind its last row. */
  readonly ids: (table: string) => () => number;
  readonly has: (table: string) => boolean;
}

/** What a row does that is there already: it fails, or gives way. */
export type Conflict = 'ABORT' | 'IGNORE' | 'REPLACE';

/**
 * Runs the body in one transaction and gives back the rows written by table. All rows of a table must have the same keys.
 * `conflicts`: tables whose rows may be there already.
 */
export function writing(
  db: Database.Database,
  conflicts: Readonly<Record<string, Conflict>>,
  body: (writer: Writer) => void,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const inserts = new Map<string, (row: Row) => number>();
  const insert = (table: string, row: Row): void => {
    let run = inserts.get(table);
    if (run === undefined) inserts.set(table, (run = insertion(db, table, row, conflicts[table] ?? 'ABORT')));
    const changes = run(row);
    if (changes > 0) counts[table] = (counts[table] ?? 0) + changes;
  };
  const has = (table: string): boolean => columnsOf(db, table).length > 0;
  db.transaction(() => body({ insert, has, ids: (table) => growing(has(table) ? lastId(db, table) : 0) }))();
  return counts;
}

function insertion(db: Database.Database, table: string, sample: Row, conflict: Conflict): (row: Row) => number {
  const there = new Set(columnsOf(db, table));
  if (there.size === 0) return () => 0;
  const names = Object.keys(sample).filter((name) => there.has(name));
  const places = names.map(() => '?').join(', ');
  const statement = db.prepare(`INSERT OR ${conflict} INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${places})`);
  return (row) => statement.run(names.map((name) => row[name] ?? null)).changes;
}

function columnsOf(db: Database.Database, table: string): readonly string[] {
  return db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
}

function lastId(db: Database.Database, table: string): number {
  return Number(db.prepare(`SELECT coalesce(max(id), 0) FROM "${table}"`).pluck().get());
}

// One in seven is missing, now and then a whole range: rows that were deleted, transactions that were rolled back.
function growing(last: number): () => number {
  let id = last;
  return () => (id += id % 97 === 96 ? 40 : id % 7 === 6 ? 2 : 1);
}
