// What migration tools do when something goes wrong: thirteen scenarios, ours and the tools of npm. Judged by the database afterwards.
//   pnpm bench faults [--only ours,…] [--scenario NAME,…] [--quick] [--json FILE] [--write]
// --write puts the table into docs/comparison.md; with --only, the columns of those tools.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SCENARIOS } from './faults/all.mjs';
import { writePage } from './faults/page.mjs';
import { Place } from './faults/place.mjs';
import { installPeers } from './lib/install.mjs';
import { machine, versions } from './lib/machine.mjs';
import { chosen } from './lib/options.mjs';
import { pairs, table } from './lib/table.mjs';
import { everything } from './tools/ours.mjs';

const PAGE = fileURLToPath(new URL('../docs/comparison.md', import.meta.url));
const OURS = { ...everything, name: 'ours' };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: {
    only: { type: 'string', multiple: true, default: [] },
    scenario: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

const only = values.only.flatMap((list) => list.split(','));
const tools = only.length === 1 && only[0] === 'ours' ? [OURS] : chosen(await withPeers(), only, 'tool');
const scenarios = chosen(
  SCENARIOS,
  values.scenario.flatMap((list) => list.split(',')),
  'scenario',
);
const root = mkdtempSync(join(tmpdir(), 'zepix-faults-'));
try {
  const cells = await judgeAll();
  const about = versions(tools.map((tool) => tool.package));
  const heading = ['', ...tools.map(({ name }) => name)];
  console.log(table([heading, ...scenarios.map(({ name }) => [name, ...tools.map((tool) => text(cells[name][tool.name]))])]));
  console.log(`\n${pairs(about)}\n${machine().system}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ versions: about, scenarios: cells }, null, 2));
  if (values.write) writeFileSync(PAGE, writePage(readFileSync(PAGE, 'utf8'), { cells, versions: about, scenarios: SCENARIOS }));
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function withPeers() {
  installPeers();
  const { TOOLS } = await import('./tools/all.mjs');
  return [OURS, ...TOOLS.filter(({ name }) => name !== 'floor' && !name.startsWith('ours'))];
}

async function judgeAll() {
  const cells = {};
  for (const scenario of scenarios) {
    cells[scenario.name] = {};
    for (const tool of tools) {
      const place = new Place(tool, join(root, `${SCENARIOS.indexOf(scenario)}-${tool.name}`));
      const cell = await scenario.judge(place, { quick: values.quick });
      cells[scenario.name][tool.name] = cell;
      console.error(`${scenario.name}, ${tool.name}: ${text(cell)}`);
    }
  }
  return cells;
}

function text({ mark, words }) {
  return `${mark} ${words}`;
}
