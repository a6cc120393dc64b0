import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- the program to start, not this process
import { execPath } from 'node:process';

const COPY = `const fs = require('node:fs'); const [from, to, ...ends] = process.argv.slice(1);
for (const end of ends) fs.copyFileSync(from + end, to + end);`;

/**
 * Hands a copy of the database to `body` and removes it afterwards. For a WAL file in a folder that this user can't write: SQLite needs
 * to create its -shm there even to read; and for one with a journal to roll back. Another process makes the copy, since closing a descriptor of our own on the file would drop
 * the locks of every connection that this process has to it (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export function withCopy<R>(file: string, body: (copy: string) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'zepix-status-'));
  try {
    const copy = join(folder, 'copy.db');
    const ends = ['', '-wal', '-journal'].filter((end) => statSync(`${file}${end}`, { throwIfNoEntry: false }) !== undefined);
    execFileSync(execPath, ['-e', COPY, file, copy, ...ends], { stdio: 'pipe' });
    return body(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
