import { MigrationError } from '@zepix/migrations-core';
import type { Fill } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import { readManifests } from '../store/store.js';

/**
 * Looks whether values that are given for rows written since are meant for a column that is there or comes back, and whether SQLite takes
 * them. @throws MigrationError USAGE
 */
export function requireFills(bench: Workbench, fills: readonly Fill[]): void {
  const known = columnsOf(bench);
  for (const fill of fills) {
    const given = `--fill ${fill.table === null ? '' : `${fill.table}.`}${fill.column}=${fill.expression}`;
    requireColumn(known, fill, given);
    requireExpression(bench, fill, given);
  }
}

/** Lower case: of each table that stands or is preserved, its columns. */
function columnsOf(bench: Workbench): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  const note = (table: string, column: string): void => {
    const columns = known.get(table.toLowerCase()) ?? new Set<string>();
    known.set(table.toLowerCase(), columns.add(column.toLowerCase()));
  };
  const standing = bench.rows(
    `SELECT s.name, x.name FROM main.sqlite_schema AS s CROSS JOIN pragma_table_xinfo(s.name, 'main') AS x WHERE s.type = 'table'`,
  );
  for (const [table, column] of standing) note(String(table), String(column));
  for (const { manifest } of readManifests(bench))
    for (const { before, columns } of manifest.tables) for (const { name } of columns) note(before, name);
  return known;
}

function requireColumn(known: ReadonlyMap<string, ReadonlySet<string>>, { table, column }: Fill, given: string): void {
  const tables = table === null ? [...known.values()] : [known.get(table.toLowerCase()) ?? new Set<string>()];
  if (tables.some((columns) => columns.has(column.toLowerCase()))) return;
  const isMissing = table !== null && !known.has(table.toLowerCase());
  const what = isMissing
    ? `there is no table ${table}, and none comes back`
    : `no table${table === null ? '' : ` ${table}`} has a column ${column}`;
  throw usage(`${given}: ${what}.`, 'Give the names as they are before the migration, as in --fill users.name="\'nobody\'".');
}

/** An expression speaks of columns of a table as it stands. */
function requireExpression(bench: Workbench, { table, expression }: Fill, given: string): void {
  const all = bench
    .rows(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`)
    .map(([name]) => String(name));
  const named = all.filter((name) => name.toLowerCase() === table?.toLowerCase());
  const tries = (named.length > 0 ? named : all).map((name) => refusal(bench, `SELECT (${expression}) FROM main.${quoted(name)}`));
  const [first] = tries;
  if (first === undefined || tries.includes(null)) return;
  throw usage(
    `${given}: SQLite does not take that for a value: ${first ?? ''}.`,
    'Text stands in single quotes, which a shell takes away: --fill name="\'nobody\'".',
  );
}

/** What SQLite says of a query; null where it takes it. */
function refusal(bench: Workbench, sql: string): string | null {
  try {
    bench.rows(`EXPLAIN ${sql}`);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function usage(message: string, hint: string): MigrationError {
  return new MigrationError('USAGE', message, { hint });
}
