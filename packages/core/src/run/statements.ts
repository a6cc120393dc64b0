import { MigrationError } from '../kernel/error.js';
import { place } from '../ports/driver.js';
import type { Executor, StatementResult, Violation } from '../ports/driver.js';
import type { Statement } from '../ports/script.js';
import type { Step } from '../plan/step.js';
import type { Watch } from './watch.js';

/** Runs a step's statements in order. @throws MigrationError of the statement that failed */
export function runStatements(executor: Executor, step: Step, watch: Watch): void {
  step.program.statements.forEach((statement, index) => {
    watch.statement(index + 1, runStatement(executor, step, statement));
  });
}

/** Runs one statement; gives the notice that a query of the script makes. */
export function runStatement(executor: Executor, step: Step, statement: Statement): string | null {
  const cascading = cascadingTables(executor, step, statement);
  const [table] = cascading;
  if (table !== undefined && !executor.inTransaction) throw cascadeError(table, statement.location, statement.original);
  const before = table === undefined ? [] : executor.violations(new Set(cascading));
  const result = executor.execute(statement);
  if (table !== undefined && isAdded(before, executor.violations(new Set(cascading)))) {
    throw cascadeError(table, statement.location, statement.original);
  }
  return statement.role === 'query' ? describeRows(result) : (result.notice ?? null);
}

/**
 * Foreign keys are off while a migration runs, so an ON DELETE action would silently not happen. Whether there is a row for it to act on
 * shows behind the DELETE: one that lost its parent.
 */
function cascadingTables(executor: Executor, { program, header }: Step, { location }: Statement): readonly string[] {
  if (header.foreignKeys) return [];
  const deletes = program.effects.filter((effect) => effect.kind === 'delete' && effect.location.offset === location.offset);
  if (deletes.length === 0) return [];
  return executor.cascadingDeletes(deletes).flatMap(({ table }) => (table === null ? [] : [table.toLowerCase()]));
}

function isAdded(before: readonly Violation[], after: readonly Violation[]): boolean {
  const text = ({ table, key, parent }: Violation): string => [table, key, parent].join('\0');
  const known = new Set(before.map(text));
  return after.length > before.length || after.some((one) => !known.has(text(one)));
}

export function cascadeError(table: string | null, location: Statement['location'], statement: string): MigrationError {
  return new MigrationError(
    'CASCADE_DELETE',
    `It deletes from ${table}, whose children have an ON DELETE action, while foreign keys are off.`,
    {
      location,
      statement,
      hint: 'Put "-- Foreign-Keys: ON" into the header to have the action run, or delete the children first yourself.',
    },
  );
}

const MOST_ROWS = 5;

/** The rows of a SELECT in one line: `total_orders: 3`, or `id, symbol: 1, EURUSD | 2, GBPUSD … (12 rows)`. */
export function describeRows({ columns, rows, rowCount }: StatementResult): string | null {
  if (rowCount === 0) return null;
  const shown = rows.slice(0, MOST_ROWS).map((row) => row.map(text).join(', '));
  const more = rowCount > shown.length ? ` … (${rowCount} rows)` : '';
  return `${columns.join(', ')}: ${shown.join(' | ')}${more}`;
}

function text(value: unknown): string {
  if (value === null) return 'NULL';
  return value instanceof Uint8Array ? `x'${Buffer.from(value.subarray(0, 16)).toString('hex')}'` : String(value);
}

/** Runs the SELECTs that stood behind the script's COMMIT. The migration stands: what fails here is only told. */
export function runAfterwards(executor: Executor, step: Step): string[] {
  return step.program.afterwards.flatMap((statement) => {
    try {
      return describeRows(executor.execute(statement)) ?? [];
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      return `The ${statement.original.slice(0, 6).toUpperCase()} at ${place(statement.location)} failed after the commit: ${error.message}`;
    }
  });
}
