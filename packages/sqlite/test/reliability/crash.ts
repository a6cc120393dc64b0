import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createMigrator, resolveConfig } from '@zepix/migrations-core';
import type { DatabaseReport, Migrator, MigrationsConfig, Report, UpSettings } from '@zepix/migrations-core';
import { inDatabase, temporaryFolder, writeFiles } from '@zepix/testkit';
import type { JournalMode, TemporaryFolder } from '@zepix/testkit';
import { sqliteDriver } from '../../src/index.js';
import { contents, ledger } from './contents.js';
import type { Job } from './programs/runner.js';
import { filesOf } from './stories.js';
import type { Stand, Story } from './stories.js';

/** A run that is to be killed: of which migrations, which way, in which mode. */
export interface Crash {
  readonly story: Story;
  readonly command: 'up' | 'down';
  readonly journalMode: JournalMode;
  readonly settings?: UpSettings;
  /** What may be found afterwards: the first is where the run begins, the last where it ends. */
  readonly stands: readonly Stand[];
}

/** Where a kill left the database: at one of the stands. */
export type Outcome = 'before' | 'between migrations' | 'after';

export const CONFIG: MigrationsConfig = { databases: { main: { file: 'main.db', migrations: 'migrations' } } };

/** A folder with a database as it is before the run, and the job of the process that runs it. */
export async function stage(crash: Crash): Promise<{ folder: TemporaryFolder; job: Job }> {
  const folder = temporaryFolder();
  writeFiles(folder.file('migrations'), filesOf(crash.story));
  if (crash.journalMode === 'wal') inDatabase(folder.file('main.db'), (db) => db.pragma('journal_mode = WAL'));
  if (crash.command === 'down') await fill(folder, crash);
  const to = crash.command === 'down' ? { to: '0' } : {};
  return { folder, job: { root: folder.path, config: CONFIG, command: crash.command, settings: { ...to, ...crash.settings } } };
}

const filled = new WeakMap<Crash, Buffer>();

/** Applies everything: the first time for a crash by running it, then by putting the same file there. */
async function fill(folder: TemporaryFolder, crash: Crash): Promise<void> {
  const file = folder.file('main.db');
  const known = filled.get(crash);
  if (known !== undefined) return writeFileSync(file, known);
  expectDone(await engine(folder).up({ approval: 'all' }));
  filled.set(crash, readFileSync(file));
}

/** The engine in this process, over a staged folder. */
export function engine(folder: TemporaryFolder): Migrator {
  const around = { root: folder.path, cwd: folder.path, file: 'zepix.config.ts', env: {} };
  return createMigrator({ databases: resolveConfig(CONFIG, around), driver: sqliteDriver() });
}

/**
 * Looks at a database after its run was killed, and lets the next run finish: status says what stands, contents and ledger are those of
 * one and the same stand, and the same command then comes to the last stand without anything being mended by hand.
 */
export async function expectWhole(folder: TemporaryFolder, crash: Crash, note: string): Promise<Outcome> {
  const migrator = engine(folder);
  const status = only(migrator.status());
  const found = find(folder, crash, note);
  expectSensible(status, found, note);
  expectSound(folder, migrator, found, crash, note);
  const settings = { approval: 'all' as const, lockTimeoutMs: 0, ...crash.settings };
  expectDone(await (crash.command === 'up' ? migrator.up(settings) : migrator.down({ to: '0', ...settings })), note);
  const last = crash.stands.at(-1);
  const end = find(folder, crash, note);
  expect(end, note).toEqual(last);
  expectSound(folder, migrator, end, crash, note);
  expect(leftovers(folder), note).toEqual([]);
  const isFirst = found.contents === crash.stands[0]?.contents && found.running.length === 0;
  return isFirst ? 'before' : found.contents === last?.contents && found.running.length === 0 ? 'after' : 'between migrations';
}

/** The stand that the database is at, by its contents and its ledger together. */
function find(folder: TemporaryFolder, { stands }: Crash, note: string): Stand {
  const file = folder.file('main.db');
  const found: Stand = { contents: contents(file), ...ledger(file) };
  const same = stands.find((stand) => JSON.stringify(Object.values(inOrder(stand))) === JSON.stringify(Object.values(inOrder(found))));
  expect(same ?? found, `${note}: none of the stands that may be`).toEqual(same ?? 'one of the stands that may be');
  return found;
}

function inOrder({ contents, applied, running, remembered }: Stand): Stand {
  return { contents, applied, running, remembered };
}

function expectSensible(status: DatabaseReport, { applied, running }: Stand, note: string): void {
  const words = running.length > 0 ? ['failed'] : ['missing', 'uninitialised', 'pending', 'up-to-date'];
  expect(words, `${note}: status says ${status.state}`).toContain(status.state);
  expect(status.error, note).toBeNull();
  expect(
    status.applied.map(({ version }) => version),
    note,
  ).toEqual(applied);
  expect(status.pending.length + applied.length > 0, note).toBe(true);
}

/** Its file is whole, and `verify` finds nothing but what a migration without a transaction leaves behind. */
function expectSound(folder: TemporaryFolder, migrator: Migrator, { running }: Stand, { journalMode }: Crash, note: string): void {
  if (!existsSync(folder.file('main.db'))) return;
  inDatabase(folder.file('main.db'), (db) => {
    expect(db.pragma('integrity_check', { simple: true }), note).toBe('ok');
    expect(db.pragma('foreign_key_check'), note).toEqual([]);
    expect(db.pragma('journal_mode', { simple: true }), note).toBe(journalMode);
  });
  const { problems } = only(migrator.verify());
  expect(
    problems.map(({ code, message }) => `${code}: ${message}`).filter((text) => !text.startsWith('INTERRUPTED_MIGRATION')),
    note,
  ).toEqual([]);
  expect(
    problems.map(({ version }) => version),
    note,
  ).toEqual(running);
}

export function expectDone(report: Report, note = ''): void {
  expect({ ok: report.ok, error: report.error, errors: report.databases.map(({ error }) => error) }, note).toEqual({
    ok: true,
    error: null,
    errors: report.databases.map(() => null),
  });
}

export function only({ databases }: Report): DatabaseReport {
  const [database] = databases;
  if (database === undefined || databases.length > 1) throw new Error(`The report has ${databases.length} databases.`);
  return database;
}

/** Files that a run must not leave: journals, and a note that says that somebody holds the lock. */
export function leftovers(folder: TemporaryFolder, name = 'main'): string[] {
  return ['-journal', '-wal', '-shm', '.migrate-lock.owner', '.migrate-lock-journal', '.migrate-lock-wal']
    .map((suffix) => `${name}.db${suffix}`)
    .filter((file) => existsSync(folder.file(file)));
}
