import type { Folder, MigrationFile } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import { compareVersions } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import { outOfOrder } from '../plan/order.js';
import type { Standing } from '../plan/standing.js';

export function missingRollback({ file, version, name }: MigrationFile): MigrationError {
  return new MigrationError('ROLLBACK_MISSING', `${file} has no rollback: it can't be taken back.`, {
    hint: `Write rollback/${version}_rollback_${name || 'name'}.sql, or say so in the header: "-- Reversible: NO".`,
    location: { file, line: 1, column: 1, offset: 0 },
  });
}

export function irreversibleFinding({ file, rollback }: MigrationFile): MigrationError {
  return new MigrationError('IRREVERSIBLE', `${file} says "Reversible: NO", but ${rollback?.file ?? 'it'} takes it back.`, {
    hint: 'Remove that line of the header, or the rollback: as it is, "down" refuses.',
    location: { file, line: 1, column: 1, offset: 0 },
  });
}

/** Splits what is not applied: behind the newest applied version, or before it (which `up` would refuse). */
export function pendingOrLate(
  standing: Standing,
  { migrations }: Folder,
): { readonly late: readonly MigrationError[]; readonly pending: readonly Version[] } {
  const newest = standing.version;
  if (newest === null && standing.applied.length === 0 && standing.state === 'uninitialised')
    return { late: [], pending: migrations.map(({ version }) => version) };
  const pending = standing.pending.filter(({ version }) => newest === null || compareVersions(version, newest) > 0);
  return { late: outOfOrder(standing.pending, standing), pending: pending.map(({ version }) => version) };
}
