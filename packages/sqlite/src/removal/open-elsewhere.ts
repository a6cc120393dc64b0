import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- the number of this process, to leave it out
import { pid } from 'node:process';

/**
 * The other processes that have a file open, as far as the system tells: on Linux by /proc, and there only those of this user. A connection
 * that is at rest holds no lock, so SQLite itself can't tell.
 */
export function openElsewhere(file: string): number[] {
  return entries('/proc').flatMap((name) => {
    const other = Number(name);
    if (!Number.isInteger(other) || other === pid) return [];
    const folder = join('/proc', name, 'fd');
    return entries(folder).some((fd) => linkOf(join(folder, fd)) === file) ? [other] : [];
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
