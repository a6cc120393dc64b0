import { mkdirSync, symlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMigrator, resolveConfig } from '@zepix/migrations-core';
import type { DatabaseDefinition, MigrationsConfig } from '@zepix/migrations-core';
import { JOURNAL_MODES, inDatabase, rowsOf, temporaryFolder, writeFiles } from '@zepix/testkit';
import type { JournalMode, TemporaryFolder } from '@zepix/testkit';
import { sqliteDriver } from '../../src/index.js';
import { SEED, chance, isNightly } from './chance.js';
import type { Chance } from './chance.js';
import { contents, ledger } from './contents.js';
import { expectDone, leftovers } from './crash.js';
import { runEngine, startRunner } from './process.js';
import type { Ended, Running } from './process.js';
import type { Job } from './programs/runner.js';
import { filesOf, standsOf } from './stories.js';
import type { Story } from './stories.js';

const PROCESSES = 32;
const ROUNDS = isNightly ? 200 : 2;

/** Ten migrations; each counts itself, so that one that ran twice shows. */
const TALLY: Story = [
  {
    name: 'begin',
    up: [['CREATE TABLE tally (version INTEGER, at INTEGER)', 'INSERT INTO tally VALUES (1, 1)']],
    down: [['DROP TABLE tally']],
  },
  ...Array.from({ length: 9 }, (_, index) => ({
    name: `count_${index}`,
    up: [[`INSERT INTO tally SELECT ${index + 2}, count(*) + 1 FROM tally`, 'UPDATE tally SET at = at + 1']],
    down: [['UPDATE tally SET at = at - 1', `DELETE FROM tally WHERE version = ${index + 2}`]],
  })),
];
const { up } = standsOf(TALLY);

/** Longer than any test may take: whoever waited for its end would never be seen to finish. */
const FOR_EVER_MS = 2 * 60 * 60_000;

describe('32 runners at once', () => {
  it(`apply every migration once, whoever is killed (${ROUNDS} rounds, seed ${SEED})`, async () => {
    const dice = chance(SEED);
    const tally = { rounds: 0, killed: 0, survived: 0, applied: 0, longestMs: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      using folder = temporaryFolder();
      const journalMode = JOURNAL_MODES[round % 2] ?? 'delete';
      const job = oneDatabase(folder, journalMode);
      const started = performance.now();
      const ended = await race(
        Array.from({ length: PROCESSES }, () => job),
        dice,
      );
      const note = `round ${round}, seed ${SEED}`;
      expectSurvivors(ended, note);
      await expectOnce(folder, ['main'], note);
      tally.rounds += 1;
      tally.killed += ended.filter(({ signal }) => signal !== null).length;
      tally.survived += ended.filter(({ signal }) => signal === null).length;
      tally.applied += ended.filter(({ events }) => events.some(({ event }) => event === 'recorded')).length;
      tally.longestMs = Math.max(tally.longestMs, Math.round(performance.now() - started));
    }
    expect(tally.killed).toBeGreaterThan(0);
    expect(tally.survived).toBeGreaterThan(0);
    console.log(`${PROCESSES} runners on one database: ${JSON.stringify(tally)}`);
  });

  it(`do not wait for each other in a circle over three databases (seed ${SEED})`, async () => {
    const dice = chance(SEED + 1);
    const rounds = Math.ceil(ROUNDS / 4);
    for (let round = 0; round < rounds; round += 1) {
      using folder = temporaryFolder();
      const jobs = Array.from({ length: PROCESSES / 2 }, () => threeDatabases(folder, dice));
      const ended = await race(jobs, dice);
      const note = `round ${round}, seed ${SEED}`;
      expectSurvivors(ended, note);
      const last = await runEngine({ ...threeDatabases(folder, dice), settings: { lockTimeoutMs: 0 } });
      expect({ code: last.code, stderr: last.stderr }, note).toEqual({ code: 0, stderr: '' });
      await expectOnce(folder, ['a', 'b', 'c'], note);
    }
    console.log(`${PROCESSES / 2} runners on three databases: ${rounds} rounds`);
  });
});

describe.each(JOURNAL_MODES)('a runner that dies, journal mode %s', (journalMode) => {
  it.each(['lock-taken', 'statement-finished', 'recorded'] as const)('at %s frees its lock at once', async (hangAt) => {
    const folder = temporaryFolder(onTestFinished);
    const job = oneDatabase(folder, journalMode);
    const holder = startRunner({ ...job, hangAt });
    await holder.saw(hangAt);
    const next = startRunner({ ...job, settings: { lockTimeoutMs: FOR_EVER_MS } });
    await next.saw('lock-waiting');
    const killed = performance.now();
    holder.kill();
    await next.saw('lock-taken');
    console.log(`lock taken ${Math.round(performance.now() - killed)} ms after its holder was killed at ${hangAt}`);
    const { code, stderr, events } = await next.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const waited = events.find(({ event }) => event === 'lock-waiting');
    expect(waited).toMatchObject({ owner: { pid: holder.pid } });
    await expectOnce(folder, ['main'], hangAt);
  });
});

describe('the lock of one file', () => {
  it.each([
    { way: 'a link to it', exists: true },
    { way: 'a link to it', exists: false },
    { way: 'a link to a link to it', exists: true },
    { way: 'a link to a link to it', exists: false },
    { way: 'a link to its folder', exists: true },
    { way: 'a link to its folder', exists: false },
  ])('is the same through $way (file exists: $exists)', async ({ way, exists }) => {
    const folder = temporaryFolder(onTestFinished);
    const job = oneDatabase(folder, exists ? 'wal' : 'delete', 'data/main.db');
    const file = throughLink(folder, way);
    const other: Job = { ...job, config: { databases: { main: { file, migrations: 'migrations' } } } };
    const holder = startRunner({ ...job, hangAt: 'lock-taken' });
    await holder.saw('lock-taken');
    const refused = await runEngine({ ...other, settings: { lockTimeoutMs: 100 } });
    expect({ code: refused.code, error: refused.report?.databases[0]?.error?.code }).toEqual({ code: 4, error: 'RUNNER_LOCKED' });
    holder.kill();
    const { code, stderr } = await runEngine(other);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(contents(folder.file('data', 'main.db'))).toBe(up.at(-1)?.contents);
  });
});

function oneDatabase(folder: TemporaryFolder, journalMode: JournalMode, file = 'main.db'): Job {
  writeFiles(folder.file('migrations'), filesOf(TALLY));
  mkdirSync(folder.file(file, '..'), { recursive: true });
  if (journalMode === 'wal') inDatabase(folder.file(file), (db) => db.pragma('journal_mode = WAL'));
  return { root: folder.path, config: { databases: { main: { file, migrations: 'migrations' } } }, command: 'up' };
}

/** Three databases, configured and filtered in an order of chance; often only two of them. */
function threeDatabases(folder: TemporaryFolder, dice: Chance): Job {
  writeFiles(folder.file('migrations'), filesOf(TALLY));
  const names = ['a', 'b', 'c'];
  const shuffled = (): string[] =>
    names
      .map((name) => ({ name, at: dice.share() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ name }) => name);
  const entries = shuffled().map((name): [string, DatabaseDefinition] => [name, { file: `${name}.db`, migrations: 'migrations' }]);
  const config: MigrationsConfig = { databases: Object.fromEntries(entries) };
  return { root: folder.path, config, command: 'up', settings: { filter: shuffled().slice(0, dice.upTo(2) + 1) } };
}

/** Starts them all at once. Most would kill themselves soon after they begin to work, a few are killed from outside at any time. */
async function race(jobs: readonly Job[], dice: Chance): Promise<readonly Ended[]> {
  const runners = jobs.map((job): Running => {
    const dieAtEvent = dice.share() < 3 / 4 ? 1 + dice.upTo(25) : undefined;
    return startRunner({ ...job, waits: true, dieAtEvent });
  });
  await Promise.all(runners.map(({ ready }) => ready));
  for (const { go } of runners) go();
  const victims = runners.filter(() => dice.share() < 1 / 8).map((runner) => ({ runner, delayMs: dice.share() * 800 }));
  await Promise.all(
    victims.map(async ({ runner, delayMs }) => {
      await sleep(delayMs);
      runner.kill();
    }),
  );
  return Promise.all(runners.map(({ ended }) => ended));
}

function expectSurvivors(ended: readonly Ended[], note: string): void {
  for (const { code, signal, stderr, report } of ended) {
    if (signal === 'SIGKILL') continue;
    const errors = report?.databases.map(({ error }) => error);
    expect({ code, signal, stderr, errors }, note).toEqual({ code: 0, signal: null, stderr: '', errors: errors?.map(() => null) });
  }
}

/** Another run finds nothing in its way; every migration ran once, by its rows and by the history. */
async function expectOnce(folder: TemporaryFolder, names: readonly string[], note: string): Promise<void> {
  const entries = names.map((name): [string, DatabaseDefinition] => [name, { file: `${name}.db`, migrations: 'migrations' }]);
  const around = { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} };
  const databases = resolveConfig({ databases: Object.fromEntries(entries) }, around);
  const migrator = createMigrator({ databases, driver: sqliteDriver() });
  expectDone(await migrator.up({ lockTimeoutMs: 0 }), note);
  expect(
    migrator.verify().databases.map(({ state, problems }) => ({ state, problems })),
    note,
  ).toEqual(names.map(() => ({ state: 'up-to-date', problems: [] })));
  const last = up.at(-1);
  for (const name of names) {
    const file = folder.file(`${name}.db`);
    expect({ contents: contents(file), ...ledger(file) }, note).toEqual(last);
    const events = rowsOf(file, "SELECT version FROM schema_migrations_history WHERE event = 'applied' ORDER BY id");
    expect(events.flat(), note).toEqual(last?.applied);
    expect(leftovers(folder, name), note).toEqual([]);
  }
}

function throughLink(folder: TemporaryFolder, way: string): string {
  mkdirSync(folder.file('elsewhere'));
  if (way === 'a link to its folder') {
    symlinkSync(folder.file('data'), folder.file('elsewhere', 'folder'));
    return 'elsewhere/folder/main.db';
  }
  symlinkSync('../data/main.db', folder.file('elsewhere', 'link.db'));
  if (way === 'a link to it') return 'elsewhere/link.db';
  symlinkSync('link.db', folder.file('elsewhere', 'second.db'));
  return 'elsewhere/second.db';
}
