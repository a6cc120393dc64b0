#!/usr/bin/env node
// Starts the bundled command line. In a checkout of the workspace it first brings the bundle up to date; an installed package has no ../src.
import { createRequire } from 'node:module';

const EXIT_USAGE = 64;
const EXIT_BUG = 70;
// Required, not imported: for an import Node reads every export of the module once, which loads its streams.
const require = createRequire(import.meta.url);
const { existsSync, readFileSync } = require('node:fs');
const at = (path) => new URL(path, import.meta.url);

const manifest = JSON.parse(readFileSync(at('../package.json'), 'utf8'));
const floor = manifest.engines.node.replace('>=', '');
if (isOlder(process.versions.node, floor)) {
  fail(`zepix-migrate needs Node ${floor} or newer, this is ${process.versions.node}`, EXIT_USAGE);
}
// Help is worth no look at every source file, once there is something that can give it.
const isHelp = existsSync(at('../dist/main.js')) && process.argv.some((arg) => ['-h', '--help', '-V', '--version'].includes(arg));
if (!isHelp && existsSync(at('../src')) && existsSync(at('../../../scripts/freshness.mjs'))) await rebuildWhenStale();

const { main } = await import('../dist/main.js');
await main(manifest.version);

async function rebuildWhenStale() {
  const { isStale } = await import('../../../scripts/freshness.mjs');
  if (!isStale()) return;
  const { spawnSync } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  process.stderr.write('building…\n');
  // Everything the build prints goes to stderr: stdout belongs to the command (`--json`).
  const { status } = spawnSync(process.execPath, [fileURLToPath(at('../../../scripts/build.mjs')), '--cli'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('zepix-migrate could not be built, see above', EXIT_BUG);
}

function isOlder(version, than) {
  const [have, want] = [version, than].map((text) => text.split('.').map(Number));
  const place = want.findIndex((part, index) => part !== (have[index] ?? 0));
  return place !== -1 && have[place] < want[place];
}

function fail(message, exitCode) {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}
