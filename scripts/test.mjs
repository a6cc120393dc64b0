// Runs the tests of every workspace and prints, as the very last line, `N passed, N failed[, N skipped]`.
//   node scripts/test.mjs [--nightly] [arguments for vitest: a part of a file's name, -t NAME …]
// Nothing is green when it is unknown: a workspace without results, or a run without a test, fails.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT, workspaces } from './workspace.mjs';
import { RESULTS } from '../vitest.shared.mjs';

const require = createRequire(import.meta.url);
const words = process.argv.slice(2).filter((word) => word !== '--');
const isNightly = words.includes('--nightly');
const forVitest = words.filter((word) => word !== '--nightly');
const isPart = forVitest.length > 0;

process.exitCode = main();

function main() {
  if (!process.env.npm_config_user_agent?.startsWith('pnpm')) return withoutPnpm();
  const tested = workspaces().filter(({ manifest }) => manifest.scripts?.test !== undefined);
  for (const { folder } of tested) rmSync(join(folder, RESULTS), { force: true });
  const built = runNode([join(ROOT, 'scripts', 'build.mjs')]);
  const ran = runNode([turboPath(), 'run', 'test', '--concurrency=1', '--continue', ...filters(tested), ...vitestArguments()]);
  return report(tested.map(readResults), built && ran);
}

// Turbo starts pnpm in every workspace and finds it on the PATH that pnpm (or npx) prepares.
function withoutPnpm() {
  console.error('Run the tests as `npx --yes pnpm test`: without pnpm on the PATH, turbo can not start them.');
  console.log('0 passed, 0 failed');
  return 1;
}

function filters(tested) {
  return tested.map(({ manifest }) => `--filter=${manifest.name}`);
}

// A file's name given as an argument is at home in one workspace; the others have no such test. Another reporter must not replace the one we count with.
function vitestArguments() {
  if (!isPart) return [];
  const ownReporter = forVitest.some((word) => word.startsWith('--reporter'));
  return ['--', ...forVitest, '--passWithNoTests', ...(ownReporter ? ['--reporter=json'] : [])];
}

function turboPath() {
  return join(dirname(require.resolve('turbo/package.json')), 'bin', 'turbo');
}

function runNode(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: environment() });
  return status === 0;
}

function environment() {
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
  // The dependencies were verified before this script started; verifying them again in each workspace could start an installation inside the run.
  const verified = { pnpm_config_verify_deps_before_run: 'false', npm_config_verify_deps_before_run: 'false' };
  return { ...process.env, ...quiet, ...verified, ...(isNightly ? { ZEPIX_NIGHTLY: '1' } : {}) };
}

function readResults({ path, folder }) {
  const files = testFiles(join(folder, RESULTS));
  if (files === undefined) return { path, problem: 'left no results', ...count([]) };
  const counts = count(files);
  const isEmpty = counts.passed + counts.failed === 0;
  return { path, problem: isEmpty && !isPart ? 'ran no test' : undefined, ...counts };
}

function testFiles(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    return undefined; // Never written, or cut short by a kill.
  }
}

// A file that could not even be loaded has no tests to count: it counts as one failure.
function count(files) {
  const tests = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'));
  return {
    passed: tests.filter((status) => status === 'passed').length,
    failed: tests.filter((status) => status === 'failed').length + broken.length,
    skipped: tests.filter((status) => status !== 'passed' && status !== 'failed').length,
  };
}

function report(results, isClean) {
  for (const { path, problem } of results) if (problem !== undefined) console.log(`${path} ${problem}`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(sum);
  const isGreen = isClean && failed === 0 && passed > 0 && results.every(({ problem }) => problem === undefined);
  if (!isClean && failed === 0) console.log('The build or a run ended with an error outside its tests, see above.');
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return isGreen ? 0 : 1;
}
