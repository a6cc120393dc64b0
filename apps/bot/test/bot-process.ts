import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The bot as users start it. */
export const BIN = fileURLToPath(new URL('../bin/zepix-migration-bot.cjs', import.meta.url));

const KEPT = ['PATH', 'HOME', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR'];
const PATIENCE_MS = 20_000;

/** What a process that has ended came to. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A bot in its own process. */
export interface BotProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Everything it printed so far. */
  readonly output: () => string;
  /** Resolves when what it printed fits; rejects when it ends before, or takes too long. */
  readonly said: (wanted: string | RegExp) => Promise<void>;
}

/** Starts the bot with nothing of the environment of the tests but what is given. */
export function startBot(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): BotProcess {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const child = spawn(process.execPath, ['--', BIN, ...args], { cwd, env: { ...kept, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...printed }));
  });
  const output = (): string => printed.stdout + printed.stderr;
  return { child, ended, output, said: (wanted) => said(child, output, wanted) };
}

async function said(child: ChildProcess, output: () => string, wanted: string | RegExp): Promise<void> {
  const isThere = (): boolean => (typeof wanted === 'string' ? output().includes(wanted) : wanted.test(output()));
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${String(wanted)} was never said (${why}):\n${output()}`));
    const timer = setTimeout(() => fail('too late'), PATIENCE_MS);
    const look = (): void => {
      if (isThere()) resolve();
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
    child.once('close', () => (isThere() ? resolve() : fail('it ended')));
    look();
    void Promise.resolve(timer);
  });
}
