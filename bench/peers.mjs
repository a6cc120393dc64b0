// The work of a migration tool, done by ours, by a bare better-sqlite3 script (the floor) and by the tools of npm.
//   pnpm bench peers [--rounds N] [--only WORK,…] [--wal] [--json FILE]
// Every run is a process of its own, measured from its start to its end; they take turns. What it prints are medians.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPeers } from './lib/install.mjs';
import { actionOf, contest } from './lib/contest.mjs';
import { machine, versions } from './lib/machine.mjs';
import { smallMigrations } from './lib/migrations.mjs';
import { chosen, readOptions } from './lib/options.mjs';
import { ms, pairs, table, times } from './lib/table.mjs';

installPeers();
const { TOOLS } = await import('./tools/all.mjs');

const [THOUSAND, TWENTY, ONE] = [1000, 20, 1].map((count) => smallMigrations(count));
const EVERYTHING = 'ours (CLI), all on';

// `either`: also for a tool whose only way is all in one transaction. `target`: how many times the floor ours may take.
const WORK = [
  { name: 'cold start: 1 migration on a new database', action: 'up', either: true, migrations: ONE },
  { name: '1000 migrations, a transaction each', action: 'up', migrations: THOUSAND, target: 1.15, everything: true },
  { name: '1000 migrations, all in one transaction', action: 'up-together', migrations: THOUSAND, target: 1.3 },
  { name: 'status with 1000 applied', action: 'status', migrations: THOUSAND, before: 1000, target: 1.2 },
  { name: 'up with 1000 applied and nothing to do', action: 'up', either: true, migrations: THOUSAND, before: 1000 },
  { name: 'taking back 100 of 1000', action: 'down', migrations: THOUSAND, before: 1000, steps: 100, expected: 900 },
  { name: '200 databases × 20 migrations in one call', action: 'up', either: true, migrations: TWENTY, databases: 200 },
];

const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'zepix-bench-'));
const about = { versions: versions(TOOLS.map((tool) => tool.package)), ...machine(), rounds: options.rounds };
const results = [];
try {
  console.log(
    `Medians of ${options.rounds} rounds, each run a process of its own, measured from start to end. Processor time is user + system.\n`,
  );
  for (const work of chosen(WORK, options.only, 'work')) {
    const tools = TOOLS.filter((tool) => takesPart(tool, work));
    const result = await contest(work, tools, { ...options, folder: join(folder, String(results.length)) });
    results.push({ work: work.name, target: work.target, results: result });
    console.log(`${print(work, result)}\n`);
  }
  console.log(footer());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json !== undefined)
  writeFileSync(options.json, JSON.stringify({ ...about, unit: { time: 'ms', memory: 'MiB' }, results }, null, 2));

function takesPart(tool, { action, everything, either }) {
  if (tool.name === EVERYTHING) return everything === true;
  return actionOf(tool, action, either) !== undefined;
}

function print({ name, target }, result) {
  const floor = result.floor;
  const rows = Object.entries(result).map(([tool, { wallMs, leastMs, mostMs, cpuMs, peakMiB }]) => [
    `  ${tool}`,
    ms(wallMs),
    times(wallMs / floor.wallMs),
    `${ms(leastMs)}…${ms(mostMs)}`,
    ms(cpuMs),
    peakMiB === null ? '–' : String(Math.round(peakMiB)),
    verdict(tool, target, wallMs / floor.wallMs),
  ]);
  return table([[name, 'wall ms', '', 'least…most', 'cpu ms', 'peak MiB', ''], ...rows]);
}

function verdict(tool, target, ratio) {
  if (target === undefined || !tool.startsWith('ours') || tool === EVERYTHING) return '';
  return `${ratio <= target ? 'meets' : 'MISSES'} ≤ ${target} ×`;
}

function footer() {
  const settings = Object.fromEntries(
    results.flatMap(({ results }) => Object.entries(results).map(([tool, { settings }]) => [tool, settings])),
  );
  const lines = Object.entries(settings).filter(([, said]) => said !== null);
  return [
    ...lines.map(([tool, said]) => `  ${tool}: ${pairs(said)}`),
    '',
    pairs(about.versions),
    `${about.system} · ${about.disk} · load before ${about['load before']}`,
  ].join('\n');
}
