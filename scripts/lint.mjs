// Everything that is checked without running the code, one line a step; non-zero exit when any failed.
// A step that looked at nothing fails, too: a rule that meets no file has checked no rule.
//   node scripts/lint.mjs [part of a step's name …]
import { availableParallelism } from 'node:os';
import { checkEngines } from './lint/engines.mjs';
import { checkFileAccess } from './lint/file-access.mjs';
import { checkLength } from './lint/length.mjs';
import { checkPublish } from './lint/publish.mjs';
import { runNode, runTool, toolResult, typescriptFiles } from './lint/step.mjs';

const STEPS = {
  build: () => countingSources(runNode(['scripts/build.mjs'])),
  types: () => countingSources(runTool('typescript', 'tsc', ['-p', 'tsconfig.sources.json'])),
  rules: () => toolResult(runTool('oxlint', 'oxlint', ['--deny-warnings', '--report-unused-disable-directives']), / on (\d+) files/),
  format: () => toolResult(runTool('oxfmt', 'oxfmt', ['--check', '.']), / on (\d+) files/),
  layers: checkLayers,
  unused: () => countingSources(runTool('knip', 'knip', ['--no-progress', '--no-config-hints'])),
  publish: checkPublish,
  engines: checkEngines,
  'file access': checkFileAccess,
  length: checkLength,
};

process.exitCode = await main(process.argv.slice(2));

async function main(parts) {
  const chosen = Object.keys(STEPS).filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  // What is published is looked at as it was built; nothing else waits for anything.
  const build = chosen.includes('build') ? await runStep('build') : true;
  const rest = chosen.filter((name) => name !== 'build');
  const results = [];
  const worker = async () => {
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) results.push(await runStep(name));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return chosen.length > 0 && build && results.every(Boolean) ? 0 : 1;
}

async function runStep(name) {
  const started = Date.now();
  const { looked, problems, note } = await STEPS[name]();
  const found = looked > 0 ? problems : [...problems, 'looked at no file'];
  const verdict = found.length === 0 ? 'ok    ' : 'FAILED';
  console.log(`${verdict} ${name}: ${looked} looked at in ${Date.now() - started} ms${note === undefined ? '' : `, ${note}`}`);
  for (const problem of found) console.log(problem.replace(/^/gm, '       '));
  return found.length === 0;
}

function checkLayers() {
  const args = ['packages', 'apps', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'];
  return toolResult(runTool('dependency-cruiser', 'depcruise', args), /(\d+) modules/);
}

// For tools that do not say how many files they saw.
async function countingSources(run) {
  const { status, output } = await run;
  return { looked: typescriptFiles('src', 'test').length, problems: status === 0 ? [] : [output.trim()] };
}
