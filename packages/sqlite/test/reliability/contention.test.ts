import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '@zepix/migrations-core';
import { JOURNAL_MODES, inDatabase, openDatabase, rowsOf, temporaryFolder, writeFiles } from '@zepix/testkit';
import type { JournalMode, TemporaryFolder } from '@zepix/testkit';
import { isNightly } from './chance.js';
import { contents, ledger } from './contents.js';
import { CONFIG, engine, leftovers, only } from './crash.js';
import { runEngine, startApplication, startRunner } from './process.js';
import type { Ended } from './process.js';
import type { Job } from './programs/runner.js';
import { filesOf } from './stories.js';
import type { Change, Story } from './stories.js';

const APPLICATION = `
  CREATE TABLE events (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, text TEXT);
  INSERT INTO events (number, text) SELECT -value, 'old' FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 2000) SELECT value FROM n);
`;

/** Migrations of the very table that the application writes. */
const ROUND: Story = [
  change('add', 'ALTER TABLE events ADD COLUMN extra TEXT', 'ALTER TABLE events DROP COLUMN extra'),
  change('fill', "UPDATE events SET extra = 'seen ' || id", 'UPDATE events SET extra = NULL'),
  change('index', 'CREATE INDEX events_number ON events (number)', 'DROP INDEX events_number'),
  {
    name: 'rebuild',
    up: [rebuild(', extra TEXT, again INTEGER DEFAULT 1', 'id, number, text, extra')],
    down: [rebuild(', extra TEXT', 'id, number, text, extra')],
  },
];
const TIMES = isNightly ? 40 : 6;

describe.each(JOURNAL_MODES)('beside other programs, journal mode %s', (journalMode) => {
  it('waits for a writer and then finishes', async () => {
    const { folder, job } = stage(journalMode, ROUND);
    const writer = openDatabase(folder.file('main.db'));
    writer.exec(`BEGIN IMMEDIATE; INSERT INTO events (number) VALUES (77)`);
    const runner = startRunner(job);
    await runner.saw('write-waiting');
    writer.exec('COMMIT');
    expectDone(await runner.ended);
    expect(rowsOf(folder.file('main.db'), 'SELECT count(*), max(number) FROM events')).toEqual([[2001, 77]]);
  });

  it('gives up on a writer when its time is over, and has changed nothing', async () => {
    const { folder, job } = stage(journalMode, ROUND);
    const before = contents(folder.file('main.db'));
    const writer = openDatabase(folder.file('main.db'));
    writer.exec('BEGIN IMMEDIATE');
    const ended = await runEngine({ ...job, settings: { lockTimeoutMs: 50 } });
    expect({ code: ended.code, error: errorOf(ended) }).toEqual({ code: 4, error: 'DATABASE_LOCKED' });
    writer.exec('ROLLBACK');
    writer.close();
    expect(contents(folder.file('main.db'))).toBe(before);
    expect(ledger(folder.file('main.db')).applied).toEqual([]);
    expect(leftovers(folder)).toEqual([]);
    expectDone(await runEngine({ ...job, settings: { lockTimeoutMs: 0 } }));
  });

  it('gives up between two migrations when a writer comes, and keeps the first', async () => {
    const { folder, job } = stage(journalMode, ROUND.slice(0, 2));
    const writer = openDatabase(folder.file('main.db'));
    const runner = startRunner({ ...job, settings: { lockTimeoutMs: 1000 }, hangAt: 'migration-finished' });
    await runner.saw('migration-finished');
    writer.exec('BEGIN IMMEDIATE');
    runner.kill();
    await runner.ended;
    const ended = await runEngine({ ...job, settings: { lockTimeoutMs: 50 } });
    expect({ code: ended.code, error: errorOf(ended) }).toEqual({ code: 4, error: 'DATABASE_LOCKED' });
    writer.exec('ROLLBACK');
    expect(ledger(folder.file('main.db'))).toEqual({ applied: ['001'], running: [], remembered: ['001'] });
    expectDone(await runEngine({ ...job, settings: { lockTimeoutMs: 0 } }));
  });

  it.each([
    { kind: 'with a transaction each', transaction: undefined },
    { kind: 'without transactions', transaction: 'NO' as const },
  ])('loses no row of an application that writes all the while, to migrations $kind', async ({ transaction }) => {
    const story = Array.from({ length: TIMES }, () => ROUND)
      .flat()
      .map(backAndForth)
      .map((change) => (transaction ? { ...change, transaction, up: [['VACUUM', 'BEGIN IMMEDIATE'], ...change.up, ['COMMIT']] } : change));
    const { folder, job } = stage(journalMode, story);
    const file = folder.file('main.db');
    const application = await startApplication({
      file,
      sql: "INSERT INTO events (number, text) VALUES (?, 'new')",
      everyMs: 5,
      busyTimeoutMs: 5000,
    });
    await sleep(100);
    const ended = await runEngine(job);
    const written = await application.stop();
    expectDone(ended);
    expect(written.errors).toEqual([]);
    expect(written.rows).toBeGreaterThan(0);
    const numbers = rowsOf(file, "SELECT number FROM events WHERE text = 'new' ORDER BY number").flat();
    expect(numbers).toEqual(Array.from({ length: written.rows }, (_, index) => index + 1));
    expect(rowsOf(file, "SELECT count(*) FROM events WHERE text = 'old'")).toEqual([[2000]]);
    expect(only(engine(folder).verify())).toMatchObject({ state: 'up-to-date', problems: [] });
    const waits = ended.events.filter(({ event }) => event === 'write-waiting').length;
    console.log(
      `${journalMode}: ${story.length} migrations beside ${written.rows} rows, worst ${Math.round(written.worstMs)} ms, ${waits} waits`,
    );
  });
});

describe('a reader in journal mode delete', () => {
  it('holds a COMMIT up, which waits and then finishes', async () => {
    const { folder, job } = stage('delete', ROUND);
    const reader = openDatabase(folder.file('main.db'));
    reader.exec('BEGIN');
    const seen = reader.prepare('SELECT count(*) FROM events').get();
    const runner = startRunner(job);
    await runner.saw('write-waiting');
    expect(reader.prepare('SELECT count(*) FROM events').get()).toEqual(seen);
    reader.exec('COMMIT');
    const ended = await runner.ended;
    expectDone(ended);
    expect(only(engine(folder).verify())).toMatchObject({ state: 'up-to-date', problems: [] });
  });

  it('that never ends makes the run give up, with nothing changed', async () => {
    const { folder, job } = stage('delete', ROUND);
    const before = contents(folder.file('main.db'));
    const reader = openDatabase(folder.file('main.db'));
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    const ended = await runEngine({ ...job, settings: { lockTimeoutMs: 100 } });
    expect({ code: ended.code, error: errorOf(ended) }).toEqual({ code: 4, error: 'DATABASE_LOCKED' });
    reader.exec('COMMIT');
    expect(contents(folder.file('main.db'))).toBe(before);
    expectDone(await runEngine({ ...job, settings: { lockTimeoutMs: 0 } }));
  });

  it('that comes while a migration runs is not waited for until COMMIT, however little SQLite may hold back', async () => {
    const spilling = [change('spill', "PRAGMA cache_size = 5; UPDATE events SET text = printf('%.*c', 500, 'y')", 'SELECT 1')];
    const { folder, job } = stage('delete', spilling);
    const reader = openDatabase(folder.file('main.db'));
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    const runner = startRunner({ ...job });
    await runner.saw('write-waiting');
    reader.exec('COMMIT');
    const { events, ...ended } = await runner.ended;
    expectDone({ events, ...ended });
    expect(rowsOf(folder.file('main.db'), 'SELECT DISTINCT length(text) FROM events')).toEqual([[500]]);
  });
});

function change(name: string, up: string, down: string): Change {
  return { name, up: [[up]], down: [[down]] };
}

function rebuild(columns: string, kept: string): string[] {
  return [
    `CREATE TABLE events_new (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, text TEXT${columns})`,
    `INSERT INTO events_new (${kept}) SELECT ${kept} FROM events`,
    'DROP TABLE events',
    'ALTER TABLE events_new RENAME TO events',
    'CREATE INDEX events_number ON events (number)',
  ];
}

/** Every second round takes the one before back, so that any number of rounds can follow each other. */
function backAndForth({ name, up, down }: Change, index: number, all: Story): Change {
  const round = Math.floor(index / ROUND.length);
  if (round % 2 === 0) return { name: `${name}_${index}`, up, down };
  const mirrored = all[(round + 1) * ROUND.length - 1 - (index % ROUND.length)] ?? { up, down };
  return { name: `back_${index}`, up: mirrored.down, down: mirrored.up };
}

function stage(journalMode: JournalMode, story: Story): { folder: TemporaryFolder; job: Job } {
  const folder = temporaryFolder(onTestFinished);
  writeFiles(folder.file('migrations'), filesOf(story));
  inDatabase(folder.file('main.db'), (db) => {
    db.pragma(`journal_mode = ${journalMode}`);
    db.exec(APPLICATION);
  });
  return { folder, job: { root: folder.path, config: CONFIG, command: 'up' } };
}

function expectDone({ code, stderr, report, events }: Ended): void {
  const names = events.map(({ event }: RunEvent) => event);
  expect({ code, stderr, error: report?.databases[0]?.error ?? report?.error ?? null }).toEqual({ code: 0, stderr: '', error: null });
  expect(names.at(-1)).toBe('run-finished');
}

function errorOf({ report }: Ended): string | undefined {
  return report?.databases[0]?.error?.code;
}
