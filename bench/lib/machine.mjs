// What figures depend on: versions, the machine, the disk below the databases.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../..', import.meta.url);

/** better-sqlite3 as ours has it: what judges results, and needs no installation of the peers. */
export const Database = createRequire(new URL('packages/sqlite/package.json', ROOT))('better-sqlite3');

/** Ours, Node, better-sqlite3 and the SQLite in it, and the version of each package named, as bench/package.json pins it. */
export function versions(packages = []) {
  const db = new Database(':memory:');
  const sqlite = db.prepare('SELECT sqlite_version()').pluck().get();
  db.close();
  const pinned = json('bench/package.json').dependencies;
  const peers = packages.filter((name) => name in pinned).map((name) => [name, pinned[name]]);
  const driver = createRequire(new URL('packages/sqlite/package.json', ROOT))('better-sqlite3/package.json').version;
  return {
    'zepix-migrations': json('apps/cli/package.json').version,
    node: process.version,
    sqlite,
    ...Object.fromEntries(peers),
    'better-sqlite3': driver,
  };
}

/** Machine, load and disk in words. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  return {
    system: `${process.platform} ${process.arch} ${release()}, ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    disk: diskOf(tmpdir()),
    'load before': load,
  };
}

function json(path) {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, ROOT)), 'utf8'));
}

function diskOf(folder) {
  try {
    const [, line] = execFileSync('df', ['-PT', folder], { encoding: 'utf8' }).split('\n');
    return `${line.split(/\s+/)[1]} (${folder})`;
  } catch {
    return folder; // No df, or one that knows no -T.
  }
}
