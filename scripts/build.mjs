// Builds the workspace: the bundles of the command line and the bot (esbuild), every package's JavaScript and declarations (tsc -b), and the
// bundles that packages are imported as.
//   node scripts/build.mjs         everything; non-zero exit on any error
//   node scripts/build.mjs --cli   that bundle alone, and only when it is stale: what its bin runs; --bot likewise
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
  const one = args.find((arg) => arg.startsWith('--'))?.slice(2);
  if (one !== undefined) return buildBundle(one);
  return (await buildBundle('cli')) || (await buildBundle('bot')) || (await buildPackages());
}

async function buildBundle(app) {
  const { bundleWhenStale } = await import('./bundle.mjs');
  return bundling(`apps/${app}`, () => bundleWhenStale(app));
}

async function bundling(what, action) {
  try {
    await action();
    return 0;
  } catch (error) {
    console.error(whyNot(what, error));
    return 1;
  }
}

function whyNot(what, error) {
  if (error.errors !== undefined) return `build: ${what} does not bundle, see above`;
  if (typeof error.syscall !== 'string') return error;
  return `build: ${error.message}\nThe sources are newer than what was built of them: run \`pnpm build\` as a user who may write there.`;
}

// tsc writes the packages even when it finds type errors. They must not make an installation fail, or a checkout with one could not be repaired.
async function buildPackages() {
  const { bundlePackages } = await import('./bundle-packages.mjs');
  return (await bundling('a package', bundlePackages)) || compilePackages();
}

function compilePackages() {
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
