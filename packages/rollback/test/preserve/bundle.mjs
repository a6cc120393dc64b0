// Once before all tests: bundles the program that is killed from the sources as they are now, so that no process runs a stale build.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourceEntries } from '../../../../scripts/workspace.mjs';

// The driver's own: this package has none.
const driver = createRequire(new URL('../../../sqlite/package.json', import.meta.url));

export async function setup(project) {
  const outdir = mkdtempSync(join(tmpdir(), 'zepix-programs-'));
  await build({
    entryPoints: [fileURLToPath(new URL('programs/runner.ts', import.meta.url))],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: sourceEntries(),
    plugins: [installed('better-sqlite3')],
    logLevel: 'error',
  });
  project.provide('runner', join(outdir, 'runner.mjs'));
  return () => rmSync(outdir, { recursive: true, force: true });
}

function installed(name) {
  const external = () => ({ path: pathToFileURL(driver.resolve(name)).href, external: true });
  return { name: 'installed', setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${name}$`) }, external) };
}
