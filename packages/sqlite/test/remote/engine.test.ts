import { MigrationError } from '@zepix/migrations-core';
import type { Report, RunEvent } from '@zepix/migrations-core';
import { migrationsFolder } from '@zepix/testkit';
import { afterAll, expect, test } from 'vitest';
import { bundles } from '../bundle.js';
import { MOMENT, place, saw } from './place.js';

const { bundle, remove } = bundles();
const ENTRY = bundle(new URL('programs/engine.ts', import.meta.url));
afterAll(remove);

const MIGRATIONS = {
  '001_t.sql': 'CREATE TABLE t (n INTEGER);\nINSERT INTO t VALUES (1);\n',
  '002_v.sql': 'ALTER TABLE t ADD COLUMN v TEXT;\n',
  '003_w.sql': 'ALTER TABLE t ADD COLUMN w TEXT;\n',
  'rollback/001_rollback_t.sql': 'DROP TABLE t;\n',
  'rollback/002_rollback_v.sql': 'ALTER TABLE t DROP COLUMN v;\n',
  'rollback/003_rollback_w.sql': 'ALTER TABLE t DROP COLUMN w;\n',
};

/** What differs from run to run. */
const RANDOM = new Set(['runId', 'planHash', 'durationMs', 'lockMs', 'appliedAt', 'historyHead', 'snapshot', 'free']);

function masked(report: Report): unknown {
  return JSON.parse(JSON.stringify(report, (key, value: unknown) => (RANDOM.has(key) && value !== null ? `(${key})` : value)));
}

test('every call gives the report that it gives without a process of its own', async () => {
  const [far, near] = [place(ENTRY, MIGRATIONS), place(ENTRY, MIGRATIONS)];
  const [engine, migrator] = [far.start(), near.migrator()];
  const all = { approval: 'all' } as const;
  const calls: readonly ((one: typeof engine | typeof migrator) => Report | Promise<Report>)[] = [
    (one) => one.status(),
    (one) => one.plan({ to: '002' }),
    (one) => one.up({ to: '002' }),
    (one) => one.up({ filter: ['nobody'] }),
    (one) => one.up(),
    (one) => one.up(),
    (one) => one.down(),
    (one) => one.redo(all),
    (one) => one.down(all),
    (one) => one.goto('001', all),
    (one) => one.goto('7', all),
    (one) => one.down({ ...all, to: '0' }),
    (one) => one.goto('003', all),
    (one) => one.verify(),
    (one) => one.status({ filter: ['m*'] }),
  ];
  for (const [index, call] of calls.entries()) {
    expect(masked(await call(engine)), `call ${index}`).toEqual(masked(await call(migrator)));
  }
  expect(far.rows('SELECT * FROM t')).toEqual(near.rows('SELECT * FROM t'));
});

test('an approval is bound to the plan that the engine showed', async () => {
  const { start, folder } = place(ENTRY, MIGRATIONS);
  const engine = start();
  await engine.up();
  const { planHash } = await engine.down();
  expect((await engine.down({ approval: { planHash: planHash ?? '' } })).databases[0]?.version).toBe('002');
  const { planHash: second } = await engine.down();
  migrationsFolder(folder, { 'rollback/002_rollback_v.sql': 'DROP TABLE t;\n' });
  const changed = await engine.down({ approval: { planHash: second ?? '' }, rollbackFrom: 'file' });
  expect(changed.databases[0]?.error?.code).toBe('PLAN_CHANGED');
});

test('history and snapshots come from the engine, too, and a restore is bound to what was shown', async () => {
  const { start, rows } = place(ENTRY, MIGRATIONS);
  const engine = start();
  const consent = { request: 'R-1', askedBy: 'Anna (1)', approvedBy: 'Ben (2)' };
  await engine.up({ to: '001' });
  const taken = await engine.snapshots.create();
  const [id = ''] = taken.result?.[0]?.ids ?? [];
  const early = await engine.snapshots.restore(id);
  expect(early.error?.code).toBe('CONFIRMATION_REQUIRED');
  await engine.up({ consent });
  const late = { approval: { planHash: early.planHash ?? '' }, consent };
  expect((await engine.snapshots.restore(id, late)).error?.code).toBe('PLAN_CHANGED');
  const shown = await engine.snapshots.restore(id);
  expect((await engine.snapshots.restore(id, { approval: { planHash: shown.planHash ?? '' }, consent })).ok).toBe(true);
  expect(rows('SELECT * FROM t')).toEqual([[1]]);
  const [history] = (await engine.history()).result ?? [];
  const told = history?.entries.map(({ event, version, details }) => [event, version, details['consent']]);
  expect(told).toEqual([
    ['ledger-created', null, undefined],
    ['applied', '001', undefined],
    ['applied', '002', consent],
    ['applied', '003', consent],
    ['restored', null, consent],
  ]);
  expect(history?.broken).toBeNull();
});

test('settle waits until nobody else is at work', async () => {
  const { start } = place(ENTRY, { '001_t.sql': 'CREATE TABLE t (n INTEGER);\n', '002_long.sql': MOMENT.repeat(40) });
  const busy = start();
  const run = busy.up();
  await saw(busy, 'statement-finished', (event) => 'version' in event && event.version === '002');
  const idle = start();
  expect((await idle.settle({ lockTimeoutMs: 0 })).databases[0]?.error?.code).toBe('RUNNER_LOCKED');
  expect((await idle.settle()).databases[0]).toMatchObject({ state: 'up-to-date', error: null });
  expect((await run).ok).toBe(true);
});

test('a failed migration is a report, not a rejection', async () => {
  const { start } = place(ENTRY, { ...MIGRATIONS, '004_bad.sql': 'CREATE TABLE u (n);\nINSERT INTO nowhere VALUES (1);\n' });
  const report = await start().up();
  expect(report).toMatchObject({ ok: false, databases: [{ version: '003', error: { code: 'SQL_FAILED', line: 2 } }] });
});

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('every reader and every observer gets every event once, in order, and readers end at close', async () => {
  const { start } = place(ENTRY, { '001_many.sql': `CREATE TABLE t (n INTEGER);\n${'INSERT INTO t VALUES (1);\n'.repeat(5000)}` });
  const observed: RunEvent[][] = [[], []];
  const engine = start({}, { observers: observed.map((list) => ({ emit: (event) => list.push(event) })) });
  const early = [collect(engine.events()), collect(engine.events())];
  const unread = engine.events();
  await engine.up();
  const late = collect(engine.events());
  await engine.close();
  const [first, second] = await Promise.all(early);
  expect(first?.filter(({ event }) => event === 'statement-finished').map((event) => ('done' in event ? event.done : 0))).toEqual(
    Array.from({ length: 5001 }, (_, index) => index + 1),
  );
  expect([first?.[0]?.event, first?.at(-1)?.event]).toEqual(['run-started', 'run-finished']);
  for (const other of [second, ...observed, await collect(unread)]) expect(other).toEqual(first);
  expect(await late).toEqual([]);
  expect(await collect(engine.events())).toEqual([]);
});

test('two readers of one list of events share it', async () => {
  const { start } = place(ENTRY, MIGRATIONS);
  const engine = start();
  const events = engine.events();
  const shared = Promise.all([collect(events), collect(events)]);
  const whole = collect(engine.events());
  await engine.up();
  await engine.close();
  const together = (await shared).flat();
  expect(together).toHaveLength((await whole).length);
  expect(new Set(together.map((event) => JSON.stringify(event))).size).toBe(
    new Set((await whole).map((event) => JSON.stringify(event))).size,
  );
});

test('a reader may leave early; the others go on', async () => {
  const { start } = place(ENTRY, MIGRATIONS);
  const engine = start();
  const leaving = (async () => {
    for await (const { event } of engine.events()) if (event === 'planned') return event;
    return null;
  })();
  const whole = collect(engine.events());
  await engine.up();
  await engine.close();
  expect(await leaving).toBe('planned');
  expect((await whole).filter(({ event }) => event === 'migration-finished')).toHaveLength(3);
});

test('two engines at once on one database: each migration is applied once', async () => {
  const { start, rows } = place(ENTRY, MIGRATIONS);
  const reports = await Promise.all([start().up(), start().up(), start().up()]);
  expect(reports.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(reports.flatMap(({ databases }) => databases.flatMap(({ ran }) => ran.map(({ version }) => version)))).toEqual([
    '001',
    '002',
    '003',
  ]);
  expect(rows('SELECT n FROM t')).toEqual([[1]]);
});

test('what can not be sent to another process is refused, and the engine goes on', async () => {
  const { start } = place(ENTRY, MIGRATIONS);
  const engine = start();
  const refused = await engine.up({ stopRequested: () => false } as object).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(MigrationError);
  expect(refused).toMatchObject({ code: 'USAGE', message: expect.stringContaining('"up"') as string });
  expect((await engine.up()).ok).toBe(true);
  await engine.close();
});
