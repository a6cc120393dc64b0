import type { Database } from '../config/database.js';
import { objectSource } from '../files/object-source.js';
import { MigrationError } from '../kernel/error.js';
import type { Contents } from '../ports/care.js';
import type { View } from '../ports/driver.js';
import type { RunContext } from '../run/context.js';
import { onScratch } from '../scratch/scratch.js';
import type { Changing } from './changing.js';
import type { Made } from './made.js';
import type { SquashFiles } from './squash-text.js';

/**
 * Runs the squashed file on an empty database and compares: the schema's model, every row bit for bit (but for what is left to a default),
 * every counter; then runs its rollback, which must leave nothing. @throws SQUASH_UNPROVEN
 */
export async function proveSquash(
  context: RunContext,
  database: Database,
  files: SquashFiles,
  wanted: Made,
  changing: Changing,
): Promise<void> {
  const found = await tried(context, database, { [files.up.name]: files.up.text }, (view) => ({
    schema: view.schema(),
    contents: view.contents(),
  }));
  const differences = context.driver.compareSchemas(wanted.schema, found.schema);
  const [first] = differences;
  if (first) throw unproven(database, `${first.object} is ${first.change}`);
  const row = differingTable(wanted.contents, found.contents, changing);
  if (row !== null) throw unproven(database, row);
  // The rollback stands in as the migration behind it.
  const behind = `${String(BigInt(files.version) + 1n).padStart(files.version.length, '0')}_back.sql`;
  const body = files.down.text.replaceAll(/^-- (?:Rollback|Version):.*\n/gm, '');
  const left = await tried(context, database, { [files.up.name]: files.up.text, [behind]: body }, (view) => view.objects());
  if (left[0]) throw unproven(database, `its rollback leaves ${left[0].kind} ${left[0].name}`);
}

async function tried<R>(
  context: RunContext,
  database: Database,
  files: Readonly<Record<string, string>>,
  body: (view: View) => R,
): Promise<R> {
  try {
    return await onScratch(context, { ...database, source: objectSource(database.name, files) }, undefined, body);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw unproven(database, `it fails: ${error.message}`, error);
  }
}

/** The first difference between two databases' rows in words; null when there is none. */
function differingTable(wanted: Contents, found: Contents, { leavesOut }: Changing): string | null {
  if (JSON.stringify(wanted.settings) !== JSON.stringify(found.settings)) return 'its user_version or application_id differ';
  for (const [index, table] of wanted.tables.entries()) {
    const other = found.tables[index];
    if (other?.table !== table.table || other.rows.length !== table.rows.length) return `the number of rows in ${table.table} differs`;
    if (other.counter !== table.counter)
      return `the counter of ${table.table} differs (${table.counter ?? 'none'}, ${other.counter ?? 'none'})`;
    for (const [row, values] of table.rows.entries()) {
      const at = table.columns.findIndex((column, place) => values[place] !== other.rows[row]?.[place] && !leavesOut(table, row, column));
      if (at !== -1) return `row ${row + 1} of ${table.table} differs in ${table.columns[at]?.name ?? ''}`;
    }
  }
  return null;
}

function unproven({ name }: Database, what: string, cause?: unknown): MigrationError {
  return new MigrationError('SQUASH_UNPROVEN', `The squashed file of ${name} does not give what its migrations give: ${what}.`, {
    hint: 'Please report it with the migrations; until then squash up to a version before that.',
    dataState: 'Nothing was changed.',
    cause,
  });
}
