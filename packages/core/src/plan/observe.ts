import { MigrationError } from '../kernel/error.js';
import type { Driver, View } from '../ports/driver.js';
import type { LedgerReading, LedgerRecord } from '../ports/ledger.js';
import type { SchemaDifference } from '../ports/schema.js';

/** What was read of a database before judging it. */
export interface Observation {
  readonly reading: LedgerReading;
  /** How the schema differs from what the engine left; null when it does not, or when there is nothing to compare with. */
  readonly drift: Drift | null;
  /** How large the database is, and what is free beside it; null where there is none, or it can't be read. */
  readonly disk: Disk | null;
}

/** Room, in bytes. */
export interface Disk {
  readonly bytes: number;
  /** Null when the system does not say. */
  readonly free: number | null;
}

/** A schema that was changed behind the engine's back. */
export interface Drift {
  /** Empty when the counter moved but no model was stored to compare with. */
  readonly differences: readonly SchemaDifference[];
}

/** A database that has no ledger because it does not exist or is empty. */
export const NOTHING: Observation = { reading: { kind: 'absent' }, drift: null, disk: null };

/** Reads ledger and drift. `thorough` compares the models even when the schema counter did not move. */
export function observe(view: View, driver: Driver, thorough = false): Observation {
  const reading = view.ledger();
  const disk = { bytes: view.size(), free: view.freeSpace() };
  if (reading.kind !== 'present' || isHalfway(reading.records)) return { reading, drift: null, disk };
  return { reading, drift: findDrift(view, driver, reading.baseline, thorough), disk };
}

/** A migration without a transaction that was broken off left the schema between two stands: there is nothing to compare it with. */
function isHalfway(records: readonly LedgerRecord[]): boolean {
  return records.some(({ state }) => state === 'running');
}

type Baseline = Extract<LedgerReading, { kind: 'present' }>['baseline'];

function findDrift(view: View, driver: Driver, baseline: Baseline, thorough: boolean): Drift | null {
  if (baseline === null) return null;
  const moved = view.cookie() !== baseline.cookie;
  if (!moved && !thorough) return null;
  const expected = baseline.schema === null ? null : view.storedSchema(baseline.schema);
  if (expected === null) return moved ? { differences: [] } : null;
  const found = view.schema();
  if (found.hash === expected.hash) return null;
  // Models can differ in what no reader would call a difference (the case of a name): the comparison has the last word.
  const differences = driver.compareSchemas(expected, found);
  return differences.length === 0 ? null : { differences };
}

/** The error that a drift is reported as. */
export function driftError({ differences }: Drift, shown: string): MigrationError {
  const [first] = differences;
  const more = differences.length > 1 ? ` and ${differences.length - 1} more` : '';
  const what = first ? `${first.object} is ${describe(first)}${more}` : 'its schema counter moved and no model was stored to compare with';
  return new MigrationError('DRIFTED', `The schema of ${shown} was changed outside of migrations: ${what}.`, {
    hint: 'Undo the change, or write it as a migration; --allow-drift accepts the schema as it is now and records that.',
  });
}

function describe({ change, expected, found }: SchemaDifference): string {
  if (change === 'missing') return 'missing';
  if (change === 'unexpected') return 'unexpected';
  return `changed (expected ${expected ?? 'nothing'}, found ${found ?? 'nothing'})`;
}
