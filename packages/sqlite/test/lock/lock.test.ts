import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, MigrationError, Owner, Target, WaitOptions } from '@zepix/migrations-core';
import { openDatabase, temporaryFolder } from '@zepix/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeLock } from '../../src/lock/lock.js';

const OWNER: Owner = { pid: 4711, host: 'desk', since: '2026-01-12T09:30:00.000Z', runId: 'run-1' };

function target(): Target {
  const { file } = temporaryFolder(onTestFinished);
  return { id: file('main.db'), shown: 'main.db', ledgerTable: 'l' };
}

async function held(one: Target, options: WaitOptions = { timeoutMs: 0 }, owner = OWNER): Promise<Lease> {
  const lease = await takeLock(one, owner, options);
  let released = false;
  const release = (): void => {
    if (!released) lease.release();
    released = true;
  };
  onTestFinished(release);
  return { release };
}

const refusal = (one: Target, options: WaitOptions): Promise<MigrationError> =>
  held(one, options).then(
    () => Promise.reject(new Error('it was free')),
    (error: MigrationError) => error,
  );

describe('the lock', () => {
  test('keeps a second runner out, and says who holds it', async () => {
    const one = target();
    await held(one);
    const error = await refusal(one, { timeoutMs: 0 });
    expect(error).toMatchObject({ code: 'RUNNER_LOCKED', dataState: 'Nothing was changed.' });
    expect(error.message).toContain('process 4711 on desk, running since 2026-01-12T09:30:00.000Z');
  });

  test('is free again when it was released, however often', async () => {
    const one = target();
    for (let round = 0; round < 3; round += 1) (await held(one)).release();
    expect((await held(one)).release).toBeTypeOf('function');
  });

  test('waits until it is free', async () => {
    const one = target();
    const first = await held(one);
    let got = false;
    const second = held(one, { timeoutMs: 20_000 }).then(() => (got = true));
    await sleep(50);
    expect(got).toBe(false);
    first.release();
    expect(await second).toBe(true);
  });

  test('tells a waiter now and then whom it waits for', async () => {
    const one = target();
    const first = await held(one);
    const told: (Owner | null)[] = [];
    const second = held(one, {
      timeoutMs: 20_000,
      onWait: (owner) => {
        told.push(owner);
        first.release();
      },
    });
    await second;
    expect(told[0]).toEqual(OWNER);
  });

  test('a waiter can be called back', async () => {
    const one = target();
    await held(one);
    const abort = new AbortController();
    const waiting = refusal(one, { timeoutMs: 20_000, signal: abort.signal });
    await sleep(20);
    abort.abort();
    expect(await waiting).toMatchObject({ code: 'INTERRUPTED', dataState: 'Nothing was changed.' });
  });

  test('a timeout that ran out says how long it was', async () => {
    const one = target();
    await held(one);
    expect((await refusal(one, { timeoutMs: 100 })).hint).toContain('Waited 0.1 s');
  });
});

describe('what lies beside the database', () => {
  test('a side file that is never written to and stays, and a note that goes', async () => {
    const one = target();
    const lease = await held(one);
    expect(statSync(`${one.id}.migrate-lock`).size).toBe(0);
    expect(JSON.parse(readFileSync(`${one.id}.migrate-lock.owner`, 'utf8'))).toEqual(OWNER);
    lease.release();
    expect(existsSync(`${one.id}.migrate-lock`)).toBe(true);
    expect(existsSync(`${one.id}.migrate-lock.owner`)).toBe(false);
    expect(existsSync(one.id)).toBe(false);
  });

  test.each(['', 'no json', '{}', '[]', 'null', '{"pid":"x"}'])(
    'a note that says nothing (%j) keeps nobody out and is no crash',
    async (text) => {
      const one = target();
      writeFileSync(`${one.id}.migrate-lock.owner`, text);
      const lease = await held(one);
      writeFileSync(`${one.id}.migrate-lock.owner`, text);
      expect((await refusal(one, { timeoutMs: 0 })).message).toContain('another run');
      lease.release();
    },
  );

  test('a note that can not be written keeps nobody from the lock', async () => {
    const one = target();
    mkdirSync(`${one.id}.migrate-lock.owner`);
    const lease = await held(one);
    expect((await refusal(one, { timeoutMs: 0 })).message).toContain('another run');
    lease.release();
    expect((await held(one)).release).toBeTypeOf('function');
  });

  test('is held against another program that takes SQLite locks on it', async () => {
    const one = target();
    openDatabase(`${one.id}.migrate-lock`).exec('BEGIN IMMEDIATE');
    expect(await refusal(one, { timeoutMs: 0 })).toMatchObject({ code: 'RUNNER_LOCKED', message: expect.stringContaining('another run') });
  });

  test('a folder that is not there', async () => {
    const one = target();
    const error = await refusal({ ...one, id: `${one.id}/deeper/main.db` }, { timeoutMs: 0 });
    expect(error).toMatchObject({ code: 'DIRECTORY_MISSING', message: expect.stringContaining('main.db') });
    expect(existsSync(one.id)).toBe(false);
  });
});
