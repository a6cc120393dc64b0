// A process that writes one row at a time into a table, as an application does, until a line comes in; then it tells how it fared.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

/** What the process is to do. */
export interface Writing {
  readonly file: string;
  /** An INSERT with one parameter: the row's number, from 1. */
  readonly sql: string;
  readonly everyMs: number;
  readonly busyTimeoutMs: number;
}

/** How it fared. */
export interface Written {
  readonly rows: number;
  readonly errors: readonly string[];
  /** The longest that one INSERT took, in ms. */
  readonly worstMs: number;
}

const { file, sql, everyMs, busyTimeoutMs } = JSON.parse(process.argv[2] ?? '{}') as Writing;
await main();

async function main(): Promise<void> {
  const db = new Database(file, { timeout: busyTimeoutMs });
  const stop = new AbortController();
  process.stdin.once('data', () => stop.abort());
  const errors: string[] = [];
  let [rows, worstMs] = [0, 0];
  writeSync(1, '{"ready":true}\n');
  while (!stop.signal.aborted) {
    const started = performance.now();
    try {
      db.prepare(sql).run(rows + 1);
      rows += 1;
    } catch (error) {
      errors.push(String(error));
    }
    worstMs = Math.max(worstMs, performance.now() - started);
    await sleep(everyMs);
  }
  db.close();
  process.stdin.destroy();
  const written: Written = { rows, errors, worstMs };
  writeSync(1, `${JSON.stringify({ written })}\n`);
}
