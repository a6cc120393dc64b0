import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const HASH = `const { createHash } = require('node:crypto'); const { readFileSync } = require('node:fs');
for (const file of process.argv.slice(1)) console.log(createHash('sha256').update(readFileSync(file)).digest('hex'));`;

/** One file as it lies there: times in ms. */
export interface Lying {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

/**
 * Everything in a folder, sorted by name. Another process reads the bytes: closing a descriptor of ours on a database would drop the
 * locks of the connections that this process has to it. A -shm is shared memory and no content: only its name counts.
 */
export function lyingIn(folder: string): readonly Lying[] {
  const names = readdirSync(folder).toSorted();
  const counted = names.filter((name) => !name.endsWith('-shm') && statSync(join(folder, name)).isFile());
  const hashes =
    counted.length === 0
      ? []
      : execFileSync(process.execPath, ['-e', HASH, ...counted.map((name) => join(folder, name))], { encoding: 'utf8' })
          .trim()
          .split('\n');
  const known = new Map(counted.map((name, at) => [name, hashes[at] ?? '']));
  return names.map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name));
    const sha256 = known.get(name);
    return sha256 === undefined ? { name, size: 0, mtimeMs: 0, sha256: '' } : { name, size, mtimeMs, sha256 };
  });
}

/** Runs a body to its end as a user who may write nothing; as ourselves where we are not root. POSIX only. */
export async function unprivileged<R>(body: () => R | Promise<R>): Promise<R> {
  if (process.getuid?.() !== 0) return body();
  process.setegid?.(65_534);
  process.seteuid?.(65_534);
  try {
    return await body();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
