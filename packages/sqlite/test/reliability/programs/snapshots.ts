import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { SnapshotReason } from '@zepix/migrations-core';
import { snapshotStore } from '../../../src/snapshot/store.js';
import { sqliteTarget } from '../../../src/target/target.js';

/** What another process does with the file until it reads a line, or is done. It says `ready` when it has begun, and tells what came of it. */
export type Job =
  /** Writes an order and the account in one transaction, so many times a second. */
  | { readonly role: 'write'; readonly file: string; readonly perSecond: number }
  /** Runs SQL, keeps the connection as it is until a line comes, runs more. */
  | { readonly role: 'hold'; readonly file: string; readonly first: string; readonly last: string }
  /** Reads again and again, and collects what it sees. */
  | { readonly role: 'watch'; readonly file: string; readonly query: string }
  /** Takes or restores a snapshot; kills itself at the copy's progress where `dieAt` (0 to 1) says so. */
  | { readonly role: 'create' | 'restore'; readonly file: string; readonly id: string; readonly dieAt: number | null };

/** What a process told at its end. */
export interface Told {
  readonly written?: number;
  readonly failures?: readonly string[];
  readonly seen?: readonly string[];
  readonly id?: string;
  readonly error?: string;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const stopped = new Promise<void>((resolve) => createInterface({ input: process.stdin }).once('line', () => resolve()));
const told = { toStop: false };
void stopped.then(() => (told.toStop = true));

const say = (told: Told | 'ready'): void => console.log(JSON.stringify(told));

async function write({ file, perSecond }: Job & { role: 'write' }): Promise<Told> {
  const db = new Database(file, { timeout: 5000 });
  const insert = db.prepare('INSERT INTO orders (amount) VALUES (?)');
  const update = db.prepare('UPDATE account SET total = total + ?');
  const failures: string[] = [];
  let written = 0;
  const one = db.transaction((amount: number) => (insert.run(amount), update.run(amount)));
  const started = Date.now();
  while (!told.toStop) {
    try {
      one.immediate(1 + (written % 7));
      written += 1;
    } catch (error) {
      failures.push((error as { code?: string }).code ?? String(error));
    }
    if (written === 1) say('ready');
    await sleep(Math.max(0, started + ((written + failures.length) * 1000) / perSecond - Date.now()));
  }
  db.close();
  return { written, failures };
}

async function hold({ file, first, last }: Job & { role: 'hold' }): Promise<Told> {
  const db = new Database(file, { timeout: 5000 });
  db.exec(first);
  say('ready');
  await stopped;
  const seen = last === '' ? [] : db.prepare(last).pluck().all().map(String);
  db.close();
  return { seen };
}

async function watch({ file, query }: Job & { role: 'watch' }): Promise<Told> {
  const db = new Database(file, { timeout: 5000 });
  const [seen, failures] = [new Set<string>(), new Set<string>()];
  const read = db.prepare(query).raw();
  say('ready');
  while (!told.toStop) {
    try {
      seen.add(JSON.stringify(read.all()));
    } catch (error) {
      failures.add((error as { code?: string }).code ?? String(error));
    }
    await sleep(0);
  }
  db.close();
  return { seen: [...seen], failures: [...failures] };
}

async function copy({ role, file, id, dieAt }: Job & { role: 'create' | 'restore' }): Promise<Told> {
  const store = snapshotStore();
  const target = sqliteTarget(file, { shown: 'shop.db', ledgerTable: 'schema_migrations' });
  const onProgress = (done: number, total: number): void => {
    if (dieAt !== null && done >= dieAt * total) process.kill(process.pid, 'SIGKILL');
  };
  const owner = { pid: process.pid, host: 'here', since: new Date().toISOString(), runId: 'run-2' };
  const reason: SnapshotReason = 'manual';
  const options = { database: 'shop', reason, owner, timeoutMs: 10_000, onProgress };
  say('ready');
  if (role === 'create') return { id: (await store.create(target, options)).id };
  return { id: (await store.restore(target, id, { ...options, by: 'child', consent: null, preview: false })).snapshot.id };
}

async function main(): Promise<Told> {
  if (job.role === 'write') return write(job);
  if (job.role === 'hold') return hold(job);
  if (job.role === 'watch') return watch(job);
  return copy({ ...job, role: job.role });
}

say(await main().catch((error: unknown) => ({ error: String(error) })));
process.exit();
