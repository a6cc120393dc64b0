import { isOwnRollback } from '../files/folder.js';
import type { Folder, MigrationFile } from '../files/folder.js';
import { isReplaced } from '../files/replaces.js';
import { versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { LedgerRecord } from '../ports/ledger.js';
import type { SchemaDifference } from '../ports/schema.js';
import type { Standing } from '../plan/standing.js';

/** One change that a repair would make to the ledger; never to the application's own tables. */
export type RepairAction =
  | { readonly kind: 'accept-file'; readonly version: Version; readonly record: LedgerRecord; readonly file: MigrationFile }
  | { readonly kind: 'accept-rollback'; readonly version: Version; readonly record: LedgerRecord; readonly file: MigrationFile }
  | { readonly kind: 'forget-missing'; readonly version: Version; readonly record: LedgerRecord }
  | { readonly kind: 'clear-failure'; readonly version: Version }
  | { readonly kind: 'accept-schema'; readonly version: null; readonly differences: readonly SchemaDifference[] };

/** What would have to change in the ledger for `status` to be clean again. Pure. */
export function planRepair(standing: Standing, folder: Folder): RepairAction[] {
  const files = new Map(folder.migrations.map((file) => [versionKey(file.version), file]));
  const kept = standing.applied.filter((record) => !isReplaced(folder.migrations, record));
  const rows = kept.flatMap((record) => repairRow(record, files.get(versionKey(record.version)), standing));
  const failed = standing.problems.flatMap(({ error, version }): RepairAction[] =>
    error.code === 'LAST_RUN_FAILED' && version !== null ? [{ kind: 'clear-failure', version }] : [],
  );
  const drifts = standing.problems.filter(({ error }) => error.code === 'DRIFTED');
  const accepted = drifts.map(({ differences }) => ({ kind: 'accept-schema', version: null, differences }) as const);
  return [...rows, ...failed, ...accepted];
}

function repairRow(record: LedgerRecord, file: MigrationFile | undefined, standing: Standing): RepairAction[] {
  const { version } = record;
  if (file === undefined) {
    const missing = standing.problems.some(({ error, version: about }) => error.code === 'MISSING_FILE' && about === version);
    return missing ? [{ kind: 'forget-missing', version, record }] : [];
  }
  if (record.checksum !== file.checksum) return [{ kind: 'accept-file', version, record, file }];
  // Whether code has a "down" is not known here: what was stored with it stays.
  if (isOwnRollback(file) && record.rollbackChecksum === null) return [];
  const stale = (file.rollback?.checksum ?? null) !== record.rollbackChecksum && file.rollback !== null;
  return stale ? [{ kind: 'accept-rollback', version, record, file }] : [];
}

/** An action in one sentence. */
export function describeRepair(action: RepairAction): string {
  switch (action.kind) {
    case 'accept-file':
      return action.record.checksum === null
        ? `${action.version}: record the checksum, name and rollback of ${action.file.file}, which the row lacks.`
        : `${action.version}: take ${action.file.file} as it is now for what was applied.`;
    case 'accept-rollback':
      return `${action.version}: store ${action.file.rollback?.file ?? 'its rollback'} as it is now.`;
    case 'forget-missing':
      return `${action.version}: forget that it was applied, since its file is gone; what it made stays, its rollback goes to the history.`;
    case 'clear-failure':
      return `${action.version}: forget that its last run failed.`;
    case 'accept-schema':
      return `Take the schema as it is now for what the migrations made${listed(action.differences)}.`;
  }
}

const MOST_LISTED = 3;

function listed(differences: readonly SchemaDifference[]): string {
  const shown = differences.slice(0, MOST_LISTED).map(({ object, change }) => `${object} ${change}`);
  const more = differences.length > shown.length ? ` and ${differences.length - shown.length} more` : '';
  return shown.length === 0 ? '' : ` (${shown.join(', ')}${more})`;
}
