import { MigrationError } from '@zepix/migrations-core';
import { freeSpace } from '../target/free-space.js';

/** Room for a manifest, a journal's header and what the file system needs itself. */
const MARGIN = 1 << 20;

/** @throws DISK_SPACE_LOW when less is free where the folder lies; a system that does not say passes */
export function requireSpace(folder: string, bytes: number, what: string): void {
  const free = freeSpace(folder);
  if (free === null || free >= bytes + MARGIN) return;
  throw new MigrationError(
    'DISK_SPACE_LOW',
    `${what} needs ${megabytes(bytes + MARGIN)} in ${folder}, and only ${megabytes(free)} are free.`,
    {
      hint: 'Free some space, or remove snapshots that are not needed any more ("snapshot prune").',
      dataState: 'Nothing was changed.',
    },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
