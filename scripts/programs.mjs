// Bundles the programs that tests start and kill, from the sources as they are now, so that no process runs a stale build.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourceEntries } from './workspace.mjs';

/**
 * Bundles entry points into a temporary folder: `{ outdir, remove }`. They lie outside of the workspace, so the driver, which stays out
 * of them, is named by its place: `require` is that of a package which has it.
 */
export async function bundlePrograms(entryPoints, require) {
  const outdir = mkdtempSync(join(tmpdir(), 'zepix-programs-'));
  await build({
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: sourceEntries(),
    plugins: [installed('better-sqlite3', require)],
    logLevel: 'warning',
  });
  return { outdir, remove: () => rmSync(outdir, { recursive: true, force: true }) };
}

function installed(name, require) {
  const external = () => ({ path: pathToFileURL(require.resolve(name)).href, external: true });
  return { name: 'installed', setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${name}$`) }, external) };
}
