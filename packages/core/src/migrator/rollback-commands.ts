import { selectDatabases } from '../config/select.js';
import type { Version } from '../kernel/version.js';
import { generateRollbacks } from '../rollbacks/generate.js';
import type { GeneratedRollback } from '../rollbacks/generate.js';
import { proveRollbacks } from '../rollbacks/prove.js';
import type { ProvenRollback } from '../rollbacks/prove.js';
import { LEAST_ROWS } from '../rollbacks/proof.js';
import { runContext } from './context.js';
import { refuseAmbiguous } from './move.js';
import type { MigratorParts, Selection } from './parts.js';
import { reported } from './reported.js';
import type { ResultReport } from './reported.js';

/** Which rollbacks. */
export interface RollbackSelection extends Selection {
  /** None means every migration. */
  readonly versions?: readonly Version[] | undefined;
  /** Write no file. */
  readonly dryRun?: boolean | undefined;
}

export interface GenerateSettings extends RollbackSelection {
  /** Replace rollback files that are there; default false. */
  readonly force?: boolean | undefined;
  /** Renames that can't be seen: `old:new` for a table, `table.old:new` for a column. */
  readonly renames?: readonly string[] | undefined;
}

export interface ProveSettings extends RollbackSelection {
  /** Generated rows a table; default and least 20. */
  readonly rows?: number | undefined;
  /** The same gives the same rows; default 1. */
  readonly seed?: number | undefined;
}

/** Making rollbacks out of what migrations do, and trying any rollback on generated rows. */
export interface RollbackCommands {
  /** Writes the rollbacks that migrations lack. `ok` is false where one could not be made. */
  generate(settings?: GenerateSettings): Promise<ResultReport<readonly GeneratedRollback[]>>;
  /** Tries rollbacks and records the proofs in their files. `ok` is false where one is wrong, missing, or could not be tried. */
  prove(settings?: ProveSettings): Promise<ResultReport<readonly ProvenRollback[]>>;
}

export function rollbackCommands(parts: MigratorParts): RollbackCommands {
  return {
    generate: (settings = {}) => generate(parts, settings),
    prove: (settings = {}) => prove(parts, settings),
  };
}

async function generate(parts: MigratorParts, settings: GenerateSettings): Promise<ResultReport<readonly GeneratedRollback[]>> {
  const { versions = [], force = false, renames = [], dryRun = false } = settings;
  const context = runContext(parts, {});
  const report = await reported(parts, 'rollback generate', null, async () => {
    const result: GeneratedRollback[] = [];
    for (const database of chosen(parts, 'rollback generate', settings)) {
      result.push(...(await generateRollbacks(context, database, parts.rollbacks, { versions, force, renames, dryRun })));
    }
    return { databases: [], planHash: null, result };
  });
  return judged(report, ({ outcome }) => outcome !== 'failed');
}

async function prove(parts: MigratorParts, settings: ProveSettings): Promise<ResultReport<readonly ProvenRollback[]>> {
  const { versions = [], rows = LEAST_ROWS, seed = 1, dryRun = false } = settings;
  const context = runContext(parts, {});
  const report = await reported(parts, 'rollback prove', null, async () => {
    const result: ProvenRollback[] = [];
    for (const database of chosen(parts, 'rollback prove', settings)) {
      const options = { versions, rows: Math.max(rows, LEAST_ROWS), seed, dryRun };
      result.push(...(await proveRollbacks(context, database, parts.rollbacks, options)));
    }
    return { databases: [], planHash: null, result };
  });
  return judged(report, ({ outcome }) => outcome === 'proven' || outcome === 'irreversible' || outcome === 'code');
}

/** A version means another migration in each database. */
function chosen(parts: MigratorParts, command: string, { versions = [], filter = [] }: RollbackSelection) {
  const databases = selectDatabases(parts.databases, filter);
  if (versions.length > 0) refuseAmbiguous(command, databases, { filter });
  return databases;
}

function judged<One>(report: ResultReport<readonly One[]>, isWell: (one: One) => boolean): ResultReport<readonly One[]> {
  return { ...report, ok: report.ok && (report.result ?? []).every(isWell) };
}
