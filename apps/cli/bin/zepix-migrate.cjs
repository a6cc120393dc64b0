#!/usr/bin/env node
// Starts the bundled command line. In a checkout of the workspace it first brings the bundle up to date; an installed package has no ../src.
// CommonJS, like the bundle: the loader of ES modules alone takes 3 ms to start.
'use strict';
const { existsSync } = require('node:fs');
const path = require('node:path');

const EXIT_USAGE = 64;
const EXIT_BUG = 70;
const SCRIPTS = path.join(__dirname, '..', '..', '..', 'scripts');

const manifest = require('../package.json');
const floor = manifest.engines.node.replace('>=', '');
if (isOlder(process.versions.node, floor)) {
  fail(`zepix-migrate needs Node ${floor} or newer, this is ${process.versions.node}`, EXIT_USAGE);
}
const { existsBundle, loadBundle } = require('./bundle.cjs');
// Help is worth no look at every source file, once there is something that can give it.
const wantsHelp = process.argv.some((arg) => ['-h', '--help', '-V', '--version'].includes(arg));
const isHelp = wantsHelp && !process.argv.some((arg) => arg.startsWith('--json')) && existsBundle('help');
if (!isHelp && existsSync(path.join(__dirname, '..', 'src')) && existsSync(path.join(SCRIPTS, 'freshness.cjs'))) rebuildWhenStale();

void run();

async function run() {
  if (isHelp && (await loadBundle('help').help(manifest.version))) return;
  await loadBundle('main').main(manifest.version);
}

function rebuildWhenStale() {
  const { isStale } = require(path.join(SCRIPTS, 'freshness.cjs'));
  if (!isStale('cli')) return;
  const { spawnSync } = require('node:child_process');
  process.stderr.write('building…\n');
  // Everything the build prints goes to stderr: stdout belongs to the command (`--json`).
  const { status } = spawnSync(process.execPath, [path.join(SCRIPTS, 'build.mjs'), '--cli'], { stdio: ['ignore', 2, 2] });
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
