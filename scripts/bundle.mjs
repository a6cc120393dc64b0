// Bundles an app: apps/<app>/src/entry.ts and the packages it uses, from their TypeScript sources, into apps/<app>/dist.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryOf, fingerprint, isStale, stamp } from './freshness.cjs';
import { readManifest, ROOT, sourceEntries } from './workspace.mjs';

const folderOf = (app) => join(ROOT, 'apps', app);
const outOf = (app) => dirname(entryOf(app));
const lockOf = (app) => join(outOf(app), '.building');
const POLL_MS = 40;
const PATIENCE_MS = 60_000;

/**
 * Brings an app's bundle up to date; returns false when it was. Any number of processes may call it at once: one builds, the others wait.
 * The lock only saves work. Should two build after all, both are right, because chunks are named by their content and the entry,
 * which carries the fingerprint of what it was built from, comes last and in one rename.
 */
export async function bundleWhenStale(app) {
  mkdirSync(outOf(app), { recursive: true });
  const deadline = Date.now() + PATIENCE_MS;
  while (isStale(app)) {
    const mine = takeLock(lockOf(app));
    if (!mine && Date.now() < deadline) {
      await sleep(POLL_MS);
      continue;
    }
    try {
      if (isStale(app)) await bundle(app);
      return true;
    } finally {
      if (mine) rmSync(lockOf(app), { force: true });
    }
  }
  return false;
}

function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
  }
  if (!isAlive(lockHolder(lock))) rmSync(lock, { force: true });
  return false;
}

function lockHolder(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!pid) return true; // Gone or not yet written: the next look tells.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Bundles in any case. The fingerprint is taken before the sources are read: what changes meanwhile makes the next command build again. */
export async function bundle(app) {
  const [entry, out] = [entryOf(app), outOf(app)];
  mkdirSync(out, { recursive: true });
  const from = fingerprint(app);
  const temporary = mkdtempSync(join(out, '.new-'));
  try {
    await runEsbuild(app, temporary);
    // The entry comes last: with it everything counts as built.
    const names = readdirSync(temporary).filter((name) => name.endsWith('.cjs'));
    const ordered = [...names.filter((name) => name !== basename(entry)), basename(entry)];
    const hashes = ordered.map((name) => putInPlace(join(temporary, name), join(out, name), from));
    removeOthers(app, ordered, hashes);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  if (app === 'cli') leaveCompiledCopies();
}

/** Gives a file its stamp and its place; gives its hash. */
function putInPlace(file, place, from) {
  const code = readFileSync(file);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  writeFileSync(file, Buffer.concat([code, Buffer.from(stamp(from, hash))]));
  renameSync(`${file}.map`, `${place}.map`);
  renameSync(file, place);
  return hash;
}

async function runEsbuild(app, outdir) {
  const { build } = await import('esbuild');
  const source = (name) => join(folderOf(app), 'src', name);
  await build({ ...settings(app, outdir), entryPoints: { main: source('entry.ts') }, plugins: [lateChildProcess] });
  if (app !== 'cli') return;
  await build({ ...settings(app, outdir), entryPoints: { help: source('help.ts') }, plugins: [lateChildProcess, nothingLater] });
}

function settings(app, outdir) {
  return {
    outdir,
    absWorkingDir: folderOf(app),
    tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
    bundle: true,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    treeShaking: true,
    sourcemap: 'external',
    // Less to parse at every start; names stay, so that a stack trace can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    alias: sourceEntries(),
    external: installedDependencies(app),
    // A script that is not a module of Node's own can't import(), only require(); what is imported so is installed beside it.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  };
}

/** What is only imported when a command runs is left out. */
const nothingLater = {
  name: 'nothing-later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

/** Most commands start no process, and node:child_process takes several ms to load: it is, when something of it is used. */
const lateChildProcess = {
  name: 'late-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late', sideEffects: false },
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: ['fork', 'spawn', 'spawnSync', 'execFileSync']
        .map((name) => `exports.${name} = (...args) => require('${path}').${name}(...args);`)
        .join('\n'),
    }));
  },
};

// An app's `dependencies` are installed beside it (native or loaded by name); its devDependencies and our own packages go into the bundle.
function installedDependencies(app) {
  const { dependencies } = readManifest(folderOf(app));
  return Object.keys(dependencies).filter((name) => !dependencies[name].startsWith('workspace:'));
}

// What earlier bundles left. A command that started a moment ago has read its bundle whole.
function removeOthers(app, names, hashes) {
  const out = outOf(app);
  const kept = new Set(names.flatMap((name) => [name, `${name}.map`]));
  const others = readdirSync(out).filter((entry) => /\.(js|cjs|map|cache)$/.test(entry) && !kept.has(entry));
  for (const entry of others.filter((entry) => !hashes.some((hash) => entry.includes(hash)))) rmSync(join(out, entry), { force: true });
}

/**
 * Has the first runs happen here, so that V8's compiled copies (apps/cli/bin/bundle.cjs) are there when a user starts. They are worth
 * having, not needed: whatever goes wrong here, the first real runs try again.
 */
function leaveCompiledCopies() {
  const folder = mkdtempSync(join(tmpdir(), 'zepix-build-'));
  const out = outOf('cli');
  const start = (role) => `require(${JSON.stringify(join(folderOf('cli'), 'bin', 'bundle.cjs'))}).loadBundle('${role}').${role}('')`;
  const run = (role, word) => spawnSync(process.execPath, ['-e', start(role), 'zepix-migrate', word], { cwd: folder, stdio: 'ignore' });
  try {
    mkdirSync(join(folder, 'migrations'));
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(
      join(folder, 'zepix.config.ts'),
      `export default { databases: { app: { file: 'app.db', migrations: 'migrations' } } };\n`,
    );
    for (const version of ['001', '002']) {
      writeFileSync(
        join(folder, 'migrations', `${version}_table.sql`),
        `-- Migration: ${version}\nCREATE TABLE t${version} (id INTEGER);\n`,
      );
    }
    run('main', 'up');
    for (const name of readdirSync(out).filter((entry) => entry.endsWith('-main.cache'))) rmSync(join(out, name), { force: true });
    run('main', 'status');
    run('help', 'help');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
