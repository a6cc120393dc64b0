import { copyFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packed } from './packed.js';
import { APP, openShop, shop, single } from './shop.js';
import { of } from './workplace.js';
import type { Workplace } from './workplace.js';

const ORDERS = 'data/shop_orders.db';
const BREAK = 'migrations/orders_v1/004_break.sql';

/** A shop with a trouble made on purpose, the command that meets it, and what that ends with. */
interface Trouble {
  readonly what: string;
  readonly make: (place: Workplace) => void;
  readonly args: string;
  readonly code: number;
  readonly state: string;
  readonly error: string;
}

const edit = (place: Workplace): void => place.write('migrations/orders_v1/002_lots.sql', 'ALTER TABLE orders ADD COLUMN lots TEXT;\n');
const lose = (place: Workplace): void => {
  place.remove('migrations/orders_v1/002_lots.sql');
  place.remove('migrations/orders_v1/rollback/002_rollback_lots.sql');
};
const shorten = (place: Workplace): void => {
  place.remove('migrations/orders_v1/003_index.sql');
  place.remove('migrations/orders_v1/rollback/003_rollback_index.sql');
};
const drift = (place: Workplace): void => place.sql(ORDERS, 'DROP INDEX idx_orders_symbol');
const garbage = (place: Workplace): void => place.write(ORDERS, 'this is no database, whatever its name says\n'.repeat(40));
const lock = (place: Workplace): void => void place.open(ORDERS).exec('BEGIN EXCLUSIVE');
const runner = (place: Workplace): void => void place.open(`${ORDERS}.migrate-lock`).exec('BEGIN IMMEDIATE');
const foreign = (place: Workplace): void => {
  place.remove(ORDERS);
  place.sql(ORDERS, 'CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)');
};

const TROUBLES: readonly Trouble[] = [
  {
    what: 'a statement fails',
    make: (p) => p.write(BREAK, 'DROP TABLE nowhere;\n'),
    args: 'up',
    code: 1,
    state: 'failed',
    error: 'SQL_FAILED',
  },
  {
    what: 'a guard fails',
    make: (p) => p.write(BREAK, "SELECT RAISE(ABORT, 'no');\n"),
    args: 'up',
    code: 1,
    state: 'failed',
    error: 'GUARD_FAILED',
  },
  {
    what: 'an assert fails',
    make: (p) => p.write(BREAK, '-- assert: one is two\nSELECT 1 = 2;\n'),
    args: 'up',
    code: 1,
    state: 'failed',
    error: 'ASSERT_FAILED',
  },
  { what: 'a file was edited', make: edit, args: 'up', code: 3, state: 'changed-file', error: 'CHANGED_FILE' },
  { what: 'a file was edited', make: edit, args: 'status', code: 3, state: 'changed-file', error: 'CHANGED_FILE' },
  { what: 'a file is gone', make: lose, args: 'up', code: 3, state: 'missing-file', error: 'MISSING_FILE' },
  { what: 'a file is gone', make: lose, args: 'status', code: 3, state: 'missing-file', error: 'MISSING_FILE' },
  { what: 'the schema was changed', make: drift, args: 'up', code: 3, state: 'drifted', error: 'DRIFTED' },
  { what: 'the schema was changed', make: drift, args: 'status', code: 3, state: 'drifted', error: 'DRIFTED' },
  { what: 'the schema was changed', make: drift, args: 'verify', code: 3, state: 'drifted', error: 'DRIFTED' },
  { what: 'another run has the lock', make: runner, args: 'up --lock-timeout 0', code: 4, state: 'locked', error: 'RUNNER_LOCKED' },
  { what: 'another program has the lock', make: lock, args: 'up --lock-timeout 0', code: 4, state: 'locked', error: 'DATABASE_LOCKED' },
  { what: 'another program has the lock', make: lock, args: 'status', code: 4, state: 'locked', error: 'DATABASE_LOCKED' },
  {
    what: 'two files have one version',
    make: (p) => p.write('migrations/orders_v1/3_twice.sql', 'SELECT 1;\n'),
    args: 'up',
    code: 5,
    state: 'up-to-date',
    error: 'VERSION_DUPLICATE',
  },
  {
    what: 'a version is left out',
    make: (p) => p.write('migrations/orders_v1/005_far.sql', 'SELECT 1;\n'),
    args: 'up',
    code: 5,
    state: 'pending',
    error: 'VERSION_GAP',
  },
  { what: 'the ledger is another tool’s', make: foreign, args: 'up', code: 5, state: 'foreign-ledger', error: 'FOREIGN_LEDGER' },
  { what: 'the ledger is another tool’s', make: foreign, args: 'status', code: 5, state: 'foreign-ledger', error: 'FOREIGN_LEDGER' },
  {
    what: 'a yes is missing',
    make: () => undefined,
    args: 'down --no-preserve',
    code: 5,
    state: 'up-to-date',
    error: 'CONFIRMATION_REQUIRED',
  },
  { what: 'the database is newer than the files', make: shorten, args: 'up', code: 6, state: 'ahead-of-code', error: 'AHEAD_OF_CODE' },
  { what: 'the database is newer than the files', make: shorten, args: 'status', code: 6, state: 'ahead-of-code', error: 'AHEAD_OF_CODE' },
  { what: 'the file is no database', make: garbage, args: 'up', code: 6, state: 'not-a-database', error: 'NOT_A_DATABASE' },
  { what: 'the file is no database', make: garbage, args: 'status', code: 6, state: 'not-a-database', error: 'NOT_A_DATABASE' },
  { what: 'the database is missing', make: (p) => p.remove(ORDERS), args: 'status', code: 6, state: 'missing', error: 'DATABASE_MISSING' },
  { what: 'the database is missing', make: (p) => p.remove(ORDERS), args: 'down', code: 6, state: 'missing', error: 'DATABASE_MISSING' },
  { what: 'its folder is missing', make: (p) => p.remove('data'), args: 'up', code: 6, state: 'missing', error: 'DIRECTORY_MISSING' },
];

describe('of one database', () => {
  test.each(TROUBLES)('$args: $what → $code', async ({ make, args, code, state, error }) => {
    const place = await openShop();
    make(place);
    const answer = await place.json(`${args} --filter orders`);
    const found = of(answer, 'orders');
    const told = found.error?.code ?? found.problems[0]?.code;
    expect({ code: answer.code, ok: answer.report.ok, state: found.state, error: told }).toEqual({ code, ok: false, state, error });
    const plain = await place.run(`${args} --filter orders`);
    expect({ code: plain.code, stderr: plain.stderr }).toEqual({ code, stderr: '' });
    expect(plain.stdout).toContain(`[${error}]`);
  });

  test('a failure stays an exit code of status until it is mended', async () => {
    const place = await openShop();
    place.write(BREAK, 'DROP TABLE nowhere;\n');
    await place.run('up --filter orders');
    expect(await place.json('status --filter orders')).toMatchObject({ code: 1, report: { ok: false } });
    place.write(BREAK, 'CREATE TABLE somewhere (id INTEGER);\n');
    expect((await place.json('up --filter orders')).code).toBe(0);
    expect((await place.json('status --filter orders')).code).toBe(0);
  });

  test('pending is 2 with status --check and 0 without; nothing at all is 0', async () => {
    const place = single({ '001_a.sql': 'CREATE TABLE a (id INTEGER);\n' });
    place.sql('app.db', 'VACUUM');
    expect((await place.json(['status', ...APP, '--check'])).code).toBe(2);
    expect((await place.json(['status', ...APP])).code).toBe(0);
    expect((await place.json(['up', ...APP])).code).toBe(0);
    expect((await place.json(['status', ...APP, '--check'])).code).toBe(0);
  });
});

describe('of several databases it is the first of 1, 4, 3, 6, 5, 2, 0 that applies', () => {
  const NAMES = { 1: 'failed', 4: 'locked', 3: 'drifted', 6: 'missing', 5: 'foreign', 2: 'pending', 0: 'well' } as const;
  const ORDER = [1, 4, 3, 6, 5, 2, 0] as const;
  type Code = (typeof ORDER)[number];
  const PAIRS = ORDER.flatMap((first, at) => ORDER.slice(at + 1).map((second): readonly [Code, Code] => [first, second]));

  /** A database of one migration, after a run that went well or, with a second migration, failed. */
  const ran = (failing: boolean): (() => Promise<Workplace>) =>
    packed(async () => {
      const place = single({ '001_a.sql': 'CREATE TABLE a (id INTEGER);\n' });
      await place.run(['up', ...APP]);
      if (failing) place.write('migrations/002_b.sql', 'DROP TABLE nowhere;\n');
      if (failing) await place.run(['up', ...APP]);
      return place;
    });
  const [well, failed] = [ran(false), ran(true)];

  /** Brings the database `name` into the state whose exit code that is. */
  async function bring(place: Workplace, name: string, code: Code): Promise<void> {
    const file = `data/${name}.db`;
    if (code === 6) return;
    if (code === 5) return place.sql(file, 'CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)');
    place.write(`migrations/${name}/001_a.sql`, 'CREATE TABLE a (id INTEGER);\n');
    copyFileSync((await (code === 1 ? failed : well)()).path('app.db'), place.path(file));
    if (code === 3) place.sql(file, 'CREATE TABLE stray (id INTEGER)');
    if (code === 4) place.open(file).exec('BEGIN EXCLUSIVE');
    if (code === 1 || code === 2) place.write(`migrations/${name}/002_b.sql`, 'DROP TABLE nowhere;\n');
  }

  test.each(PAIRS)('%d before %d', async (first, second) => {
    for (const [one, two] of [
      [first, second],
      [second, first],
    ] as const) {
      const place = shop();
      const databases = {
        one: { file: 'data/one.db', migrations: 'migrations/one' },
        two: { file: 'data/two.db', migrations: 'migrations/two' },
      };
      place.write('zepix.config.json', JSON.stringify({ databases }));
      for (const name of ['one', 'two']) place.write(`migrations/${name}/.keep`, '');
      await bring(place, 'one', one);
      await bring(place, 'two', two);
      const { code, report } = await place.json('status --check');
      expect({ code, ok: report.ok }, `${NAMES[one]} and ${NAMES[two]}: ${JSON.stringify(report.databases)}`).toEqual({
        code: first,
        ok: first === 0,
      });
    }
  });

  test('one that can not be planned keeps the others from running', async () => {
    const place = shop();
    place.write('data/shop_stock.db', 'no database\n'.repeat(200));
    const { code, report } = await place.json('up');
    expect({ code, ran: report.databases.map(({ ran }) => ran.filter(({ status }) => status === 'applied').length) }).toEqual({
      code: 6,
      ran: [0, 0],
    });
    expect(place.exists(ORDERS)).toBe(false);
  });

  test('one that fails stops the run; what was done before stays', async () => {
    const place = shop();
    place.write('migrations/orders_v1/002_lots.sql', 'DROP TABLE nowhere;\n');
    const { code, report } = await place.json('up --no-rehearse');
    const statuses = report.databases.map(({ name, ran }) => [name, ...ran.map(({ status }) => status)]);
    expect({ code, statuses }).toEqual({
      code: 1,
      statuses: [
        ['orders', 'applied', 'failed', 'not-run'],
        ['stock', 'not-run', 'not-run', 'not-run'],
      ],
    });
  });
});
