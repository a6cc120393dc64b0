import type { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import type { SchemaDifference } from '../ports/schema.js';

/** Something a reader should know of a database. An `error` keeps `up` from running; a `warning` does not. */
export interface Problem {
  readonly error: MigrationError;
  readonly severity: 'error' | 'warning';
  readonly version: Version | null;
  /** For DRIFTED: what differs. */
  readonly differences: readonly SchemaDifference[];
}

export function problem(error: MigrationError, more: Partial<Omit<Problem, 'error'>> = {}): Problem {
  return { error, severity: more.severity ?? 'error', version: more.version ?? null, differences: more.differences ?? [] };
}
