import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { BIN, bareEnvironment } from './bin.js';
import type { Workplace } from './workplace.js';

const PTY = fileURLToPath(new URL('./fixtures/pseudo_terminal.py', import.meta.url));
/** Whether this machine has pseudo-terminals to run in. */
export const hasPty = process.platform !== 'win32' && spawnSync('python3', ['-c', 'import pty']).status === 0;

/** What a run on a pseudo-terminal of 80 columns came to; both streams are one there. */
export interface Seen {
  readonly code: number;
  readonly screen: string;
}

/** Runs the bin on a pseudo-terminal, and types `keys` when `cue` has appeared. */
export async function onTerminal(
  place: Workplace,
  args: string,
  typed?: { readonly cue: string; readonly keys: string },
  env = {},
): Promise<Seen> {
  const python = spawn('python3', [PTY, JSON.stringify(typed ?? null), process.execPath, '--', BIN, ...args.split(' ')], {
    cwd: place.root,
    env: bareEnvironment({ TERM: 'xterm-256color', ...env }),
  });
  onTestFinished(() => void python.kill('SIGKILL'));
  let screen = '';
  python.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
  let complaint = '';
  python.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const code = await new Promise<number | null>((resolve) => python.once('close', resolve));
  if (code === null || complaint !== '') throw new Error(`The pseudo-terminal failed: ${complaint}`);
  return { code, screen };
}
