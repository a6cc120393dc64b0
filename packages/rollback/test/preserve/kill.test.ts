import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { inDatabase, JOURNAL_MODES, makeMigrator, temporaryFolder } from '@zepix/testkit';
import type { JournalMode, TemporaryFolder } from '@zepix/testkit';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { sqliteSafety } from '../../src/index.js';
import { contents } from '../contents.js';
import { SHAPES, START } from '../shapes.js';
import type { Job, Told } from './programs/runner.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundled program. */
    runner: string;
  }
}

const NIGHTLY = process.env['ZEPIX_NIGHTLY'] === '1';
/** Kills of one command outside of the nightly run. */
const SOME = 3;
const CHANGE = [
  SHAPES['a table is rebuilt as drizzle does'],
  "UPDATE tags SET weight = 1 WHERE label = 'x'; DELETE FROM tree WHERE id > 2; DROP TABLE links; CREATE VIRTUAL TABLE found USING fts5(x); INSERT INTO found VALUES ('word');",
].join('\n');
const WRITES =
  "INSERT INTO tags VALUES ('since', 2); UPDATE tree SET label = 'since' WHERE id = 1; INSERT INTO users (email, name) VALUES ('since@x', 'Since');";

type Contents = ReturnType<typeof contents>;

describe.each(JOURNAL_MODES)('killed with what is preserved half written, journal mode %s', (mode) => {
  test.each(['up', 'down', 'redo'] as const)(
    '%s: leaves before or after',
    async (command) => {
      const staged = await stage(command, mode);
      const whole = copyOf(staged);
      const { calls, events } = JSON.parse(run({ root: whole.path, command }).stdout) as Told;
      const stands = await standsOf(command, staged, whole);
      const found = new Set<number>();
      for (const death of [...deaths(calls, 'dieAtCall'), ...deaths(events, 'dieAtEvent')]) {
        const folder = copyOf(staged);
        const note = `${command}, ${JSON.stringify(death)} of ${calls} calls and ${events} events`;
        expect(run({ root: folder.path, command, ...death }).signal, note).toBe('SIGKILL');
        const stand = stands.findIndex((one) => JSON.stringify(one) === JSON.stringify(contents(folder.file('main.db'))));
        expect(stand, note).toBeGreaterThanOrEqual(0);
        found.add(stand);
        await expectGoesOn(folder, command, stands, note);
      }
      expect(found.size).toBeGreaterThan(command === 'redo' ? 0 : 1);
    },
    NIGHTLY ? 3_600_000 : 60_000,
  );
});

/** The first, the last, and some between; each in the nightly run. */
function deaths(most: number, kind: 'dieAtCall' | 'dieAtEvent'): Partial<Job>[] {
  const all = Array.from({ length: most }, (_, index) => index + 1);
  const step = Math.ceil(most / SOME);
  return all.filter((number) => NIGHTLY || number === most || number % step === 1).map((number) => ({ [kind]: number }));
}

async function stage(command: Job['command'], mode: JournalMode): Promise<TemporaryFolder> {
  const folder = temporaryFolder(onTestFinished);
  const migrator = engine(folder, mode);
  if (command !== 'up') {
    expect((await migrator.up({ snapshot: false })).ok).toBe(true);
    inDatabase(folder.file('main.db'), (db) => db.exec(WRITES));
  }
  return folder;
}

/** What may be found: as it was, as it is when the command is done, and of a redo also what lies between its two migrations. */
async function standsOf(command: Job['command'], staged: TemporaryFolder, whole: TemporaryFolder): Promise<readonly Contents[]> {
  const ends = [contents(staged.file('main.db')), contents(whole.file('main.db'))];
  if (command !== 'redo') return ends;
  expect(ends[1]).toEqual(ends[0]);
  const between = copyOf(staged);
  expect((await engine(between).down({ snapshot: false })).ok).toBe(true);
  return [...ends, contents(between.file('main.db'))];
}

/** Nothing needs to be mended by hand: the file is whole, and the next run comes to the same end. */
async function expectGoesOn(folder: TemporaryFolder, command: Job['command'], stands: readonly Contents[], note: string): Promise<void> {
  const file = folder.file('main.db');
  expect(
    inDatabase(file, (db) => db.pragma('integrity_check', { simple: true })),
    note,
  ).toBe('ok');
  const migrator = engine(folder);
  const report = await migrator[command === 'down' ? 'down' : 'up']({ snapshot: false });
  expect(
    report.databases.map(({ error }) => error),
    note,
  ).toEqual([null]);
  expect(contents(file), note).toEqual(stands[1]);
}

function engine(folder: TemporaryFolder, journalMode?: JournalMode) {
  const setup = journalMode === undefined ? {} : { migrations: { '001_change.sql': CHANGE }, sql: START, journalMode };
  return makeMigrator(folder, { driver: sqliteDriver(), safety: sqliteSafety(), databases: { main: setup } });
}

function copyOf(folder: TemporaryFolder): TemporaryFolder {
  const copy = temporaryFolder(onTestFinished);
  cpSync(folder.path, copy.path, { recursive: true });
  return copy;
}

function run(job: Job): { readonly signal: NodeJS.Signals | null; readonly stdout: string } {
  const { signal, stdout, stderr } = spawnSync(process.execPath, [inject('runner'), JSON.stringify(job)], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { signal, stdout };
}
