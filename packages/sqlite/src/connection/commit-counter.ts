import { execFileSync } from 'node:child_process';
// oxlint-disable-next-line no-restricted-imports -- the program to start, not this process
import { execPath } from 'node:process';

/** How often a database was committed to, as its file or its -shm counts it. Only good for comparing with another reading. */
export interface CommitCount {
  readonly journal: 'wal' | 'rollback' | 'none';
  readonly commits: number;
}

const READ = `const fs = require('node:fs');
const file = process.argv[1];
const bytes = (path, length) => {
  try {
    const buffer = Buffer.alloc(length);
    const handle = fs.openSync(path, 'r');
    const read = fs.readSync(handle, buffer, 0, length, 0);
    fs.closeSync(handle);
    return read === length ? buffer : null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
};
const header = bytes(file, 100);
const shared = header !== null && header[18] === 2 ? bytes(file + '-shm', 12) : null;
const count = header === null ? ['none', 0]
  : header[18] !== 2 ? ['rollback', header.readUInt32BE(24)]
  : ['wal', shared === null ? 0 : new Uint32Array(new Uint8Array(shared).buffer)[2]];
process.stdout.write(JSON.stringify({ journal: count[0], commits: count[1] }));`;

/**
 * Reads SQLite's own count of commits: the file change counter, in WAL mode the wal-index's iChange
 * (https://sqlite.org/fileformat.html#file_change_counter, https://sqlite.org/walformat.html#the_wal_index_header). Unlike
 * `data_version` it can be read while another connection holds the exclusive lock, and tells one commit from two. In WAL mode some
 * connection must be open. Another process reads it: closing a descriptor of our own would drop this process's locks on the file.
 */
export function commitCount(file: string): CommitCount {
  return JSON.parse(execFileSync(execPath, ['-e', READ, file], { stdio: 'pipe', encoding: 'utf8' })) as CommitCount;
}

/** Whether nobody committed between two readings. */
export function isSameCount(before: CommitCount, after: CommitCount): boolean {
  return before.journal === after.journal && before.commits === after.commits;
}

/** Whether one commit, and only one, lies between two readings. */
export function isNextCount(before: CommitCount, after: CommitCount): boolean {
  const sameJournal = before.journal === after.journal || before.journal === 'none';
  return sameJournal && after.commits === (before.commits + 1) % 2 ** 32;
}
