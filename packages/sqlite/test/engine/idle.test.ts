import { existsSync } from 'node:fs';
import type { Report, RunEvent } from '@zepix/migrations-core';
import { openDatabase } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { engine, engines, only } from './engine.js';

const ONE = { '001_a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY);\n' };
const TWO = { ...ONE, '002_b.sql': 'CREATE TABLE b (id INTEGER PRIMARY KEY);\n' };

/** Without what is another in every run. */
function lasting({ runId, durationMs, ...report }: Report): object {
  expect(runId).toMatch(/./);
  expect(durationMs).toBeGreaterThanOrEqual(0);
  return { ...report, databases: report.databases.map(({ disk, ...one }) => ({ ...one, bytes: disk?.bytes })) };
}

describe('a run with nothing to do', () => {
  test('is reported and told as up would', async () => {
    const events: RunEvent[] = [];
    const one = engine(TWO, {}, { observers: [{ emit: (event) => void events.push(event) }] });
    await one.up();
    const told = (): string[] => events.splice(0).map(({ event }) => event);
    told();
    const idle = await one.migrator.idle();
    const toldIdle = told();
    const report = await one.migrator.up();
    expect(idle === null ? null : lasting(idle)).toEqual(lasting(report));
    expect(toldIdle).toEqual(told());
    expect(toldIdle).toEqual(['run-started', 'lock-taken', 'planned', 'run-finished']);
  });

  test('of several databases is one report, in the order in which they are configured', async () => {
    const { migrator } = engines({ second: { migrations: ONE }, first: { migrations: TWO } });
    await migrator.up();
    const idle = await migrator.idle();
    expect(idle?.databases.map(({ name, version }) => [name, version])).toEqual([
      ['second', '001'],
      ['first', '002'],
    ]);
    expect((await migrator.idle({ filter: ['first'] }))?.databases.map(({ name }) => name)).toEqual(['first']);
  });
});

describe('null, and nobody is told', () => {
  const quiet = async (prepare: (one: ReturnType<typeof engine>) => Promise<void>, settings = {}) => {
    const events: RunEvent[] = [];
    const one = engine(ONE, {}, { observers: [{ emit: (event) => void events.push(event) }] });
    await prepare(one);
    events.length = 0;
    expect(await one.migrator.idle(settings)).toBeNull();
    expect(events).toEqual([]);
    return one;
  };

  test('where the database is missing, which stays so', async () => {
    const one = await quiet(() => Promise.resolve());
    expect(existsSync(one.file)).toBe(false);
    expect(existsSync(`${one.file}.migrate-lock`)).toBe(false);
  });

  test('where a migration is pending, which stays so', async () => {
    const one = await quiet(async (it) => {
      await it.up();
      it.write(TWO);
    });
    expect(one.status()).toMatchObject({ state: 'pending', version: '001' });
  });

  test('where a file was edited, so that up refuses', async () => {
    await quiet(async (it) => {
      await it.up();
      it.write({ '001_a.sql': '-- another\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n' });
    });
  });

  test('where the schema drifted, with leave and without', async () => {
    const drifted = async (it: ReturnType<typeof engine>): Promise<void> => {
      await it.up();
      it.sql('CREATE TABLE other (id INTEGER)');
    };
    await quiet(drifted);
    await quiet(drifted, { allowDrift: true });
  });

  test('where a filter or a version means nothing', async () => {
    await quiet(async (it) => void (await it.up()), { filter: ['nothing'] });
    await quiet(async (it) => void (await it.up()), { to: '009' });
  });

  test('where another run holds the lock, without waiting', async () => {
    const one = engine(ONE);
    await one.up();
    const lock = openDatabase(`${one.file}.migrate-lock`);
    lock.exec('BEGIN IMMEDIATE');
    expect(await one.migrator.idle({ lockTimeoutMs: 60_000 })).toBeNull();
    lock.exec('COMMIT');
    expect(only((await one.migrator.idle()) as Report).state).toBe('up-to-date');
  });
});
