import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line as users start it. */
export const BIN = fileURLToPath(new URL('../bin/zepix-migrate.cjs', import.meta.url));

/** What a run of the bin came to. */
export interface Result {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Added to an environment that holds nothing of the tests' own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** The least a process needs; whatever the tests themselves were started with (colours, DATABASE_URL) stays outside. */
export function bareEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ['PATH', 'HOME', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...more };
}

/** A bin that runs. */
export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly result: Promise<Result>;
  /** Resolves when stdout holds the text; rejects when the process ends before. */
  readonly said: (text: string) => Promise<void>;
}

/**
 * Starts the bin; its stdin is open and never written to. Node 20 takes an `--env-file` for its own wherever it stands, unless a `--` stands
 * in front of the script, as it does in `pnpm migrate`.
 */
export function startBin(args: readonly string[], { cwd, env }: RunOptions): Running {
  const child = spawn(process.execPath, ['--', BIN, ...args], { cwd, env: bareEnvironment(env) });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const result = new Promise<Result>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    process: child,
    result,
    said: (text) =>
      until(
        child,
        () => stdout.includes(text),
        () => `${text} never came: ${stdout}${stderr}`,
      ),
  };
}

/** Runs the bin to its end. */
export function runBin(args: readonly string[], options: RunOptions): Promise<Result> {
  const running = startBin(args, options);
  running.process.stdin.end();
  return running.result;
}

function until(child: ChildProcessWithoutNullStreams, isTrue: () => boolean, complaint: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (isTrue()) resolve();
    };
    child.stdout.on('data', look);
    child.once('close', () => (isTrue() ? resolve() : reject(new Error(complaint()))));
    look();
  });
}
