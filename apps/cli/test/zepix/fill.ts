import type Database from 'better-sqlite3';
import type { ExpectedCheck, ExpectedColumn, ExpectedTable } from './expectations.js';

/** Ids with gaps, and one beyond what a JavaScript number holds. */
const IDS = [1n, 2n, 7n, 40n, 9_007_199_254_740_993n];

/** SQLite takes any storage class in most columns, and applications have put all of these there. */
const ODD: readonly unknown[] = [
  "it's; -- not a comment",
  '',
  null,
  9_007_199_254_740_993n,
  0.1 + 0.2,
  Buffer.from([0, 255, 128]),
  'ünï → 漢字 🙂',
  -1n,
  1e300,
  'line\nbreak\ttab',
  '007',
  Number.MIN_VALUE,
];

/** Puts five rows of odd values into every table, parents first, and leaves a gap at the end of each id counter. */
export function fill(db: Database.Database, tables: Readonly<Record<string, ExpectedTable>>): void {
  db.pragma('foreign_keys = ON');
  for (const [name, table] of Object.entries(parentsFirst(tables))) {
    for (const at of IDS.keys()) insert(db, name, table, at);
    if (!table.autoincrement) continue;
    insert(db, name, table, IDS.length);
    db.exec(`DELETE FROM "${name}" WHERE id = (SELECT max(id) FROM "${name}")`);
  }
  db.pragma('foreign_keys = OFF');
}

function insert(db: Database.Database, name: string, table: ExpectedTable, at: number): void {
  const columns = table.columns.map((column) => `"${column.name}"`).join(', ');
  const values = table.columns.map((column, place) => valueOf(db, table, column, at, place));
  db.prepare(`INSERT INTO "${name}" (${columns}) VALUES (${values.map(() => '?').join(', ')})`).run(values);
}

function valueOf(db: Database.Database, table: ExpectedTable, column: ExpectedColumn, at: number, place: number): unknown {
  const { name } = column;
  if (column.pk > 0 && table.autoincrement) return IDS[at] ?? null;
  const key = table.fks.find((one) => one.column === name);
  if (key) return pick(db.prepare(`SELECT "${key.to}" FROM "${key.table}" ORDER BY rowid`).pluck().safeIntegers().all(), at);
  const check = table.checks.find((one) => one.column === name);
  if (check) return allowed(check, at);
  if (column.pk > 0 || table.uniques.flat().includes(name)) return column.type === 'INTEGER' ? BigInt(at * 11 + place) : `${name} ${at} 🙂`;
  const value = pick(ODD, at * 5 + place);
  return value === null && column.notnull ? 'was null' : value;
}

function allowed({ in: list, between }: ExpectedCheck, at: number): unknown {
  if (list) return at === 3 ? null : pick(list, at);
  return at === 3 || between === undefined ? null : between[at % 2];
}

function pick<T>(list: readonly T[], at: number): T {
  const value = list[at % list.length];
  if (value === undefined) throw new Error('There is nothing to pick from.');
  return value;
}

function parentsFirst(tables: Readonly<Record<string, ExpectedTable>>): Record<string, ExpectedTable> {
  const entries = Object.entries(tables);
  return Object.fromEntries([...entries.filter(([, { fks }]) => fks.length === 0), ...entries.filter(([, { fks }]) => fks.length > 0)]);
}
