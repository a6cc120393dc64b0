// How the time grows with the number of migrations and with the number of tables that are there.
//   pnpm bench growth [--full] [--rounds N] [--only WORK,…] [--json FILE]
// Beside the floor; with --full also 10,000 migrations, and the tools of npm beside them up to 1,000.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionOf, contest } from './lib/contest.mjs';
import { installPeers } from './lib/install.mjs';
import { machine, versions } from './lib/machine.mjs';
import { manyTables, smallMigrations } from './lib/migrations.mjs';
import { chosen, readOptions } from './lib/options.mjs';
import { ms, pairs, table, times } from './lib/table.mjs';

installPeers();
const { TOOLS } = await import('./tools/all.mjs');

const options = readOptions();
const BESIDE = options.full
  ? TOOLS.filter(({ name }) => !name.startsWith('ours (CLI)'))
  : TOOLS.filter(({ name }) => ['floor', 'ours (library)'].includes(name));
const MOST_FOR_PEERS = 1000;

const migrations = (count) => smallMigrations(count);
const tables = (count) => (db) => db.exec(manyTables(count));
const sizes = [100, 1000, ...(options.full ? [10_000] : [])];

// `of` makes the work at a size; `unit` is what the time is divided by.
const WORK = [
  { name: 'migrations, all in one transaction', sizes, of: (size) => ({ action: 'up', together: true, migrations: migrations(size) }) },
  { name: 'migrations, a transaction each', sizes, of: (size) => ({ action: 'up', migrations: migrations(size) }) },
  { name: 'status with so many applied', sizes, of: (size) => ({ action: 'status', migrations: migrations(size), before: size }) },
  {
    name: '20 migrations beside so many tables',
    sizes: [10, 100, 1000],
    of: (size) => ({ action: 'up', migrations: migrations(20), prepare: tables(size) }),
  },
  {
    name: 'status beside so many tables',
    sizes: [10, 100, 1000],
    of: (size) => ({ action: 'status', migrations: migrations(20), before: 20, prepare: tables(size) }),
  },
];

const folder = mkdtempSync(join(tmpdir(), 'zepix-growth-'));
const about = { versions: versions(TOOLS.map((tool) => tool.package)), ...machine(), rounds: options.rounds };
const results = [];
try {
  console.log(
    `Medians of ${options.rounds} rounds, whole processes: wall ms (processor ms). The last column: how many times the processor time grew where the size grew tenfold.\n`,
  );
  for (const work of chosen(WORK, options.only, 'work')) {
    const grown = await measure(work);
    results.push({ work: work.name, results: grown });
    console.log(`${print(work, grown)}\n`);
  }
  console.log(`${pairs(about.versions)}\n${about.system} · ${about.disk} · load before ${about['load before']}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json !== undefined)
  writeFileSync(options.json, JSON.stringify({ ...about, unit: { time: 'ms', memory: 'MiB' }, results }, null, 2));

async function measure({ sizes, of }) {
  const grown = {};
  for (const size of sizes) {
    const { together, ...rest } = of(size);
    const work = { ...rest, action: together ? 'up-together' : rest.action };
    const tools = BESIDE.filter((tool) => actionOf(tool, work.action) && (size <= MOST_FOR_PEERS || /floor|ours/.test(tool.name)));
    const result = await contest(work, tools, { ...options, folder: join(folder, 'work') });
    for (const [tool, figures] of Object.entries(result)) (grown[tool] ??= {})[size] = figures;
  }
  return grown;
}

function print({ name, sizes }, grown) {
  const rows = Object.entries(grown).map(([tool, bySize]) => [
    `  ${tool}`,
    ...sizes.map((size) => cell(bySize[size])),
    growth(sizes, bySize),
  ]);
  return table([[name, ...sizes.map(String), 'growth'], ...rows]);
}

function cell(figures) {
  return figures === undefined ? '–' : `${ms(figures.wallMs)} (${ms(figures.cpuMs)})`;
}

function growth(sizes, bySize) {
  const steps = sizes.slice(1).flatMap((size, index) => {
    const [before, after] = [bySize[sizes[index]]?.cpuMs, bySize[size]?.cpuMs];
    return before > 0 && after > 0 ? [times(after / before)] : [];
  });
  return steps.join(', ');
}
