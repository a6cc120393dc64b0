import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- the program to start, not this process
import { execPath } from 'node:process';

const COPY = `const fs = require('node:fs'); const [from, to] = process.argv.slice(1); fs.copyFileSync(from, to);`;

/**
 * Hands a copy of the database to `body` and removes it afterwards. For a WAL file in a folder that this user can't write: SQLite needs
 * to create its -shm there even to read. Another process makes the copy, since closing a descriptor of our own on the file would drop
 * the locks of every connection that this process has to it (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export function withCopy<R>(file: string, body: (copy: string) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'zepix-status-'));
  try {
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal']) {
      if (statSync(`${file}${suffix}`, { throwIfNoEntry: false }) === undefined) continue;
      execFileSync(execPath, ['-e', COPY, `${file}${suffix}`, `${copy}${suffix}`], { stdio: 'pipe' });
    }
    return body(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
