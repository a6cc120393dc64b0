// The tools beside which ours is measured are installed when a bench first wants them, into bench/node_modules, from bench/pnpm-lock.yaml.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const INSTALLED = join(BENCH, 'node_modules', '.installed');

/** Installs them where they are missing or the lockfile has changed since. What it does goes to stderr. */
export function installPeers() {
  const lock = readFileSync(join(BENCH, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock) return;
  console.error('Installing the tools to measure against into bench/node_modules …');
  const { command, args } = packageManager();
  const { status, error } = spawnSync(command, [...args, 'install', '--frozen-lockfile'], {
    cwd: BENCH,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw error ?? new Error(`bench: the installation ended with ${status}`);
  writeFileSync(INSTALLED, lock);
}

// The pnpm that started us, where one did.
function packageManager() {
  const path = process.env.npm_execpath;
  if (path === undefined || !/pnpm/.test(path)) return { command: 'npx', args: ['--yes', 'pnpm'] };
  return /\.[cm]?js$/.test(path) ? { command: process.execPath, args: [path] } : { command: path, args: [] };
}
