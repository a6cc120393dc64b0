import type { Folder, MigrationFile } from '../files/folder.js';
import { isReplaced, standsFor } from '../files/replaces.js';
import { MigrationError } from '../kernel/error.js';
import { compareVersions, versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { HistoryEntry, LedgerRecord } from '../ports/ledger.js';
import { foreignLedger } from './foreign-ledger.js';
import { driftError } from './observe.js';
import type { Observation } from './observe.js';
import { problem } from './problem.js';
import type { Problem } from './problem.js';
import { worstState } from './state.js';
import type { DatabaseState } from './state.js';

/** Where a database stands beside its migrations folder. Pure: made from what was read. */
export interface Standing {
  readonly state: DatabaseState;
  /** The newest applied version; null when none is. */
  readonly version: Version | null;
  /** Sorted by version. */
  readonly applied: readonly LedgerRecord[];
  /** Migrations without a transaction that began and did not end. */
  readonly running: readonly LedgerRecord[];
  /** Not applied, sorted by version; includes the running ones. */
  readonly pending: readonly MigrationFile[];
  readonly problems: readonly Problem[];
}

/** Compares a folder with what was read of the database. */
export function judge(folder: Folder, observation: Observation, shown: string): Standing {
  const { reading, drift } = observation;
  const problems = folder.problems.map((error) => problem(error));
  if (reading.kind === 'foreign') problems.push(problem(foreignLedger(shown, reading)));
  const records = reading.kind === 'present' ? reading.records : [];
  const applied = records.filter(({ state }) => state === 'applied');
  const running = records.filter(({ state }) => state === 'running');
  const goingBack = running.filter(({ cursor }) => cursor?.direction === 'down');
  const done = new Set([...applied, ...goingBack].map(({ version }) => versionKey(version)));
  const pending = folder.migrations.filter(({ version }) => !done.has(versionKey(version)));
  problems.push(...compareFiles(folder, applied), ...behindSquash(folder, records, shown), ...running.map((record) => interrupted(record)));
  if (reading.kind === 'present') problems.push(...failures(reading.failures, done));
  if (drift) problems.push(problem(driftError(drift, shown), { differences: drift.differences }));
  const base = reading.kind === 'absent' ? 'uninitialised' : pending.length > 0 ? 'pending' : 'up-to-date';
  return { state: worstState(base, problems), version: applied.at(-1)?.version ?? null, applied, running, pending, problems };
}

function compareFiles(folder: Folder, applied: readonly LedgerRecord[]): Problem[] {
  const files = new Map(folder.migrations.map((file) => [versionKey(file.version), file]));
  const newest = folder.migrations.at(-1)?.version;
  const squashes = squashesIn(folder);
  return applied.flatMap((record) => {
    if (isReplaced(squashes, record)) return [];
    const file = files.get(versionKey(record.version));
    const squashed = standsFor(squashes, record.version);
    if (squashed && record.checksum !== null && record.checksum !== file?.checksum) return [changedBeforeSquash(record, squashed)];
    if (squashed && record.checksum === null) return [unverifiable(record, squashed)];
    if (file === undefined) return [missingFile(record, folder, newest)];
    if (record.checksum === null) return [unverifiable(record, file)];
    return record.checksum === file.checksum ? [] : [changedFile(record, file)];
  });
}

/** The few files that stand for others: every applied migration is held against each of them. */
function squashesIn({ migrations }: Folder): readonly MigrationFile[] {
  return migrations.filter(({ replaces = [] }) => replaces.length > 0);
}

/** A database that stopped among the migrations that one file now stands for: it can neither run that file nor the rest of them. */
function behindSquash(folder: Folder, records: readonly LedgerRecord[], shown: string): Problem[] {
  const known = new Set(records.map(({ version }) => versionKey(version)));
  return squashesIn(folder).flatMap((file) => {
    const among = records.filter(({ version }) => file.replaces?.some((one) => versionKey(one.version) === versionKey(version)));
    const newest = among.at(-1);
    if (newest === undefined || known.has(versionKey(file.version))) return [];
    const error = new MigrationError(
      'SQUASH_BEHIND',
      `${shown} stands at ${newest.version}, among the migrations that ${file.file} replaces.`,
      {
        hint: `Bring it up to ${file.version} with the files as they were: up --database ${shown} --migrations ${folder.shown}/squashed/${file.version}.`,
        location: { file: file.file, line: 1, column: 1, offset: 0 },
      },
    );
    return [problem(error, { version: file.version })];
  });
}

function missingFile(record: LedgerRecord, folder: Folder, newest: Version | undefined): Problem {
  const { version, name } = record;
  const title = name === null ? version : `${version}_${name}`;
  if (newest === undefined || compareVersions(version, newest) > 0) {
    const error = new MigrationError('AHEAD_OF_CODE', `${title} is applied, but ${folder.shown} ends at ${newest ?? 'nothing'}.`, {
      hint: 'This code is older than the database: deploy the newer code, or take the migration back with "down" (its rollback is stored).',
    });
    return problem(error, { version });
  }
  const error = new MigrationError('MISSING_FILE', `${title} is applied, but its file is gone from ${folder.shown}.`, {
    hint: 'Bring the file back from version control.',
  });
  return problem(error, { version });
}

function unverifiable(record: LedgerRecord, file: MigrationFile): Problem {
  const text = `${file.file} can't be compared with what was applied: its row in the ledger has no checksum.`;
  const error = new MigrationError('UNVERIFIABLE', text, {
    hint: 'The row was written by a script or by another tool. Compare the file with the schema by eye.',
  });
  return problem(error, { version: record.version, severity: 'warning' });
}

function changedFile(record: LedgerRecord, file: MigrationFile): Problem {
  const what = file.code === undefined ? file.file : `${file.file}, or a file that it imports,`;
  const error = new MigrationError('CHANGED_FILE', `${what} was edited after it was applied${when(record)}.`, {
    hint: 'Restore the file from version control, and put the change into a new migration.',
    location: { file: file.file, line: 1, column: 1, offset: 0 },
  });
  return problem(error, { version: record.version });
}

function changedBeforeSquash({ version }: LedgerRecord, { file }: MigrationFile): Problem {
  const error = new MigrationError('CHANGED_FILE', `What was applied as ${version} is neither ${file} nor what that replaces.`, {
    hint: 'It was edited before the squash, or the squashed file was: compare them in version control.',
    location: { file, line: 1, column: 1, offset: 0 },
  });
  return problem(error, { version });
}

function when({ appliedAt }: LedgerRecord): string {
  return appliedAt === null ? '' : ` (${appliedAt})`;
}

function interrupted({ version, name, cursor }: LedgerRecord): Problem {
  const back = cursor?.direction === 'down';
  const again = cursor?.of === 0;
  const far =
    cursor === null || again ? 'was begun' : `stopped after statement ${cursor.done} of ${cursor.of}${back ? ' of its rollback' : ''}`;
  const error = new MigrationError('INTERRUPTED_MIGRATION', `${version}_${name ?? ''}, which runs without a transaction, ${far}.`, {
    hint: `Run "${back ? 'down' : 'up'}": it ${again ? 'begins again from its start' : 'goes on behind the last statement that is done'}.`,
    dataState: 'The statements that were done are kept; the rest was not run.',
  });
  return problem(error, { version });
}

function failures(entries: readonly HistoryEntry[], done: ReadonlySet<string>): Problem[] {
  return entries
    .filter(({ version }) => version !== null && !done.has(versionKey(version)))
    .map(({ version, at, details }) => {
      const reason = typeof details['message'] === 'string' ? details['message'] : 'unknown reason';
      const error = new MigrationError('LAST_RUN_FAILED', `${version} failed at ${at}: ${reason}`, {
        hint: 'Correct the migration and run "up" again.',
        dataState: 'The failed migration was rolled back.',
      });
      return problem(error, { version });
    });
}
