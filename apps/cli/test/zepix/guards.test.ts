import { describe, expect, test } from 'vitest';
import { of } from '../workplace.js';
import type { Workplace } from '../workplace.js';
import { checkout, fileOf } from './checkout.js';
import type { NAMES } from './expectations.js';
import { contentsOf } from './snapshot.js';
import type { Contents } from './snapshot.js';

/** A guard or assert of a shipped file, what makes it fire, and the command that meets it. */
interface Guard {
  readonly says: string;
  readonly database: (typeof NAMES)[number];
  readonly file: string;
  /** The version to stand at, then what is done to the database or to the copy of the file. */
  readonly from: string;
  readonly make: string | { readonly replace: string; readonly by: string };
  readonly goto: string;
  readonly code: 'GUARD_FAILED' | 'ASSERT_FAILED';
}

const UP = 'migrations/combined_v3/002_add_hybrid_sl.sql';
const DOWN = 'migrations/combined_v3/rollback/002_rollback_hybrid_sl.sql';
const hybrid = { database: 'combined', code: 'GUARD_FAILED' } as const;

const GUARDS: readonly Guard[] = [
  { ...hybrid, says: 'orders table does not exist', file: UP, from: '001', make: 'DROP TABLE orders', goto: '002' },
  {
    ...hybrid,
    says: 'Migration verification failed: column not created',
    file: UP,
    from: '001',
    make: { replace: 'ALTER TABLE orders ADD COLUMN order_b_ticket INTEGER;', by: '' },
    goto: '002',
  },
  {
    ...hybrid,
    says: 'Migration verification failed: index not created',
    file: UP,
    from: '001',
    make: { replace: 'CREATE INDEX idx_orders_hybrid_sl', by: 'CREATE INDEX idx_orders_other' },
    goto: '002',
  },
  {
    ...hybrid,
    says: 'orders has no hybrid SL columns',
    file: DOWN,
    from: '002',
    make: 'DROP INDEX idx_orders_hybrid_sl; ALTER TABLE orders DROP COLUMN hybrid_sl_enabled',
    goto: '001',
  },
  {
    ...hybrid,
    says: 'Rollback verification failed: column not removed',
    file: DOWN,
    from: '002',
    make: { replace: 'ALTER TABLE orders DROP COLUMN order_a_ticket;', by: '' },
    goto: '001',
  },
  {
    ...hybrid,
    says: 'Rollback verification failed: an index of orders is missing',
    file: DOWN,
    from: '002',
    make: 'DROP INDEX idx_orders_status',
    goto: '001',
  },
  {
    says: 'combined_v3_trades must exist',
    database: 'combined',
    file: 'migrations/combined_v3/003_reentry_chains.sql',
    from: '002',
    make: 'DROP TABLE combined_v3_trades',
    goto: '003',
    code: 'ASSERT_FAILED',
  },
  {
    says: 'v3_reentry_chains must be gone, take back 003 first',
    database: 'combined',
    file: 'migrations/combined_v3/rollback/001_rollback_initial_schema.sql',
    from: '001',
    make: 'CREATE TABLE v3_reentry_chains (id INTEGER)',
    goto: '0',
    code: 'ASSERT_FAILED',
  },
  {
    says: 'aggregated_trades holds a source trade more than once, remove the duplicates first',
    database: 'central',
    file: 'migrations/central_system/002_sync_cursor.sql',
    from: '001',
    // The guard is for a backfill that is written above it.
    make: {
      replace: 'SELECT CASE',
      by: "INSERT INTO aggregated_trades (plugin_id, source_trade_id) VALUES ('combined_v3', 7), ('combined_v3', 7);\nSELECT CASE",
    },
    goto: '002',
    code: 'GUARD_FAILED',
  },
];

test('these are all guards and asserts of the shipped files', () => {
  const place = checkout();
  const messages = place
    .files('migrations')
    .map((file) => place.read(`migrations/${file}`))
    .flatMap((text) => [...text.matchAll(/RAISE\(ABORT, '([^']+)'\)|^-- assert: (.+)$/gm)].map((match) => match[1] ?? match[2] ?? ''));
  expect(messages.toSorted()).toEqual(GUARDS.map(({ says }) => says).toSorted());
});

describe.each(GUARDS)('$says', ({ says, database, file, from, make, goto, code }) => {
  test('stops the migration, which leaves everything as it was', async () => {
    const place = checkout();
    expect((await place.run(`up --filter ${database} --to ${from}`)).code).toBe(0);
    if (typeof make === 'string') place.sql(fileOf(database), `PRAGMA foreign_keys = OFF; ${make}`);
    else replace(place, file, make.replace, make.by);
    const before = contents(place, database);
    const answer = await place.json(`goto ${goto} --filter ${database} --yes --allow-drift --rollback-from file`);
    const { error, version } = of(answer, database);
    expect({ exit: answer.code, code: error?.code, file: error?.file, version }).toEqual({ exit: 1, code, file, version: from });
    expect(error?.message).toContain(says);
    expect(contents(place, database)).toEqual(before);
  });
});

function contents(place: Workplace, database: Guard['database']): Contents {
  const db = place.open(fileOf(database));
  const found = contentsOf(db);
  db.close();
  return found;
}

function replace(place: Workplace, file: string, old: string, by: string): void {
  const text = place.read(file);
  if (text.split(old).length !== 2) throw new Error(`${file} must hold exactly once: ${old}`);
  place.write(file, text.replace(old, by));
}
