import { MigrationError } from '../kernel/error.js';
import type { Violation } from '../ports/driver.js';

/**
 * Violations that were not there before, as a multiset: a rebuild may move rows, so they are told apart by key, not by row number; those
 * that are none of before by their names may be so by the tables that were renamed.
 */
export function newViolations(before: readonly Violation[], after: readonly Violation[]): Violation[] {
  const byName = unmatched(before, after, keyOf);
  if (byName.length === 0) return byName;
  return unmatched(unmatched(after, before, keyOf), byName, ({ identity }) => identity);
}

/** Those of `some` that have none beside them among the known. */
function unmatched(known: readonly Violation[], some: readonly Violation[], keyOfOne: (one: Violation) => string): Violation[] {
  const counts = new Map<string, number>();
  for (const one of known) counts.set(keyOfOne(one), (counts.get(keyOfOne(one)) ?? 0) + 1);
  return some.filter((one) => {
    const left = counts.get(keyOfOne(one)) ?? 0;
    if (left > 0) counts.set(keyOfOne(one), left - 1);
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
