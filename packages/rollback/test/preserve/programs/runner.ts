// A process that runs the engine with its safety part once, as its first argument says. Told to, it kills itself with SIGKILL.
import { writeSync } from 'node:fs';
import { createMigrator, exitCode, resolveConfig } from '@zepix/migrations-core';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { openDatabase } from '@zepix/testkit';
import { sqliteSafety } from '../../../src/index.js';

export interface Job {
  /** A folder with `main.db` and its migrations in `migrations/main`. */
  readonly root: string;
  readonly command: 'up' | 'down' | 'redo';
  /** SIGKILL itself before this call of SQLite, counted from 1. */
  readonly dieAtCall?: number | undefined;
  /** SIGKILL itself at this event, counted from 1. */
  readonly dieAtEvent?: number | undefined;
}

/** What it tells at its end, as one line of JSON. */
export interface Told {
  readonly calls: number;
  readonly events: number;
  /** Code and message of what went wrong. */
  readonly error: string | null;
}

const job = JSON.parse(process.argv[2] ?? '{}') as Job;
const count = { calls: 0, events: 0 };

watchCalls();
const around = { root: job.root, cwd: job.root, file: 'zepix.config.ts', env: {} };
const databases = resolveConfig({ databases: { main: { file: 'main.db', migrations: 'migrations/main' } } }, around);
const emit = (): void => {
  count.events += 1;
  if (count.events === job.dieAtEvent) process.kill(process.pid, 'SIGKILL');
};
const migrator = createMigrator({
  databases,
  driver: sqliteDriver({ temporaryFolders: [process.env['SQLITE_TMPDIR']] }),
  safety: sqliteSafety(),
  observers: [{ emit }],
});
const report = await migrator[job.command]({ snapshot: false, approval: 'all' });
const [error = null] = report.databases.map((one) => (one.error === null ? null : `${one.error.code} ${one.error.message}`));
writeSync(1, JSON.stringify({ ...count, error } satisfies Told));
process.exitCode = exitCode(report);

/** Every call that reaches SQLite, on any connection: finer steps than the events. */
function watchCalls(): void {
  const scratch = openDatabase(':memory:');
  const statement = Object.getPrototypeOf(scratch.prepare('SELECT 1')) as object;
  const database = Object.getPrototypeOf(scratch) as object;
  scratch.close();
  for (const name of ['exec', 'pragma', 'close']) wrap(database, name);
  for (const name of ['run', 'get', 'all', 'iterate']) wrap(statement, name);
}

function wrap(prototype: object, name: string): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name];
  if (original === undefined) throw new Error(`better-sqlite3 has no ${name}`);
  methods[name] = function called(this: unknown, ...args: unknown[]) {
    count.calls += 1;
    if (count.calls === job.dieAtCall) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, args);
  };
}
