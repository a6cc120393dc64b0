// Times what a user waits for before anything is migrated.
//   pnpm bench [--json] [--runs N]
// The measured commands take turns, so that whatever else the machine does hits all of them alike. It only measures and asserts nothing.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'apps/cli/bin/zepix-migrate.cjs');
const LEAST_RUNS = 11;

const CASES = [
  { name: "node -e ''", args: ['-e', ''] },
  { name: '--help', args: [BIN, '--help'] },
  { name: 'status, 3 databases', args: [BIN, 'status'] },
  { name: 'up, nothing to do', args: [BIN, 'up'] },
];

const args = process.argv.slice(2);
const runs = Math.max(LEAST_RUNS, Number(args[args.indexOf('--runs') + 1]) || 0);
const folder = mkdtempSync(join(tmpdir(), 'zepix-bench-'));
try {
  prepare();
  const result = { versions: versions(), runs, unit: 'ms', results: measure() };
  console.log(args.includes('--json') ? JSON.stringify(result, null, 2) : table(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// Three migrated databases, with the configuration's compiled copy cached as in a checkout.
function prepare() {
  for (const name of ['zepix.config.ts', 'migrations']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'databases'));
  mkdirSync(join(folder, 'node_modules'));
  time([BIN, 'up']);
}

function measure() {
  for (const { args } of CASES) time(args);
  const times = CASES.map(() => []);
  for (let run = 0; run < runs; run += 1) CASES.forEach(({ args }, index) => times[index].push(time(args)));
  return CASES.map(({ name }, index) => ({ name, ...summary(times[index]) }));
}

function time(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: environment() });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}: ${stderr}`);
  return ms;
}

function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^ZEPIX_|^DATABASE_URL$/.test(name)));
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const round = (value) => Math.round(value * 10) / 10;
  return { median: round(sorted[sorted.length >> 1]), least: round(sorted[0]), most: round(sorted.at(-1)) };
}

function versions() {
  const load = createRequire(join(ROOT, 'packages/sqlite/package.json'));
  const Database = load('better-sqlite3');
  const db = new Database(':memory:');
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get();
  db.close();
  const ours = JSON.parse(readFileSync(join(ROOT, 'apps/cli/package.json'), 'utf8')).version;
  const driver = load('better-sqlite3/package.json').version;
  const system = `${process.platform} ${process.arch} ${release()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`;
  return { 'zepix-migrations': ours, node: process.version, 'better-sqlite3': driver, sqlite, system };
}

function table({ versions, runs, results }) {
  const [floor] = results;
  const rows = results.map(({ name, median, least, most }) => [name, median, least, most, median - floor.median].map(cell));
  const lines = [['', 'median', 'least', 'most', 'over node'], ...rows].map(
    ([name, ...cells]) => name.padEnd(22) + cells.map((one) => one.padStart(10)).join(''),
  );
  const about = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [`Start-up in ms, ${runs} runs each, taking turns`, '', ...lines, '', about.join(' · ')].join('\n');
}

function cell(value) {
  return typeof value === 'number' ? value.toFixed(1) : value;
}
