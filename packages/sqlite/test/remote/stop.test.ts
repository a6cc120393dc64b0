import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inDatabase, migrationsFolder, openDatabase } from '@zepix/testkit';
import type { Engine, Report } from '@zepix/migrations-core';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { bundles } from '../bundle.js';
import { ENDLESS, MOMENT, TABLE, gone, isAlive, place, saw } from './place.js';
import type { Place } from './place.js';

const { bundle, remove } = bundles();
const ENTRY = bundle(new URL('programs/engine.ts', import.meta.url));
const PARENT = bundle(new URL('programs/parent.ts', import.meta.url));
afterAll(remove);

/** A migration of many statements, each of which takes a moment. */
const MANY = { ...TABLE, '002_many.sql': MOMENT.repeat(400) };
const EVENTS = 'SELECT event FROM schema_migrations_history ORDER BY id';

const failed = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );
const isHalfway = (engine: Engine): Promise<unknown> =>
  saw(engine, 'statement-finished', (event) => 'version' in event && event.version === '002');
const only = ({ databases: [first] }: Report) => ({
  version: first?.version,
  code: first?.error?.code,
  dataState: first?.error?.dataState,
});

/** The long migration left nothing, and a short one in its place goes through: no lock is held, nothing has to be mended. */
async function nextUpFinishes(here: Place): Promise<void> {
  expect(here.rows('SELECT count(*) FROM t')).toEqual([[0]]);
  migrationsFolder(here.folder, { '002_many.sql': 'INSERT INTO t VALUES (7);\n' });
  const next = await here.start().up({ lockTimeoutMs: 0 });
  expect(next.databases[0]?.ran.map(({ version, status }) => [version, status])).toEqual([['002', 'applied']]);
  expect(here.rows('SELECT n FROM t')).toEqual([[7]]);
  expect(here.migrator().verify().ok).toBe(true);
}

test('stop() in the middle of a migration undoes it, keeps those before, and the history says so', async () => {
  const here = place(ENTRY, MANY);
  const engine = here.start();
  const halfway = isHalfway(engine);
  const running = engine.up();
  await halfway;
  engine.stop();
  const report = await running;
  expect(only(report)).toMatchObject({
    version: '001',
    code: 'INTERRUPTED',
    dataState: expect.stringMatching(/^Nothing of 002 was kept.* main\.db is at 001\.$/) as string,
  });
  expect(report.databases[0]?.ran.map(({ status }) => status)).toEqual(['applied', 'failed']);
  expect(here.rows(EVENTS)).toEqual([['ledger-created'], ['applied'], ['interrupted']]);
  expect((await engine.status()).databases[0]?.problems).toEqual([]);
  expect(only(await engine.up())).toMatchObject({ version: '001', code: 'INTERRUPTED' });
  await engine.close();
  expect(here.leftovers()).toEqual([]);
  await nextUpFinishes(here);
});

test('stop() while it waits for the lock of another run', async () => {
  const here = place(ENTRY, TABLE);
  openDatabase(`${here.file}.migrate-lock`).exec('BEGIN IMMEDIATE');
  const engine = here.start();
  const waits = saw(engine, 'lock-waiting');
  const running = engine.up();
  await waits;
  engine.stop();
  const report = await running;
  expect(report).toMatchObject({ ok: false, databases: [{ state: 'missing', error: { code: 'INTERRUPTED' } }] });
});

test('stop() while it waits for another writer', async () => {
  const here = place(ENTRY, MANY);
  await here.start().up({ to: '001' });
  openDatabase(here.file).exec('BEGIN IMMEDIATE');
  const engine = here.start();
  const waits = saw(engine, 'write-waiting');
  const running = engine.up({ snapshot: false });
  await waits;
  engine.stop();
  expect(only(await running)).toMatchObject({ version: '001', code: 'INTERRUPTED' });
});

test('stop() before the engine is ready', async () => {
  const here = place(ENTRY, TABLE);
  const engine = here.start();
  const running = engine.up();
  engine.stop();
  expect(only(await running)).toMatchObject({ version: null, code: 'INTERRUPTED' });
});

test('kill() in the middle: calls reject, the database is as before, the next up finishes', async () => {
  const here = place(ENTRY, { ...TABLE, '002_many.sql': ENDLESS });
  const engine = here.start();
  const begun = saw(engine, 'migration-started', (event) => 'version' in event && event.version === '002');
  const running = failed(engine.up());
  await begun;
  const calls = [running, failed(engine.status())];
  engine.kill();
  expect(here.leftovers()).toEqual([]);
  engine.stop();
  for (const error of await Promise.all(calls)) {
    expect(error).toMatchObject({ code: 'ENGINE_DIED', kind: 'failed', message: expect.stringContaining('SIGKILL') as string });
  }
  expect(await failed(engine.up())).toMatchObject({ code: 'ENGINE_DIED' });
  await engine.close();
  expect([isAlive(here.pid()), here.leftovers()]).toEqual([false, []]);
  await nextUpFinishes(here);
});

test('an engine that is killed from outside is as one that was killed', async () => {
  const here = place(ENTRY, { ...TABLE, '002_many.sql': ENDLESS });
  const engine = here.start();
  const begun = saw(engine, 'migration-started', (event) => 'version' in event && event.version === '002');
  const call = failed(engine.up());
  await begun;
  process.kill(here.pid(), 'SIGKILL');
  expect(await call).toMatchObject({ code: 'ENGINE_DIED', hint: expect.stringContaining('status') as string });
  engine.stop();
  await engine.close();
  expect(here.leftovers()).toEqual([]);
  await nextUpFinishes(here);
});

test('all that an engine had told before it died is heard', async () => {
  const here = place(ENTRY, { ...TABLE, '002_many.sql': `${'INSERT INTO t VALUES (1);\n'.repeat(300)}${ENDLESS}` });
  const told: number[] = [];
  const engine = here.start({}, { observers: [{ emit: (event) => event.event === 'statement-finished' && told.push(event.done) }] });
  const call = failed(engine.up());
  await vi.waitFor(() => expect(told).toHaveLength(301), { timeout: 20_000 });
  engine.kill();
  await call;
  expect(told).toEqual([1, ...Array.from({ length: 300 }, (_, index) => index + 1)]);
});

test('when the starter dies, the engine ends behind its statement, undoes, and frees the lock', async () => {
  const here = place(ENTRY, MANY);
  const parent = spawn(process.execPath, [PARENT, ENTRY, JSON.stringify(here.setup)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  let statements = 0;
  for await (const line of createInterface({ input: parent.stdout })) {
    if (line === 'statement-finished') statements += 1;
    if (statements === 3) break;
  }
  const pid = here.pid();
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await gone(pid);
  expect(here.rows(EVENTS)).toEqual([['ledger-created'], ['applied'], ['interrupted']]);
  expect(inDatabase(`${here.file}.migrate-lock`, (lock) => lock.exec('BEGIN IMMEDIATE').inTransaction)).toBe(true);
  expect(here.leftovers()).toEqual([]);
  await nextUpFinishes(here);
});

test('close() waits for the calls under way and leaves no process', async () => {
  const here = place(ENTRY, { ...TABLE, '002_many.sql': MOMENT.repeat(10) });
  const engine = here.start();
  const running = engine.up();
  const closed = engine.close();
  expect(await failed(engine.status())).toMatchObject({ code: 'ENGINE_DIED', message: 'The engine was closed.' });
  expect(await running).toMatchObject({ ok: true, databases: [{ version: '002' }] });
  await closed;
  expect([isAlive(here.pid()), here.leftovers()]).toEqual([false, []]);
});
