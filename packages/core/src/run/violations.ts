import { MigrationError } from '../kernel/error.js';
import type { Violation } from '../ports/driver.js';

/** Violations that were not there before, as a multiset: a rebuild may move rows, so they are told apart by key, not by row number. */
export function newViolations(before: readonly Violation[], after: readonly Violation[]): Violation[] {
  const known = new Map<string, number>();
  for (const violation of before) known.set(keyOf(violation), (known.get(keyOf(violation)) ?? 0) + 1);
  return after.filter((violation) => {
    const left = known.get(keyOf(violation)) ?? 0;
    if (left > 0) known.set(keyOf(violation), left - 1);
    return left === 0;
  });
}

/** Those of `some` that are still there. */
export function commonViolations(some: readonly Violation[], now: readonly Violation[]): Violation[] {
  const gone = newViolations(now, some);
  return newViolations(gone, some);
}

/** The error for rows that a migration leaves without their parent. */
export function violationError(violations: readonly Violation[]): MigrationError {
  const [first] = violations;
  const example = first ? `${first.table} (${first.key}) has no row in ${first.parent}` : '';
  const count = violations.length === 1 ? 'a foreign key' : `${violations.length} foreign keys`;
  return new MigrationError('FOREIGN_KEY_VIOLATION', `The migration would break ${count}: ${example}.`, {
    hint: 'Delete or repoint the child rows in the migration, before their parents go.',
  });
}

function keyOf({ table, key, parent }: Violation): string {
  return JSON.stringify([table.toLowerCase(), key, parent.toLowerCase()]);
}
