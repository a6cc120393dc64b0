import { describe, expect, test } from 'vitest';
import type { DatabaseReport } from '@zepix/migrations-core';
import { openShop, shop } from './shop.js';
import { of } from './workplace.js';
import type { Workplace } from './workplace.js';

const ORDERS = 'data/shop_orders.db';
const VERSIONS = 'SELECT version FROM schema_migrations ORDER BY version';
const COLUMNS = "SELECT name FROM pragma_table_info('orders')";

const applied = (place: Workplace): unknown[] => place.rows(ORDERS, VERSIONS).flat();
const ran = ({ ran: steps }: DatabaseReport): string[] =>
  steps.map(({ version, direction, status }) => `${direction} ${version} ${status}`);

describe('up', () => {
  test('is what no command means', async () => {
    for (const args of ['', '--filter orders,stock', 'up']) {
      const place = shop();
      const { code, report } = await place.json(args);
      expect({ code, command: report.command, states: report.databases.map(({ state }) => state) }, args).toEqual({
        code: 0,
        command: 'up',
        states: ['up-to-date', 'up-to-date'],
      });
      expect(applied(place)).toEqual(['001', '002', '003']);
    }
  });

  test('--to stops behind that version, given as a number of any length or as a name', async () => {
    for (const to of ['002', '2', '00002', '002_lots', '002_lots.sql']) {
      const place = shop();
      const answer = await place.json(['up', '--filter', 'orders', '--to', to]);
      expect(ran(of(answer, 'orders')), to).toEqual(['up 001 applied', 'up 002 applied']);
      expect(applied(place)).toEqual(['001', '002']);
    }
  });

  test('--to a version below the newest applied does nothing', async () => {
    const place = await openShop();
    const answer = await place.json('up --filter orders --to 001');
    expect({ code: answer.code, ran: ran(of(answer, 'orders')) }).toEqual({ code: 0, ran: [] });
    expect(applied(place)).toEqual(['001', '002', '003']);
  });

  test('--steps applies at most so many', async () => {
    const place = shop();
    expect(ran(of(await place.json('up --filter orders --steps 1'), 'orders'))).toEqual(['up 001 applied']);
    expect(ran(of(await place.json('up --filter orders --steps 5'), 'orders'))).toEqual(['up 002 applied', 'up 003 applied']);
  });

  test('--dry-run shows the plan and creates nothing', async () => {
    const place = shop();
    const answer = await place.json('up --dry-run');
    expect(of(answer, 'orders')).toMatchObject({
      state: 'missing',
      ran: [],
      planned: [{ version: '001' }, { version: '002' }, { version: '003' }],
    });
    expect({ code: answer.code, files: place.files('data') }).toEqual({ code: 0, files: ['.keep'] });
  });

  test('without the safety part asks for --yes where it would destroy rows', async () => {
    const place = await openShop();
    place.sql(ORDERS, "INSERT INTO orders (symbol) VALUES ('EURUSD')");
    place.write('migrations/orders_v1/004_empty.sql', 'DELETE FROM orders;\n');
    const refused = await place.json('up --filter orders --no-preserve');
    expect({ code: refused.code, error: of(refused, 'orders').error?.code }).toEqual({ code: 5, error: 'CONFIRMATION_REQUIRED' });
    expect(of(refused, 'orders').planned.flatMap(({ confirmations }) => confirmations)).toEqual([
      { reason: 'Deletes rows of orders.', place: 'migrations/orders_v1/004_empty.sql:1:1' },
    ]);
    expect(place.rows(ORDERS, 'SELECT count(*) FROM orders')).toEqual([[1]]);
    expect((await place.json('up --filter orders --no-preserve -y')).code).toBe(0);
    expect(place.rows(ORDERS, 'SELECT count(*) FROM orders')).toEqual([[0]]);
  });

  test('--allow-out-of-order applies what is older than the newest, and what stands behind a gap', async () => {
    const place = shop();
    place.remove('migrations/orders_v1/002_lots.sql');
    place.remove('migrations/orders_v1/rollback/002_rollback_lots.sql');
    const gap = await place.json('up --filter orders');
    expect({ code: gap.code, error: of(gap, 'orders').error?.code }).toEqual({ code: 5, error: 'VERSION_GAP' });
    expect((await place.json('up --filter orders --allow-out-of-order')).code).toBe(0);
    place.write('migrations/orders_v1/002_lots.sql', 'ALTER TABLE orders ADD COLUMN lots REAL;\n');
    const late = await place.json('up --filter orders');
    expect({ code: late.code, error: of(late, 'orders').error?.code }).toEqual({ code: 5, error: 'OUT_OF_ORDER' });
    expect(ran(of(await place.json('up --filter orders --allow-out-of-order'), 'orders'))).toEqual(['up 002 applied']);
    expect(applied(place)).toEqual(['001', '002', '003']);
  });

  test('--allow-drift accepts a schema that was changed by hand, and records that', async () => {
    const place = shop();
    await place.run('up --filter orders --to 002');
    place.sql(ORDERS, 'ALTER TABLE orders ADD COLUMN by_hand TEXT');
    const refused = await place.json('up --filter orders');
    expect({ code: refused.code, error: of(refused, 'orders').error?.code }).toEqual({ code: 3, error: 'DRIFTED' });
    expect(of(refused, 'orders').problems.flatMap(({ differences }) => differences)).toEqual([
      {
        object: 'column orders.by_hand',
        change: 'unexpected',
        expected: null,
        found: 'TEXT',
        mend: '-- ALTER TABLE orders DROP COLUMN by_hand',
      },
    ]);
    expect((await place.json('up --filter orders --allow-drift')).code).toBe(0);
    expect(place.rows(ORDERS, "SELECT event FROM schema_migrations_history WHERE event = 'drift-accepted'")).toEqual([['drift-accepted']]);
    expect(of(await place.json('status'), 'orders').state).toBe('up-to-date');
  });

  test('without --single-transaction keeps what came before a failure; with it keeps nothing', async () => {
    for (const [flag, kept] of [
      ['', ['001', '002']],
      ['--single-transaction', []],
    ] as const) {
      const place = shop();
      place.write('migrations/orders_v1/003_index.sql', 'CREATE INDEX i ON nowhere (id);\n');
      const answer = await place.json(`up --filter orders --no-rehearse ${flag}`);
      expect({ code: answer.code, error: of(answer, 'orders').error?.code }, flag).toEqual({ code: 1, error: 'SQL_FAILED' });
      expect(applied(place), flag).toEqual(kept);
    }
  });

  test('--single-transaction records every migration when all went well', async () => {
    const place = shop();
    const answer = await place.json('up --filter orders --single-transaction');
    expect(ran(of(answer, 'orders'))).toEqual(['up 001 applied', 'up 002 applied', 'up 003 applied']);
    expect(applied(place)).toEqual(['001', '002', '003']);
  });

  test('--lock-timeout is in seconds, and may be a fraction', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/004_more.sql', 'CREATE TABLE more (id INTEGER);\n');
    const writer = place.open(ORDERS);
    writer.exec('BEGIN IMMEDIATE');
    const answer = await place.json('up --filter orders --lock-timeout 0.05');
    expect({ code: answer.code, error: of(answer, 'orders').error?.code }).toEqual({ code: 4, error: 'DATABASE_LOCKED' });
    writer.exec('COMMIT');
    expect((await place.json('up --filter orders --lock-timeout 0')).code).toBe(0);
  });
});

describe('down', () => {
  test('without the safety part takes back one with --yes, and none without', async () => {
    const place = await openShop();
    expect((await place.json('down --filter orders --no-preserve')).code).toBe(5);
    expect(applied(place)).toEqual(['001', '002', '003']);
    expect(ran(of(await place.json('down --filter orders --yes'), 'orders'))).toEqual(['down 003 rolled-back']);
    expect(applied(place)).toEqual(['001', '002']);
  });

  test('--steps and --to take back more, newest first', async () => {
    const place = await openShop();
    expect(ran(of(await place.json('down --filter orders -y --steps 2'), 'orders'))).toEqual([
      'down 003 rolled-back',
      'down 002 rolled-back',
    ]);
    await place.run('up --filter orders');
    expect(ran(of(await place.json('down --filter orders -y --to 002'), 'orders'))).toEqual(['down 003 rolled-back']);
    expect(ran(of(await place.json('down --filter orders -y --to 0'), 'orders'))).toEqual(['down 002 rolled-back', 'down 001 rolled-back']);
    expect(place.rows(ORDERS, "SELECT name FROM sqlite_schema WHERE name = 'orders'")).toEqual([]);
  });

  test('of several databases at once wants them named', async () => {
    const place = await openShop();
    expect(await place.json('down --yes')).toMatchObject({ code: 5, report: { error: { code: 'FILTER_REQUIRED' } } });
    const { code, report } = await place.json('down --yes --filter orders --filter stock');
    expect({ code, ran: report.databases.map(ran) }).toEqual({ code: 0, ran: [['down 003 rolled-back'], ['down 003 rolled-back']] });
  });

  test('--rollback-from chooses where file and ledger differ', async () => {
    for (const [source, lots] of [
      ['file', 'was_lots'],
      ['ledger', null],
    ] as const) {
      const place = await openShop();
      place.write('migrations/orders_v1/rollback/002_rollback_lots.sql', 'ALTER TABLE orders RENAME COLUMN lots TO was_lots;\n');
      const refused = await place.json('down --filter orders --to 001 --yes');
      expect({ code: refused.code, error: of(refused, 'orders').error?.code }).toEqual({ code: 3, error: 'ROLLBACK_CHANGED' });
      expect((await place.json(`down --filter orders --to 001 --yes --rollback-from ${source}`)).code).toBe(0);
      expect(place.rows(ORDERS, COLUMNS).flat()).toEqual(['id', 'symbol', ...(lots === null ? [] : [lots])]);
    }
  });

  test('works from the ledger when the files are gone', async () => {
    const place = await openShop();
    for (const name of ['003_index.sql', 'rollback/003_rollback_index.sql']) place.remove(`migrations/orders_v1/${name}`);
    expect((await place.json('down --filter orders --yes')).code).toBe(0);
    expect(place.rows(ORDERS, "SELECT name FROM sqlite_schema WHERE name = 'idx_orders_symbol'")).toEqual([]);
  });

  test('--dry-run changes nothing', async () => {
    const place = await openShop();
    const answer = await place.json('down --filter orders --dry-run');
    expect({ code: answer.code, planned: of(answer, 'orders').planned.map(({ version, direction }) => [version, direction]) }).toEqual({
      code: 0,
      planned: [['003', 'down']],
    });
    expect(applied(place)).toEqual(['001', '002', '003']);
  });
});

describe('goto', () => {
  test('goes up and down until that version is the newest', async () => {
    const place = await openShop();
    expect(ran(of(await place.json('goto 1 --filter orders --yes'), 'orders'))).toEqual(['down 003 rolled-back', 'down 002 rolled-back']);
    expect(ran(of(await place.json('--filter orders goto 002'), 'orders'))).toEqual(['up 002 applied']);
    expect(ran(of(await place.json('goto 002 --filter orders'), 'orders'))).toEqual([]);
    expect((await place.json('goto 0 --filter orders --yes')).code).toBe(0);
    expect(applied(place)).toEqual([]);
  });

  test('a version that is not there is refused', async () => {
    const place = await openShop();
    for (const version of ['7', '004_nothing']) {
      const answer = await place.json(`goto ${version} --filter orders`);
      expect({ code: answer.code, error: of(answer, 'orders').error?.code }, version).toEqual({ code: 5, error: 'VERSION_UNKNOWN' });
    }
  });
});

describe('plan', () => {
  test('shows what up would do, or with --to below what goto would, and changes nothing', async () => {
    const place = shop();
    const planned = ({ planned: steps }: DatabaseReport): string[] => steps.map(({ version, direction }) => `${direction} ${version}`);
    expect(planned(of(await place.json('plan --steps 2'), 'orders'))).toEqual(['up 001', 'up 002']);
    expect(place.files('data')).toEqual(['.keep']);
    await place.run('up');
    const before = place.read(ORDERS);
    expect(planned(of(await place.json('plan --to 001 --filter orders'), 'orders'))).toEqual(['down 003', 'down 002']);
    expect(planned(of(await place.json('plan'), 'orders'))).toEqual([]);
    expect(place.read(ORDERS)).toBe(before);
    expect(place.files('data')).toEqual(
      ['.keep', ...['orders', 'stock'].flatMap((name) => [`shop_${name}.db`, `shop_${name}.db.migrate-lock`])].toSorted(),
    );
  });

  test('names what stands in the way', async () => {
    const place = shop();
    place.write('migrations/orders_v1/003_again.sql', 'SELECT 1;\n');
    const answer = await place.json('plan --filter orders');
    expect({ code: answer.code, error: of(answer, 'orders').error?.code }).toEqual({ code: 5, error: 'VERSION_DUPLICATE' });
  });
});

describe('status and verify', () => {
  test('leave no trace, in either journal mode', async () => {
    for (const mode of ['wal', 'delete']) {
      const place = await openShop();
      place.sql(ORDERS, `PRAGMA journal_mode = ${mode}`);
      const before = [place.files('data'), place.read(ORDERS)];
      for (const command of ['status', 'verify']) expect(await place.json(command)).toMatchObject({ code: 0, report: { ok: true } });
      expect([place.files('data'), place.read(ORDERS)], mode).toEqual(before);
    }
  });

  test('--check makes pending migrations an exit code, in status alone', async () => {
    const place = shop();
    await place.run('up --to 002');
    expect((await place.json('status')).code).toBe(0);
    expect(await place.json('status --check')).toMatchObject({ code: 2, report: { ok: false } });
    expect((await place.json('verify --check')).code).toBe(64);
    await place.run('up');
    expect((await place.json('status --check')).code).toBe(0);
  });

  test('verify finds what status does not look for', async () => {
    const place = await openShop();
    place.sql(
      'data/shop_stock.db',
      'PRAGMA foreign_keys = OFF; CREATE TABLE child (id INTEGER, parent INTEGER REFERENCES stock (id)); INSERT INTO child VALUES (1, 99);',
    );
    place.sql(ORDERS, "UPDATE schema_migrations_history SET at = '2020-01-01T00:00:00.000Z' WHERE event = 'applied'");
    const { code, report } = await place.json('verify');
    const codes = report.databases.map(({ problems }) => problems.map((problem) => problem.code));
    expect({ code, codes }).toEqual({ code: 3, codes: [['HISTORY_BROKEN'], ['DRIFTED', 'FOREIGN_KEY_VIOLATION']] });
    expect(of(await place.json('status'), 'orders').state).toBe('up-to-date');
  });
});

describe('--quiet and --verbose', () => {
  test('quiet prints nothing when all is well, and problems when not', async () => {
    const place = shop();
    for (const command of ['up', 'status', 'verify', 'up']) {
      expect(await place.run(`${command} --quiet`), command).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    place.sql(ORDERS, 'CREATE TABLE stray (id INTEGER)');
    for (const command of ['status', 'up']) {
      const { stdout } = await place.run(`${command} -q`);
      expect(stdout, command).toContain('table stray');
      expect(stdout, command).not.toContain('database  ');
    }
  });

  test('verbose adds files, times, users and the history to status, and what was left out of a script to up', async () => {
    const place = shop();
    place.write('migrations/orders_v1/002_lots.sql', 'BEGIN;\nALTER TABLE orders ADD COLUMN lots REAL DEFAULT 0;\nCOMMIT;\n');
    const plain = await place.run('up --filter orders --to 002');
    expect(plain.stdout).not.toContain('BEGIN');
    await place.run('down --filter orders --to 001 --yes');
    const told = await place.run('up --filter orders -v');
    expect(told.stdout).toContain('BEGIN');
    const { stdout } = await place.run('status --verbose --filter orders');
    const [[hash]] = place.rows(ORDERS, 'SELECT hash FROM schema_migrations_history ORDER BY id DESC LIMIT 1') as [[string]];
    for (const text of [ORDERS, '002_lots', hash]) expect(stdout).toContain(text);
    expect((await place.run('status')).stdout).not.toContain(hash);
  });
});
