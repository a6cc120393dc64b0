// What a user waits for before anything is migrated.
//   pnpm bench start-up [--rounds N] [--json FILE]
// The measured commands take turns, so that whatever else the machine does hits all of them alike. It only measures and asserts nothing.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine, versions } from './lib/machine.mjs';
import { readOptions } from './lib/options.mjs';
import { cleanEnvironment } from './lib/process.mjs';
import { pairs, table } from './lib/table.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'apps/cli/bin/zepix-migrate.cjs');
const LEAST_RUNS = 11;

const CASES = [
  { name: "node -e ''", args: ['-e', ''] },
  { name: '--help', args: [BIN, '--help'] },
  { name: 'status, 3 databases', args: [BIN, 'status'] },
  { name: 'up, nothing to do', args: [BIN, 'up'] },
];

const { rounds: runs, json } = readOptions(LEAST_RUNS);
const folder = mkdtempSync(join(tmpdir(), 'zepix-bench-'));
try {
  prepare();
  const result = { versions: versions(), ...machine(), rounds: runs, unit: 'ms', results: measure() };
  console.log(print(result));
  if (json !== undefined) writeFileSync(json, JSON.stringify(result, null, 2));
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
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: cleanEnvironment() });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}: ${stderr}`);
  return ms;
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const round = (value) => Math.round(value * 10) / 10;
  return { median: round(sorted[sorted.length >> 1]), least: round(sorted[0]), most: round(sorted.at(-1)) };
}

function print({ versions, system, results }) {
  const [floor] = results;
  const rows = results.map(({ name, median, least, most }) => [
    name,
    ...[median, least, most, median - floor.median].map((value) => value.toFixed(1)),
  ]);
  const lines = table([['', 'median', 'least', 'most', 'over node'], ...rows]);
  return [`Start-up in ms, ${runs} runs each, taking turns`, '', lines, '', pairs(versions), system].join('\n');
}
