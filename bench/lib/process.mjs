// One measured run is one process from its start to its end: wall time, processor time and peak memory, its child processes included.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOOK = fileURLToPath(new URL('usage.cjs', import.meta.url));
const POLL_MS = 2;

/** The environment without what would configure ours or the others. */
export function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(ZEPIX_|DBMATE_|KNEX_|DATABASE_URL$|NODE_OPTIONS$)/.test(name)),
  );
}

/** Runs a command to its end: `{ status, output }`, where output is what it printed on both channels. */
export function runPlain({ command, args, cwd, env = {} }) {
  return finish(start({ command, args, cwd, env }));
}

/** Starts a command and gives the child; what it prints gathers in `child.printed`. */
export function start({ command, args, cwd, env = {}, detached = false }) {
  const own = { ...cleanEnvironment(), NO_COLOR: '1', ...env };
  const child = spawn(command, args, { cwd, env: own, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  child.printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (child.printed += chunk));
  return child;
}

/** Waits for the end of a child of `start`. A status is null after a kill. */
export function finish(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, output: child.printed }));
  });
}

/**
 * Runs a command and measures it: `{ wallMs, cpuMs, peakMiB, output }`. Throws where it fails.
 * A Node process tells of itself; of any other the figures come from /proc, and are null where there is none.
 */
export async function runMeasured({ command, args, cwd, folder }) {
  const usage = join(folder, 'usage.txt');
  rmSync(usage, { force: true });
  const isNode = command === process.execPath;
  const env = isNode ? { NODE_OPTIONS: `--require ${JSON.stringify(HOOK)}`, BENCH_USAGE: usage } : {};
  const started = performance.now();
  const child = start({ command, args, cwd, env });
  const watched = isNode ? null : watch(child.pid);
  const { status, output } = await finish(child);
  const wallMs = performance.now() - started;
  if (status !== 0) throw new Error(`${command} ${args.join(' ').slice(0, 400)} exited with ${status}:\n${output.slice(-2000)}`);
  return { wallMs, ...(watched === null ? ownUsage(usage) : watched()), output };
}

function ownUsage(file) {
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const cpuMs = lines.reduce((sum, [micros]) => sum + micros / 1000, 0);
  return { cpuMs, peakMiB: Math.max(...lines.map(([, kib]) => kib)) / 1024 };
}

// The kernel counts in hundredths of a second, and what a process does after the last look is missed.
function watch(pid) {
  const seen = { cpuMs: null, peakMiB: null };
  const look = () => {
    try {
      const [utime, stime] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number);
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      if (peak === null) return; // It has ended and has not been waited for.
      seen.cpuMs = (utime + stime) * 10;
      seen.peakMiB = Number(peak[1]) / 1024;
    } catch {
      // No /proc, or the process is gone.
    }
  };
  look();
  const timer = setInterval(look, POLL_MS);
  return () => {
    clearInterval(timer);
    return seen;
  };
}
