// Once before all tests: bundles the program that is killed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from '../../../../scripts/programs.mjs';

// The driver's own: this package has none.
const driver = createRequire(new URL('../../../sqlite/package.json', import.meta.url));

export async function setup(project) {
  const { outdir, remove } = await bundlePrograms([fileURLToPath(new URL('programs/runner.ts', import.meta.url))], driver);
  project.provide('runner', join(outdir, 'runner.mjs'));
  return remove;
}
