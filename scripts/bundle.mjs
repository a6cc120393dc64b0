// Bundles the command line: apps/cli/src/main.ts and the packages it uses, from their TypeScript sources, into apps/cli/dist.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, appendFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENTRY, fingerprint, isStale, stamp } from './freshness.mjs';
import { readManifest, ROOT, sourceEntries } from './workspace.mjs';

const CLI = join(ROOT, 'apps', 'cli');
const OUT = dirname(ENTRY);
const LOCK = join(OUT, '.building');
const POLL_MS = 40;
const PATIENCE_MS = 60_000;
const LONGEST_BUILD_MS = 60_000;

/**
 * Brings the bundle up to date; returns false when it was. Any number of processes may call it at once: one builds, the others wait.
 * The lock only saves work. Should two build after all, both are right, because chunks are named by their content and the entry,
 * which carries the fingerprint of what it was built from, comes last and in one rename.
 */
export async function bundleWhenStale() {
  mkdirSync(OUT, { recursive: true });
  const deadline = Date.now() + PATIENCE_MS;
  while (isStale()) {
    const mine = takeLock();
    if (!mine && Date.now() < deadline) {
      await sleep(POLL_MS);
      continue;
    }
    try {
      if (isStale()) await bundle();
      return true;
    } finally {
      if (mine) rmSync(LOCK, { force: true });
    }
  }
  return false;
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
  }
  if (!isAlive(lockHolder())) rmSync(LOCK, { force: true });
  return false;
}

function lockHolder() {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
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
export async function bundle() {
  mkdirSync(OUT, { recursive: true });
  const from = fingerprint();
  const temporary = mkdtempSync(join(OUT, '.new-'));
  try {
    await runEsbuild(temporary);
    const names = readdirSync(temporary);
    const before = modifiedAt(ENTRY);
    appendFileSync(join(temporary, 'main.js'), stamp(from));
    for (const name of names.filter((name) => name !== 'main.js')) renameSync(join(temporary, name), join(OUT, name));
    renameSync(join(temporary, 'main.js'), ENTRY);
    removeOldChunks(new Set(names), before - LONGEST_BUILD_MS);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function runEsbuild(outdir) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: { main: join(CLI, 'src', 'main.ts'), engine: join(CLI, 'src', 'engine.ts') },
    outdir,
    absWorkingDir: CLI,
    tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    treeShaking: true,
    sourcemap: 'external',
    // Less to parse at every start; names stay, so that a stack trace can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    alias: sourceEntries(),
    plugins: [requiredBuiltins],
    external: installedDependencies(),
    // CommonJS packages in the bundle (commander) call require() for Node's own modules.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}

/**
 * Has Node's own modules required instead of imported: for an import Node reads every export of the module once, and some of them are
 * getters that load or compute much (20 ms for `status`).
 */
const requiredBuiltins = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'builtin', sideEffects: false },
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = require('${path}');`, loader: 'js' }));
  },
};

// The command line's `dependencies` are installed beside it (native or loaded by name); its devDependencies and our own packages go into the bundle.
function installedDependencies() {
  const { dependencies } = readManifest(CLI);
  return Object.keys(dependencies).filter((name) => !dependencies[name].startsWith('workspace:'));
}

// Only what is older than the bundle just replaced: a command that started a moment ago may still load that one's chunks.
function removeOldChunks(current, limit) {
  for (const entry of readdirSync(OUT, { withFileTypes: true })) {
    const path = join(OUT, entry.name);
    const isChunk = entry.isFile() && /\.js(\.map)?$/.test(entry.name) && !current.has(entry.name);
    if ((isChunk || entry.name.startsWith('.new-')) && modifiedAt(path) < limit) rmSync(path, { recursive: true, force: true });
  }
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
