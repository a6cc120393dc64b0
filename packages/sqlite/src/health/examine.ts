import type Database from 'better-sqlite3';
import type { Finding, Target, View } from '@zepix/migrations-core';
import { isOwnObject } from '../ledger/tables.js';
import { engineFinding } from './engine.js';
import { foreignKeyFinding, integrityFinding, modeFindings, pageFindings } from './file.js';
import { leftoverFindings } from './leftovers.js';
import { runnerLockFinding, writeLockFinding } from './locks.js';
import { placeFindings } from './place.js';

/** Looks at a database from all sides, through a connection that may not write. */
export function examine(db: Database.Database, view: View, target: Target, full: boolean): readonly Finding[] {
  const settings = view.settings();
  return [
    engineFinding(settings['sqlite_version'] ?? '', settings['journal_mode'] ?? ''),
    ...modeFindings(db),
    ...pageFindings(db, target.id),
    integrityFinding(db, full),
    foreignKeyFinding(view.foreignKeyViolations()),
    ...leftoverFindings(db, isOwnObject(target.ledgerTable)),
    runnerLockFinding(target.id),
    // A copy (of a file in a folder that can't be written) tells nothing of the locks on the file itself.
    ...(db.name === target.id ? [writeLockFinding(db)] : []),
    ...placeFindings(target.id),
  ];
}
