import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { inDatabase, temporaryFolder } from '@zepix/testkit';
import type { AuditEntry, Request } from '@zepix/migrations-telegram';
import { openStateFile } from '../src/state/file.js';
import { holdState } from '../src/state/lock.js';
import { sqliteState } from '../src/state/sqlite-state.js';
import type { OpenState } from '../src/state/sqlite-state.js';

const ENTRY: AuditEntry = { at: '2026-01-01T00:00:00.000Z', event: 'asked', user: 1, chat: 2, request: 'R-1', detail: 'words' };
const LATER = '2999-01-01T00:00:00.000Z';

function requestOf(id: string, change: Partial<Request> = {}): Request {
  const message = { head: [], sections: [], foot: [] };
  return {
    id,
    wish: { kind: 'up', databases: [], to: null, steps: null },
    status: 'open',
    planHash: 'hash',
    nonces: { approve: `${id}-a`, reject: `${id}-r`, details: `${id}-d` },
    chat: 1,
    message: 2,
    thread: null,
    askedBy: { id: 1, name: 'Ann' },
    askedAt: new Date().toISOString(),
    expiresAt: LATER,
    twoPeople: false,
    toType: null,
    card: message,
    details: message,
    approvedBy: null,
    progress: null,
    ...change,
  };
}

function open(file: string): OpenState {
  const state = sqliteState(openStateFile(file));
  onTestFinished(() => state.close());
  return state;
}

const place = (): string => temporaryFolder(onTestFinished).file('state.db');

test.skipIf(process.platform === 'win32')('nobody else may read the state, nor what lies beside it', async () => {
  const file = place();
  await open(file).add(requestOf('R-1'), ENTRY);
  for (const one of [file, `${file}-wal`]) expect((statSync(one).mode & 0o777).toString(8)).toBe('600');
});

test('a request is found by each of its nonces, and by no other', async () => {
  const state = open(place());
  const one = requestOf('R-1');
  await state.add(one, ENTRY);
  for (const nonce of ['R-1-a', 'R-1-r', 'R-1-d']) expect(await state.find(nonce)).toEqual(one);
  expect(await state.find('R-1')).toBeNull();
  await expect(state.add(requestOf('R-2', { nonces: { approve: 'R-1-a', reject: 'x', details: 'y' } }), ENTRY)).rejects.toThrow('UNIQUE');
  expect(await state.find('x')).toBeNull();
  expect(await state.audit(10)).toEqual([ENTRY]);
});

test('of two advances from one status one wins; the other changes and writes nothing', async () => {
  const state = open(place());
  await state.add(requestOf('R-1'), ENTRY);
  const approved = { ...ENTRY, event: 'approved' } as const;
  const both = await Promise.all([1, 2].map(() => state.advance('R-1', ['open'], { status: 'running' }, approved)));
  expect(both.map((one) => one?.status)).toEqual(['running', undefined]);
  expect(await state.advance('R-9', ['open'], { status: 'running' }, approved)).toBeNull();
  expect((await state.audit(10)).map(({ event }) => event)).toEqual(['approved', 'asked']);
  expect((await state.list(['open'])).length).toBe(0);
  expect((await state.list(['running', 'open'])).map(({ id }) => id)).toEqual(['R-1']);
});

test('what is remembered is there until its time is over', async () => {
  const state = open(place());
  await state.remember('a', 'one', null);
  await state.remember('a', 'two', LATER);
  await state.remember('b', 'past', '2020-01-01T00:00:00.000Z');
  expect([await state.recall('a'), await state.recall('b'), await state.recall('c')]).toEqual(['two', null, null]);
  await state.forget('a');
  expect(await state.recall('a')).toBeNull();
});

test('all of it is there again when it is opened anew; what is long over is not', async () => {
  const file = place();
  const first = sqliteState(openStateFile(file));
  await first.add(requestOf('R-1'), ENTRY);
  await first.add(requestOf('R-2', { status: 'done', askedAt: '2020-01-01T00:00:00.000Z' }), ENTRY);
  await first.add(requestOf('R-3', { status: 'running', askedAt: '2020-01-01T00:00:00.000Z' }), ENTRY);
  first.close();
  const second = open(file);
  expect((await second.list(['open', 'running', 'done'])).map(({ id }) => id)).toEqual(['R-3', 'R-1']);
  expect(await second.find('R-2-a')).toBeNull();
  expect(await second.audit(10)).toHaveLength(3);
});

test('the audit log is only added to', async () => {
  const file = place();
  await open(file).record(ENTRY);
  const direct = (sql: string) => () => inDatabase(file, (database) => database.exec(sql));
  expect(direct('DELETE FROM audit')).toThrow('only added to');
  expect(direct("UPDATE audit SET detail = ''")).toThrow('only added to');
});

test('a state of a newer version is not touched', () => {
  const file = place();
  openStateFile(file).close();
  inDatabase(file, (database) => database.pragma('user_version = 2'));
  expect(() => openStateFile(file)).toThrow('newer version');
});

test('the lock is held as long as its process lives, and free when that was killed', () => {
  const file = place();
  const release = holdState(file);
  expect(() => holdState(file)).toThrow('Another process');
  release();
  const program = `const d = new (require('better-sqlite3'))(process.argv[1]); d.exec('BEGIN EXCLUSIVE'); process.kill(process.pid, 'SIGKILL');`;
  expect(() =>
    execFileSync(process.execPath, ['-e', program, `${file}-lock`], { cwd: new URL('..', import.meta.url), stdio: 'ignore' }),
  ).toThrow('Command failed');
  holdState(file)();
});
