import type { MigrationFile } from '../files/folder.js';
import { proofState } from '../files/proof.js';
import { MigrationError } from '../kernel/error.js';
import { findBreak } from '../ledger/chain.js';
import type { View } from '../ports/driver.js';
import type { HistoryEntry } from '../ports/ledger.js';
import type { Observation } from '../plan/observe.js';
import { problem } from '../plan/problem.js';
import type { Problem } from '../plan/problem.js';

const MOST_FINDINGS = 5;

/** What `verify` looks at besides files and drift: the file's integrity, its foreign keys, and the history's chain. */
export function inspect(view: View, observation: Observation, shown: string): Problem[] {
  return [...damage(view, shown), ...orphans(view, shown), ...(observation.reading.kind === 'present' ? brokenChain(view, shown) : [])];
}

function damage(view: View, shown: string): Problem[] {
  const findings = view.integrity();
  if (findings.length === 0) return [];
  const error = new MigrationError('DATABASE_DAMAGED', `${shown} is damaged: ${findings.slice(0, MOST_FINDINGS).join('; ')}.`, {
    hint: 'Restore a backup, or recover what can be read with the sqlite3 shell\'s ".recover".',
  });
  return [problem(error)];
}

function orphans(view: View, shown: string): Problem[] {
  const violations = view.foreignKeyViolations();
  const [first] = violations;
  if (first === undefined) return [];
  const text = `${violations.length} rows of ${shown} break a foreign key, such as ${first.table} (${first.key}) without its ${first.parent}.`;
  const error = new MigrationError('FOREIGN_KEY_VIOLATION', text, {
    hint: 'Migrations do not fail because of them, since they were there before. Mend them with a migration of their own.',
  });
  return [problem(error, { severity: 'warning' })];
}

function brokenChain(view: View, shown: string): Problem[] {
  const broken = findBreak(view.history());
  if (broken === null) return [];
  return [problem(historyBroken(shown, broken.entry, broken.reason))];
}

/** The error of a history whose chain breaks at an entry. */
export function historyBroken(shown: string, { id, at }: HistoryEntry, reason: string): MigrationError {
  return new MigrationError('HISTORY_BROKEN', `The history of ${shown} was tampered with at row ${id} (${at}): ${reason}.`, {
    hint: 'Compare it with a backup: the ledger of this file can no longer be trusted by itself.',
  });
}

/** Rollbacks whose proof speaks of another text than theirs. */
export function staleProofs(migrations: readonly MigrationFile[]): Problem[] {
  return migrations.flatMap((file) => {
    const { rollback, version } = file;
    if (rollback === null || proofState(file, rollback) !== 'edited') return [];
    const error = new MigrationError('ROLLBACK_UNPROVEN', `${rollback.file} is no longer proven: it, or ${file.file}, was edited since.`, {
      hint: `Run "rollback prove ${version}".`,
    });
    return [problem(error, { version, severity: 'warning' })];
  });
}
