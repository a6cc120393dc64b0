import type { Database } from '../config/database.js';
import { isOwnRollback } from '../files/folder.js';
import type { Folder, MigrationFile } from '../files/folder.js';
import { proofState } from '../files/proof.js';
import { errorReport } from '../kernel/error-report.js';
import type { MigrationError } from '../kernel/error.js';
import { versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { Preserved } from '../ports/safety.js';
import type { LedgerRecord } from '../ports/ledger.js';
import type { Observation } from '../plan/observe.js';
import type { Confirmation, Plan } from '../plan/plan.js';
import { problem } from '../plan/problem.js';
import type { Problem } from '../plan/problem.js';
import type { Standing } from '../plan/standing.js';
import { worstState } from '../plan/state.js';
import type { Step } from '../plan/step.js';
import { problemReport } from './problem-report.js';
import type { RehearsalReport } from './rehearsal-report.js';
import type { AppliedReport, DatabaseReport, PlannedReport, RanReport, Reason } from './report.js';

/** What a report on one database is made from. */
export interface DatabaseFindings {
  readonly database: Database;
  readonly folder: Folder | null;
  readonly observation: Observation;
  readonly standing: Standing;
  readonly plan?: Plan | null;
  readonly ran?: readonly RanReport[];
  readonly snapshot?: string | null;
  readonly preserved?: readonly Preserved[];
  readonly rehearsal?: RehearsalReport | null;
  readonly error?: MigrationError | null;
}

/** The report on a database that could be read. */
export function databaseReport(findings: DatabaseFindings): DatabaseReport {
  const {
    database,
    folder,
    observation,
    standing,
    plan,
    ran = [],
    snapshot = null,
    preserved = [],
    rehearsal = null,
    error = null,
  } = findings;
  const { reading } = observation;
  const files = new Map(folder?.migrations.map((file) => [versionKey(file.version), file]));
  const state = error === null ? standing.state : worstState(standing.state, [problem(error)]);
  return {
    name: database.name,
    label: database.label,
    file: database.shown,
    format: folder === null ? null : { name: folder.format, detected: folder.detected },
    state,
    problems: [...standing.problems, ...blockers(standing, plan)].map(problemReport),
    version: standing.version,
    applied: standing.applied.map((record) => appliedReport(record, files.get(versionKey(record.version)))),
    pending: standing.pending.map(({ version, name }) => ({ version, name })),
    planned: plan ? plan.steps.map((step) => plannedReport(step, plan)) : [],
    ran,
    snapshot,
    disk: observation.disk,
    rehearsal,
    preserved: preservedReport(preserved),
    historyHead: reading.kind === 'present' ? (reading.head?.hash ?? null) : null,
    error: error === null ? null : errorReport(error),
  };
}

/** What keeps the plan from running besides what stands in the database: every broken line of every script, not only the first. */
function blockers({ problems }: Standing, plan: Plan | null | undefined): Problem[] {
  const known = new Set(problems.map(({ error }) => `${error.code} ${error.message}`));
  return (plan?.blockers ?? []).filter(({ code, message }) => !known.has(`${code} ${message}`)).map((error) => problem(error));
}

/** Notes of less than that take no table of their own. */
const PAGE_BYTES = 4096;

function preservedReport(all: readonly Preserved[]): DatabaseReport['preserved'] {
  const kept = all.filter(({ items, bytes }) => items.length > 0 || bytes >= PAGE_BYTES);
  const migrations = new Set(kept.map(({ version }) => version)).size;
  return kept.length === 0 ? null : { migrations, bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function appliedReport(record: LedgerRecord, file: MigrationFile | undefined): AppliedReport {
  return {
    version: record.version,
    name: record.name ?? file?.name ?? null,
    description: record.description,
    appliedAt: record.appliedAt,
    durationMs: record.executionTimeMs,
    checksum: record.checksum,
    appliedBy: record.appliedBy,
    rollback: record.rollbackChecksum !== null || (file !== undefined && file.rollback !== null && !isOwnRollback(file)),
    rollbackProof: file === undefined ? null : proofState(file, file.rollback),
  };
}

function plannedReport(step: Step, { confirmations, destroys }: Plan): PlannedReport {
  const { version, name, direction, description, script, program, header, rollback, notices } = step;
  return {
    version,
    name,
    direction,
    description,
    file: script.file,
    statements: program.statements.length,
    transactional: header.transactional,
    reversible: direction === 'down' || (header.reversible && rollback !== null),
    rollbackProof: step.proof,
    notices,
    confirmations: reasons(confirmations, version),
    destroys: reasons(destroys, version),
  };
}

function reasons(all: readonly Confirmation[], version: Version): readonly Reason[] {
  return all.filter((one) => one.version === version).map(({ reason, place }) => ({ reason, place }));
}
