// Once before all tests: bundles the programs that the tests start.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from '../../../../scripts/programs.mjs';

const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url));

export async function setup(project) {
  const entries = readdirSync(PROGRAMS).map((name) => join(PROGRAMS, name));
  const { outdir, remove } = await bundlePrograms(entries, createRequire(import.meta.url));
  project.provide('programs', outdir);
  return remove;
}
