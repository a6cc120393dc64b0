// A process that runs the engine once, as its first argument says, and tells every event and the report as lines of JSON.
// Told to, it kills itself with SIGKILL where nothing is finished, or stops for good where it stands.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createMigrator, exitCode, resolveConfig } from '@zepix/migrations-core';
import type { MigrationsConfig, RunEvent, UpSettings } from '@zepix/migrations-core';
import { sqliteDriver } from '../../../src/index.js';

/** What the process is to do. */
export interface Job {
  /** Paths in the configuration are relative to it. */
  readonly root: string;
  readonly config: MigrationsConfig;
  readonly command: 'up' | 'down';
  readonly settings?: Omit<UpSettings, 'signal' | 'stopRequested'> | undefined;
  /** SIGKILL itself at this event, counted from 1. */
  readonly dieAtEvent?: number | undefined;
  /** SIGKILL itself before this call of SQLite, counted from 1. */
  readonly dieAtCall?: number | undefined;
  /** Stop at the first event of this name and never go on. */
  readonly hangAt?: RunEvent['event'] | undefined;
  /** Say `ready` and wait for a line before beginning. */
  readonly waits?: boolean | undefined;
}

/** One line of its output. */
export type Line = { readonly ready: true } | { readonly event: RunEvent } | { readonly report: unknown; readonly calls: number };

const job = JSON.parse(process.argv[2] ?? '{}') as Job;
const calls = countCalls(job.dieAtCall);
await main();

async function main(): Promise<void> {
  const databases = resolveConfig(job.config, { root: job.root, cwd: job.root, file: 'zepix.config.ts', env: {} });
  const migrator = createMigrator({ databases, driver: sqliteDriver(), observers: [{ emit: watcher() }] });
  if (job.waits === true) {
    tell({ ready: true });
    await once(process.stdin, 'data');
    process.stdin.destroy();
  }
  const report = await migrator[job.command]({ approval: 'all', ...job.settings });
  tell({ report, calls: calls() });
  process.exitCode = exitCode(report);
}

function watcher(): (event: RunEvent) => void {
  let count = 0;
  return (event) => {
    tell({ event });
    count += 1;
    if (count === job.dieAtEvent) die();
    if (event.event === job.hangAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}

/** Every call that reaches SQLite, on any connection: finer steps than the events. */
function countCalls(dieAt: number | undefined): () => number {
  const scratch = new Database(':memory:');
  const statement = Object.getPrototypeOf(scratch.prepare('SELECT 1')) as object;
  scratch.close();
  let count = 0;
  const counted = () => {
    count += 1;
    if (count === dieAt) die();
  };
  for (const name of ['exec', 'pragma', 'close']) wrap(Database.prototype, name, counted);
  for (const name of ['run', 'get', 'all', 'iterate']) wrap(statement, name, counted);
  return () => count;
}

function wrap(prototype: object, name: string, before: () => void): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name];
  if (original === undefined) throw new Error(`better-sqlite3 has no ${name}`);
  methods[name] = function called(this: unknown, ...args: unknown[]) {
    before();
    return original.apply(this, args);
  };
}

/** The process is gone when kill returns: nothing of it runs any more, no `finally` and no exit handler. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Written at once, so that what was told is out before the process dies. */
function tell(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
