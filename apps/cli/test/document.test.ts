import { describe, expect, test } from 'vitest';
import { ERROR_KINDS, STATES } from '@zepix/migrations-core';
import type { Report, RunEvent } from '@zepix/migrations-core';
import { isReport, isStreamLine, readStream, reportSchema } from './document.js';
import { APP, openShop, shop, single } from './shop.js';

describe('the schema of reports', () => {
  test('enumerates exactly the states and the error codes there are', () => {
    expect(reportSchema.$defs.state.enum).toEqual(STATES);
    expect(reportSchema.$defs.errorCode.enum).toEqual(Object.keys(ERROR_KINDS));
  });

  test('takes a report whole: no object in it may lack a field or have one more', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/004_drop.sql', 'DROP TABLE orders;\n');
    place.write('migrations/stock_v2/002_price.sql', '-- edited\nALTER TABLE stock ADD COLUMN price REAL;\n');
    place.sql('data/shop_stock.db', 'CREATE TABLE stray (id INTEGER)');
    place.sql('data/shop_orders.db', "INSERT INTO orders (symbol) VALUES ('EURUSD')");
    const reports = [(await place.json('up')).report, (await place.json('up --filter orders')).report, (await place.json('verify')).report];
    const objects = reports.flatMap((report) => [...objectsIn(report)].map((object) => ({ report, object })));
    expect(objects.length).toBeGreaterThan(40);
    for (const { report, object } of objects) {
      expect(isReport(report)).toBe(true);
      object['surplus'] = 1;
      expect(isReport(report), `a field more in ${JSON.stringify(object)}`).toBe(false);
      delete object['surplus'];
      const [first = ''] = Object.keys(object);
      const kept = object[first];
      delete object[first];
      expect(isReport(report), `without ${first} in ${JSON.stringify(object)}`).toBe(false);
      object[first] = kept;
    }
  });
});

describe('the schema of events', () => {
  const migration = { database: 'orders', version: '001', name: 'orders', direction: 'up' } as const;
  const runId = '11111111-2222-3333-4444-555555555555';
  const error = {
    code: 'SQL_FAILED',
    message: 'It failed.',
    hint: null,
    file: null,
    line: null,
    column: null,
    statement: null,
    dataState: null,
    cause: null,
  } as const;
  const EVENTS: { readonly [Name in RunEvent['event']]: Extract<RunEvent, { readonly event: Name }> } = {
    'run-started': { event: 'run-started', runId, command: 'up', databases: ['orders'] },
    'lock-waiting': {
      event: 'lock-waiting',
      database: 'orders',
      owner: { pid: 1, host: 'h', since: '2026-01-12T00:00:00.000Z', runId },
      waitedMs: 1,
    },
    'lock-taken': { event: 'lock-taken', database: 'orders' },
    planned: { event: 'planned', database: 'orders', direction: 'up', migrations: 1 },
    preflight: { event: 'preflight', database: 'orders', check: 'integrity' },
    'snapshot-progress': { event: 'snapshot-progress', database: 'orders', done: 1, total: 2 },
    'snapshot-taken': { event: 'snapshot-taken', database: 'orders', id: 'x', bytes: 1, durationMs: 1 },
    'rehearsal-started': { event: 'rehearsal-started', database: 'orders', migrations: 1, bytes: 1 },
    'rehearsal-estimated': {
      event: 'rehearsal-estimated',
      database: 'orders',
      how: 'full',
      bytes: 1,
      rows: 1,
      bytesPerSecond: 1,
      leastMs: 4,
    },
    'rehearsal-finished': {
      event: 'rehearsal-finished',
      database: 'orders',
      proven: 1,
      sampled: 0,
      unproven: 0,
      failed: null,
      durationMs: 1,
    },
    'write-waiting': { event: 'write-waiting', database: 'orders', waitedMs: 1 },
    'migration-started': { event: 'migration-started', ...migration, statements: 1 },
    'statement-finished': { event: 'statement-finished', ...migration, done: 1, of: 1 },
    progress: { event: 'progress', ...migration, done: 1, total: 2 },
    notice: { event: 'notice', ...migration, text: 'n' },
    recorded: { event: 'recorded', ...migration },
    'migration-finished': { event: 'migration-finished', ...migration, durationMs: 1, lockMs: 1 },
    'migration-failed': { event: 'migration-failed', ...migration, error },
    'database-finished': { event: 'database-finished', database: 'orders', ok: true },
    'run-finished': { event: 'run-finished', runId, ok: true },
  };

  test.each(Object.values(EVENTS))('takes $event whole, and nothing more or less', (event) => {
    expect(isStreamLine(event)).toBe(true);
    expect(isStreamLine({ ...event, surplus: 1 })).toBe(false);
    for (const key of Object.keys(event)) {
      expect(isStreamLine({ ...event, [key]: undefined }), `without ${key}`).toBe(false);
    }
  });

  test('takes no event it does not know', () => {
    expect(isStreamLine({ event: 'surprise', database: 'orders' })).toBe(false);
  });
});

describe('--json=stream', () => {
  test('prints every event of a run in its order, then the report', async () => {
    const place = shop();
    const { code, stdout, stderr } = await place.run('up --filter orders --to 001 --json=stream');
    const { events, report } = readStream(stdout);
    expect(events.map(({ event }) => event)).toEqual([
      'run-started',
      'lock-taken',
      'planned',
      'rehearsal-started',
      'rehearsal-finished',
      'migration-started',
      'statement-finished',
      'recorded',
      'migration-finished',
      'database-finished',
      'run-finished',
    ]);
    expect(report.databases.map(({ name, version }) => [name, version])).toEqual([['orders', '001']]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('tells notices and failures with their place', async () => {
    const place = single({ '001_a.sql': "SELECT 'hello' AS word;\nCREATE TABLE t (id INTEGER);\nDROP TABLE nowhere;\n" });
    const { code, stdout, stderr } = await place.run(['up', ...APP, '--no-rehearse', '--json=stream']);
    const { events, report } = readStream(stdout);
    expect(events.find(({ event }) => event === 'notice')).toMatchObject({ version: '001', text: 'word: hello' });
    expect(events.find(({ event }) => event === 'migration-failed')).toMatchObject({
      error: { code: 'SQL_FAILED', file: 'migrations/001_a.sql', line: 3, statement: 'DROP TABLE nowhere' },
    });
    expect(report.databases[0]?.error).toMatchObject({ code: 'SQL_FAILED', line: 3 });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test.each(['status', 'verify'])('of %s is the report alone', async (command) => {
    const { stdout } = await (await openShop()).run(`${command} --json=stream`);
    const { events, report } = readStream(stdout);
    expect(events).toEqual([]);
    expect(report).toMatchObject({ command, ok: true });
  });

  test('of what could not even begin is the report alone', async () => {
    for (const [args, code] of [
      ['up --filter nothing', 64],
      ['up --unknown', 64],
      ['--config nowhere.ts', 64],
    ] as const) {
      const result = await shop().run(`${args} --json=stream`);
      const { events, report } = readStream(result.stdout);
      expect({ code: result.code, stderr: result.stderr, events }).toEqual({ code, stderr: '', events: [] });
      expect(report.error?.message).not.toBe('');
      expect(report.ok).toBe(false);
    }
  });
});

describe('--json', () => {
  const ERRORS: readonly (readonly [args: string, code: number, error: string])[] = [
    ['status --filter nothing', 64, 'FILTER_UNMATCHED'],
    ['status --config nowhere.ts', 64, 'CONFIG_NOT_FOUND'],
    ['status --env-file nowhere', 64, 'CONFIG_INVALID'],
    ['status --bogus', 64, 'USAGE'],
    ['sttaus', 64, 'USAGE'],
    ['goto', 64, 'USAGE'],
    ['up --steps none', 64, 'USAGE'],
    ['up --database app.db', 64, 'USAGE'],
    ['down', 5, 'FILTER_REQUIRED'],
  ];

  test.each(ERRORS)('%s: the error is in the one document, and nothing is on stderr', async (args, code, error) => {
    const answer = await shop().json(args);
    expect({ code: answer.code, stderr: answer.stderr, error: answer.report.error?.code }).toEqual({ code, stderr: '', error });
    expect(answer.report).toMatchObject({ ok: false, databases: [] } satisfies Partial<Report>);
  });

  test('may stand before the command, and may name its mode', async () => {
    const place = await openShop();
    for (const args of ['--json status', 'status --json=document', '--json=document status']) {
      const { code, stdout, stderr } = await place.run(args);
      expect({ code, stderr, command: (JSON.parse(stdout) as Report).command }, args).toEqual({ code: 0, stderr: '', command: 'status' });
    }
  });

  test('wins over --verbose, --quiet and colours', async () => {
    const place = shop();
    const { code, report, stderr } = await place.json('up --verbose --quiet', { FORCE_COLOR: '1' });
    expect({ code, stderr, ok: report.ok }).toEqual({ code: 0, stderr: '', ok: true });
  });
});

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}
