import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject, onTestFinished } from 'vitest';
import type { Job, Told } from '../reliability/programs/snapshots.js';

/** A process that has begun. */
export interface Other {
  /** Sends it the line it waits for, and waits for what it tells. */
  readonly stop: () => Promise<Told>;
  /** What it told, or null when it was killed before it could. */
  readonly ended: Promise<Told | null>;
  readonly kill: () => void;
}

/** Starts a process; resolves when it says that it has begun. It is killed at the latest when the test ends. */
export async function startOther(job: Job): Promise<Other> {
  const child = spawn(process.execPath, [join(inject('programs'), 'snapshots.mjs'), JSON.stringify(job)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {}); // It may have died already.
  onTestFinished(() => void child.kill('SIGKILL'));
  const { ready, ended } = listen(child);
  await ready;
  return {
    ended,
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      child.stdin.write('\n');
      const told = await ended;
      if (told === null) throw new Error('the other process died');
      return told;
    },
  };
}

function listen(child: ReturnType<typeof spawn>): { readonly ready: Promise<void>; readonly ended: Promise<Told | null> } {
  let told: Told | null = null;
  let begin = (): void => {};
  const ready = new Promise<void>((resolve) => (begin = resolve));
  if (child.stdout === null) throw new Error('no pipe');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const value = JSON.parse(line) as Told | 'ready';
    if (value === 'ready') begin();
    else told = value;
  });
  const ended = new Promise<Told | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => (begin(), resolve(told)));
  });
  return { ready, ended };
}
