// Builds the workspace: the bundle of the command line (esbuild), then every package's JavaScript and declarations (tsc -b).
//   node scripts/build.mjs         everything; non-zero exit on any error
//   node scripts/build.mjs --cli   the bundle alone, and only when it is stale: what the bin runs
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { ROOT } from './workspace.mjs';

const require = createRequire(import.meta.url);
const isPrepare = process.env.npm_lifecycle_event === 'prepare';

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  if (!hasBuildTools()) return withoutTools();
  if (args.includes('--cli')) return buildBundle();
  return (await buildBundle()) || buildPackages();
}

async function buildBundle() {
  const { bundleWhenStale } = await import('./bundle.mjs');
  try {
    await bundleWhenStale();
    return 0;
  } catch (error) {
    console.error(error.errors === undefined ? error : 'build: apps/cli does not bundle, see above');
    return 1;
  }
}

// tsc writes the packages even when it finds type errors. They must not make an installation fail, or a checkout with one could not be repaired.
function buildPackages() {
  const { status } = spawnSync(process.execPath, [tscPath(), '-b', '--pretty', process.stdout.isTTY ? 'true' : 'false'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status === 0) return 0;
  console.error('build: type errors, see above');
  return isPrepare ? 0 : 1;
}

function tscPath() {
  return join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
}

function hasBuildTools() {
  return ['esbuild', 'typescript'].every((name) => existsSync(join(ROOT, 'node_modules', name, 'package.json')));
}

// An installation of production dependencies alone runs what was built before, as long as that is not older than the sources.
function withoutTools() {
  console.error('build: esbuild and typescript are missing, nothing was built; `pnpm install` (without --prod) brings them');
  return isPrepare ? 0 : 1;
}
