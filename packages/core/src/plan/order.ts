import type { MigrationFile } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import { compareVersions, versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { Standing } from './standing.js';

/** Versions of this many digits are times (20260112, 20260112093000): they have gaps by nature. */
const TIMESTAMP_DIGITS = 8;

const LEAVE = { hint: 'Renumber the file, or give leave with --allow-out-of-order.', dataState: 'Nothing was changed.' };

/** Chosen migrations that would be applied behind a newer one. */
export function outOfOrder(chosen: readonly MigrationFile[], standing: Standing): MigrationError[] {
  const newest = standing.version;
  if (newest === null) return [];
  return chosen
    .filter(({ version }) => compareVersions(version, newest) < 0)
    .map(
      (file) =>
        new MigrationError('OUT_OF_ORDER', `${file.file} is older than ${newest}, which is applied already.`, {
          location: { file: file.file, line: 1, column: 1, offset: 0 },
          ...LEAVE,
        }),
    );
}

/** Numbers left out in front of a chosen migration: usually a file that was forgotten in a commit or lost in a merge. */
export function gaps(chosen: readonly MigrationFile[], all: readonly Version[]): MigrationError[] {
  const sorted = all.toSorted(compareVersions);
  const before = new Map(sorted.slice(1).map((version, at) => [versionKey(version), sorted[at] ?? version]));
  return chosen.flatMap((file) => {
    const previous = before.get(versionKey(file.version));
    if (previous === undefined || !isGap(previous, file.version)) return [];
    return [
      new MigrationError('VERSION_GAP', `There is no migration between ${previous} and ${file.version}: is a file missing?`, {
        location: { file: file.file, line: 1, column: 1, offset: 0 },
        ...LEAVE,
      }),
    ];
  });
}

function isGap(before: Version, version: Version): boolean {
  if (before.length >= TIMESTAMP_DIGITS || version.length >= TIMESTAMP_DIGITS) return false;
  return BigInt(version) - BigInt(before) > 1n;
}
