import type { HistoryEvent, RestoreOptions, Snapshot, TableChange } from '@zepix/migrations-core';
import type { NewerHistory } from './carry.js';

/** What a restore's line in the history tells of. */
export interface Restored {
  readonly snapshot: Snapshot;
  readonly saved: Snapshot | null;
  readonly changes: readonly TableChange[];
  /** The schema counter of the live file before; the backup API adds one to it. */
  readonly cookie: number;
  readonly options: RestoreOptions;
}

/** The line of the history; its schema is filled in by whoever writes it. */
export function restoredEvent({ snapshot, saved, changes, cookie, options }: Restored, newer: NewerHistory): HistoryEvent {
  return {
    event: 'restored',
    version: null,
    runId: options.owner.runId,
    at: new Date().toISOString(),
    cookie: cookie + 1,
    schema: null,
    details: {
      snapshot: snapshot.id,
      takenAt: snapshot.manifest.createdAt,
      toVersion: snapshot.manifest.version,
      saved: saved?.id ?? null,
      by: options.by,
      ...(options.consent === null ? {} : { consent: options.consent }),
      rowsLost: changes.reduce((sum, { lost }) => sum + lost, 0),
      rowsReturned: changes.reduce((sum, { returned }) => sum + returned, 0),
      carriedOver: newer.rows.length,
      ...(newer.refusal === null ? {} : { notCarriedOver: newer.refusal }),
    },
  };
}
