import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '@zepix/migrations-core';
import { JOURNAL_MODES, openDatabase } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, engines, only, steps } from './engine.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (id);', '002_b.sql': 'CREATE TABLE b (id);' };

describe.each(JOURNAL_MODES)('an application that writes meanwhile, in %s mode', (journalMode) => {
  test('is waited for, and what it wrote is there', async () => {
    const events: RunEvent[] = [];
    const one = engine(FILES, { journalMode }, { observers: [{ emit: (event) => void events.push(event) }] });
    await one.up({ to: '001' });
    const application = openDatabase(one.file);
    application.exec('BEGIN IMMEDIATE; INSERT INTO a VALUES (1)');
    const running = one.up({ lockTimeoutMs: 20_000 });
    while (!events.some(({ event }) => event === 'write-waiting')) await sleep(5);
    expect(events.some((event) => event.event === 'migration-finished' && event.version === '002')).toBe(false);
    application.exec('COMMIT');
    expect(steps(await running)).toEqual(['up 002 applied']);
    expect(one.rows('SELECT id FROM a')).toEqual([[1]]);
  });

  test('that does not finish in time: DATABASE_LOCKED, nothing changed, and the next run goes on', async () => {
    const one = engine(FILES, { journalMode });
    await one.up({ to: '001' });
    const before = one.rows('SELECT * FROM schema_migrations_history');
    const application = openDatabase(one.file);
    application.exec('BEGIN IMMEDIATE');
    const report = await one.up({ lockTimeoutMs: 60 });
    expect(report.error).toMatchObject({ code: 'DATABASE_LOCKED', hint: expect.stringContaining('--lock-timeout') });
    expect(report).toMatchObject({ state: 'locked', version: '001' });
    expect(steps(report)).toEqual(['up 002 failed']);
    application.exec('ROLLBACK');
    expect(one.rows('SELECT * FROM schema_migrations_history')).toEqual(before);
    expect(one.status()).toMatchObject({ state: 'pending', version: '001', problems: [] });
    expect(steps(await one.up())).toEqual(['up 002 applied']);
  });

  test('that migrates by itself behind the plan is noticed where it counts', async () => {
    const one = engine(
      { ...FILES, '003_c.sql': 'CREATE TABLE c (id);' },
      { journalMode },
      { observers: [{ emit: (event) => interfere(event) }] },
    );
    let done = false;
    function interfere(event: RunEvent): void {
      if (event.event !== 'migration-finished' || done) return;
      done = true;
      one.sql("INSERT INTO schema_migrations (version) VALUES ('2')");
    }
    const report = await one.up();
    expect(steps(report)).toEqual(['up 001 applied', 'up 002 failed', 'up 003 not-run']);
    expect(report.error).toMatchObject({ code: 'PLAN_CHANGED', message: expect.stringContaining('in the ledger already') });
    expect(one.schema().map(({ name }) => name)).toEqual(['a']);
  });
});

describe('two runs at once', () => {
  test('apply every migration once', async () => {
    const one = engine(FILES);
    const reports = await Promise.all([one.up(), one.up(), one.up()]);
    expect(reports.map(({ error, state }) => [error, state])).toEqual([1, 2, 3].map(() => [null, 'up-to-date']));
    expect(reports.flatMap(steps).toSorted()).toEqual(['up 001 applied', 'up 002 applied']);
    expect(one.verify().problems).toEqual([]);
  });

  test('the second gives up when its time ran out, and says who holds the lock', async () => {
    const one = engine(FILES, {}, { identity: { host: 'desk', pid: 4711 } });
    await one.up({ to: '001' });
    const application = openDatabase(one.file);
    application.exec('BEGIN IMMEDIATE');
    const first = one.up({ lockTimeoutMs: 20_000 });
    await sleep(50);
    const second = await one.up({ lockTimeoutMs: 30 });
    expect(second.error).toMatchObject({ code: 'RUNNER_LOCKED', message: expect.stringContaining('process 4711 on desk') });
    application.exec('COMMIT');
    expect(steps(await first)).toEqual(['up 002 applied']);
  });

  test('over the same databases in another order do not wait for each other for ever', async () => {
    const { migrator } = engines({ a: { migrations: FILES, config: { after: 'b' } }, b: { migrations: FILES } });
    const both = await Promise.all([migrator.up({ filter: ['a', 'b'] }), migrator.up({ filter: ['b', 'a'] })]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(both.flatMap(({ databases }) => databases.flatMap(steps)).toSorted()).toEqual([
      'up 001 applied',
      'up 001 applied',
      'up 002 applied',
      'up 002 applied',
    ]);
  });

  test('with nothing pending the lock is taken, given back, and nothing is written', async () => {
    const events: RunEvent[] = [];
    const one = engine(FILES, {}, { observers: [{ emit: (event) => void events.push(event) }] });
    await one.up();
    events.length = 0;
    const before = one.rows('SELECT * FROM schema_migrations_history');
    expect(only(await one.migrator.up())).toMatchObject({ ran: [], error: null });
    expect(events.map(({ event }) => event)).toEqual(['run-started', 'lock-taken', 'planned', 'run-finished']);
    expect(one.rows('SELECT * FROM schema_migrations_history')).toEqual(before);
  });
});

describe('several databases', () => {
  test('run one after the other, behind those that "after" names, and stop at the first failure', async () => {
    const { migrator } = engines({
      last: { migrations: FILES, config: { after: ['broken'] } },
      first: { migrations: FILES },
      broken: { migrations: { '001_a.sql': 'SELECT * FROM absent;' }, config: { after: 'first' } },
    });
    const { databases, ok } = await migrator.up();
    expect(ok).toBe(false);
    expect(databases.map((database) => [database.name, steps(database), database.error?.code ?? null])).toEqual([
      ['last', ['up 001 not-run', 'up 002 not-run'], null],
      ['first', ['up 001 applied', 'up 002 applied'], null],
      ['broken', ['up 001 failed'], 'SQL_FAILED'],
    ]);
  });
});
