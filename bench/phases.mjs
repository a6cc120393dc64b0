// Where the processor time of 1000 small migrations goes: phase by phase, with V8's optimising compiler and without it.
//   pnpm bench phases [--rounds N] [--json FILE]
// The optimising compiler works on a thread of its own: what it takes is processor time, and waiting only where one processor does both.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, versions } from './lib/machine.mjs';
import { smallMigrations } from './lib/migrations.mjs';
import { readOptions } from './lib/options.mjs';
import { runPlain } from './lib/process.mjs';
import { median } from './lib/rounds.mjs';
import { ms, pairs, table } from './lib/table.mjs';
import { program } from './tools/command.mjs';
import { library } from './tools/ours.mjs';

const WORK = [
  { name: 'a transaction each', action: 'up', flags: [] },
  { name: 'a transaction each, not optimised', action: 'up', flags: ['--no-opt'] },
  { name: 'all in one', action: 'up-together', flags: [] },
  { name: 'all in one, not optimised', action: 'up-together', flags: ['--no-opt'] },
];

const { rounds, json } = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'zepix-phases-'));
const about = { versions: versions(), ...machine(), rounds };
try {
  library.write(join(folder, 'migrations'), smallMigrations(1000));
  const samples = WORK.map(() => []);
  for (let round = 0; round < rounds; round += 1) for (const [at, work] of WORK.entries()) samples[at].push(await measure(work));
  const results = WORK.map(({ name }, at) => ({ name, phases: medians(samples[at]) }));
  console.log(`Processor ms, medians of ${rounds} rounds, taking turns\n\n${print(results)}\n`);
  console.log(`${pairs(about.versions)}\n${about.system} · ${about.disk} · load before ${about['load before']}`);
  if (json !== undefined) writeFileSync(json, JSON.stringify({ ...about, unit: 'ms', results }, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure({ action, flags }) {
  const place = join(folder, 'run');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  const { command, args } = program('phases', action, { places: [{ folder: join(folder, 'migrations'), file: join(place, '0.db') }] });
  const { status, output } = await runPlain({ command, args: [...flags, ...args], cwd: place });
  if (status !== 0) throw new Error(output);
  return JSON.parse(output);
}

function medians(all) {
  return Object.fromEntries(Object.keys(all[0]).map((phase) => [phase, median(all.map((one) => one[phase]))]));
}

function print(results) {
  const phases = Object.keys(results[0].phases);
  const sum = ({ phases: spent }) => Object.values(spent).reduce((total, one) => total + one, 0);
  return table([
    ['', ...results.map(({ name }) => name)],
    ...phases.map((phase) => [phase, ...results.map((one) => ms(one.phases[phase]))]),
    ['together', ...results.map((one) => ms(sum(one)))],
  ]);
}
