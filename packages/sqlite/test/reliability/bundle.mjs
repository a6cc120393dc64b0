// Once before all tests: bundles the programs that the tests start from the sources as they are now, so that no process runs a stale build.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourceEntries } from '../../../../scripts/workspace.mjs';

const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url));
const require = createRequire(import.meta.url);

export async function setup(project) {
  const outdir = mkdtempSync(join(tmpdir(), 'zepix-programs-'));
  await build({
    entryPoints: readdirSync(PROGRAMS).map((name) => join(PROGRAMS, name)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    alias: sourceEntries(),
    plugins: [installed('better-sqlite3')],
    logLevel: 'warning',
  });
  project.provide('programs', outdir);
  return () => rmSync(outdir, { recursive: true, force: true });
}

// The bundle lies outside of the workspace, so a package that stays outside of it is named by its place.
function installed(name) {
  const external = () => ({ path: pathToFileURL(require.resolve(name)).href, external: true });
  return { name: 'installed', setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${name}$`) }, external) };
}
