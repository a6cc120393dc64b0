#!/usr/bin/env node
// Starts the bundled bot. In a checkout of the workspace it first brings the bundle up to date; an installed package has no ../src.
'use strict';
const { existsSync } = require('node:fs');
const path = require('node:path');

const EXIT_BUG = 70;
const SCRIPTS = path.join(__dirname, '..', '..', '..', 'scripts');

const manifest = require('../package.json');
if (existsSync(path.join(__dirname, '..', 'src')) && existsSync(path.join(SCRIPTS, 'freshness.cjs'))) rebuildWhenStale();

void require('../dist/main.cjs').main(manifest.version);

function rebuildWhenStale() {
  const { isStale } = require(path.join(SCRIPTS, 'freshness.cjs'));
  if (!isStale('bot')) return;
  const { spawnSync } = require('node:child_process');
  process.stderr.write('building…\n');
  // Everything the build prints goes to stderr: stdout belongs to the bot.
  const { status } = spawnSync(process.execPath, [path.join(SCRIPTS, 'build.mjs'), '--bot'], { stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  process.stderr.write('zepix-migration-bot could not be built, see above\n');
  process.exit(EXIT_BUG);
}
