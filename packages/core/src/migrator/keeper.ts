import { check } from '../care/check.js';
import { createDatabase, dropDatabase, dropNeedsYes, previewDrop } from '../care/create-drop.js';
import type { Created, Dropped } from '../care/create-drop.js';
import { examine } from '../care/doctor.js';
import type { Health } from '../care/doctor.js';
import { dump, writeDump } from '../care/dump.js';
import type { Dump, Written } from '../care/dump.js';
import { aheadOf, generate } from '../authoring/generate.js';
import type { GenerateOptions, Generated } from '../authoring/generate.js';
import { introspect } from '../authoring/introspect.js';
import type { Introspected } from '../authoring/introspect.js';
import { newMigration } from '../authoring/new-migration.js';
import type { NewMigration, NewMigrationOptions } from '../authoring/new-migration.js';
import { planSquash } from '../authoring/squash.js';
import type { Squash } from '../authoring/squash.js';
import { writeSquash } from '../authoring/write-squash.js';
import type { Database } from '../config/database.js';
import { selectDatabases } from '../config/select.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import { problemReport } from '../report/problem-report.js';
import type { ProblemReport } from '../report/report.js';
import { generateRollbacks } from '../rollbacks/generate.js';
import { LEAST_ROWS } from '../rollbacks/proof.js';
import { proveRollbacks } from '../rollbacks/prove.js';
import type { ProvenRollback } from '../rollbacks/prove.js';
import type { RunContext } from '../run/context.js';
import { SYSTEM_CLOCK, runContext } from './context.js';
import { refuseAmbiguous } from './move.js';
import type { MigratorParts, Selection, WriteSettings } from './parts.js';
import { reported } from './reported.js';
import type { ResultReport } from './reported.js';
import { rollbackCommands } from './rollback-commands.js';
import type { RollbackCommands } from './rollback-commands.js';
import { withCode } from './with-code.js';

/** What a check of one database's files found; `problems` as plain JSON. */
export interface CheckReport extends Omit<ReturnType<typeof check>, 'problems'> {
  readonly problems: readonly ProblemReport[];
}

/** A dump, and what became of the file it was to be written to; null where none was named. */
export interface DumpResult extends Dump {
  readonly out: string | null;
  readonly outcome: Written | null;
}

/** Where to put a dump. */
export interface DumpSettings extends Selection {
  /** One database only. */
  readonly out?: { readonly path: string; readonly shown: string } | undefined;
  /** Compare with what is in `out`, and leave it as it is. */
  readonly check?: boolean | undefined;
}

/** A generated migration, and what its rollback gave on generated rows; null where that was not tried. */
export interface GeneratedProven extends Generated {
  readonly proof: ProvenRollback | null;
}

/** Where to put a declaration; a file that is there is never overwritten. */
export interface IntrospectSettings extends Selection {
  readonly out?: { readonly path: string; readonly shown: string } | undefined;
}

/** Writing migrations, and looking after their databases. Every call returns a report with its result; nothing of ours is thrown. */
export interface Keeper {
  /** Writes the next migration and its rollback into one database's folder. */
  newMigration(options: NewMigrationOptions & Selection): Promise<ResultReport<NewMigration>>;
  /** Writes the migration to what is declared, and its rollback, both proven; nothing where nothing is to do. */
  generate(options: GenerateOptions & Selection): Promise<ResultReport<GeneratedProven>>;
  /** What is declared and not made by a migration. `ok` is false where there is something. */
  ahead(settings?: Pick<GenerateOptions, 'schema' | 'root' | 'renames'> & Selection): Promise<ResultReport<readonly Generated[]>>;
  /** Declares the tables of a database that is there. */
  introspect(settings?: IntrospectSettings): Promise<ResultReport<Introspected>>;
  /** Makes one migration of all up to a version, after proving that it gives the same. With `dryRun` nothing is written. */
  squash(to: Version, settings?: WriteSettings & { readonly dryRun?: boolean | undefined }): Promise<ResultReport<Squash>>;
  readonly rollback: RollbackCommands;
  /** Checks every file; needs no database. `ok` is false where a problem is an error. */
  check(selection?: Selection): Promise<ResultReport<readonly CheckReport[]>>;
  /** Examines every database; changes nothing. `ok` is false where a finding is bad. */
  doctor(settings?: Selection & { readonly full?: boolean | undefined }): Promise<ResultReport<readonly Health[]>>;
  /** The schema as a script. `ok` is false where `check` finds a difference. */
  dump(settings?: DumpSettings): Promise<ResultReport<readonly DumpResult[]>>;
  /** Creates those databases that are missing, each with an empty ledger. */
  create(settings?: WriteSettings): Promise<ResultReport<readonly Created[]>>;
  /** Deletes databases; without an approval of `all` it is refused and `result` says what would be deleted. */
  drop(settings?: WriteSettings): Promise<ResultReport<readonly Dropped[]>>;
}

/** Puts a keeper together from the same parts as a migrator. */
export function createKeeper(given: MigratorParts): Keeper {
  const parts = withCode(given);
  return {
    newMigration: (options) => author(parts, options),
    generate: (options) => generateOne(parts, options),
    ahead: (settings = {}) => ahead(parts, settings),
    introspect: (settings = {}) => introspectOne(parts, settings),
    squash: (to, settings = {}) => squash(parts, to, settings),
    rollback: rollbackCommands(parts),
    check: (selection = {}) => checkAll(parts, selection),
    doctor: (settings = {}) => doctor(parts, settings),
    dump: (settings = {}) => dumpAll(parts, settings),
    create: (settings = {}) => create(parts, settings),
    drop: (settings = {}) => drop(parts, settings),
  };
}

function author(parts: MigratorParts, options: NewMigrationOptions & Selection): Promise<ResultReport<NewMigration>> {
  const { identity } = runContext(parts, {});
  return reported(parts, 'new', null, () => {
    const database = onlyOne(parts, 'new', options);
    const now = (parts.clock ?? SYSTEM_CLOCK).now();
    return bare(newMigration(database, options, now, identity.user));
  });
}

function generateOne(parts: MigratorParts, options: GenerateOptions & Selection): Promise<ResultReport<GeneratedProven>> {
  const context = runContext(parts, {});
  return reported(parts, 'generate', context.runId, async () => {
    const database = onlyOne(parts, 'generate', options);
    const generated = await generate(context, database, parts.declarations, options);
    return bare({ ...generated, proof: await proofOf(parts, context, database, generated.version) });
  });
}

/**
 * Tries the rollback on generated rows and records in its header what it gives. One that tables with rows do not allow (a column that was NOT
 * NULL has lost its values) is replaced by one made of what the migration does, where that can be made. Null without the part that does this.
 */
async function proofOf(
  parts: MigratorParts,
  context: RunContext,
  database: Database,
  version: Version | null,
): Promise<ProvenRollback | null> {
  if (parts.rollbacks === undefined || version === null) return null;
  const options = { versions: [version], rows: LEAST_ROWS, seed: 1, dryRun: false };
  const [proof] = await proveRollbacks(context, database, parts.rollbacks, options);
  if (proof?.outcome !== 'wrong') return proof ?? null;
  const making = { versions: [version], force: true, renames: [], dryRun: false };
  const [made] = await generateRollbacks(context, database, parts.rollbacks, making);
  if (made?.outcome !== 'replaced') return proof;
  const [second] = await proveRollbacks(context, database, parts.rollbacks, options);
  return second ?? null;
}

async function ahead(
  parts: MigratorParts,
  { filter = [], ...settings }: Pick<GenerateOptions, 'schema' | 'root' | 'renames'> & Selection,
): Promise<ResultReport<readonly Generated[]>> {
  const context = runContext(parts, {});
  const report = await reported(parts, 'generate', context.runId, async () => {
    const result: Generated[] = [];
    for (const database of selectDatabases(parts.databases, filter)) {
      result.push(await aheadOf(context, database, parts.declarations, settings));
    }
    return bare(result);
  });
  return judged(report, ({ changes }) => changes.length === 0);
}

function introspectOne(parts: MigratorParts, { out, ...selection }: IntrospectSettings): Promise<ResultReport<Introspected>> {
  return reported(parts, 'introspect', null, () =>
    bare(introspect(parts.driver, onlyOne(parts, 'introspect', selection), parts.declarations, out)),
  );
}

function squash(
  parts: MigratorParts,
  to: Version,
  settings: WriteSettings & { readonly dryRun?: boolean | undefined },
): Promise<ResultReport<Squash>> {
  const context = runContext(parts, settings);
  return reported(parts, 'squash', context.runId, async () => {
    const database = onlyOne(parts, 'squash', settings);
    const plan = await planSquash(context, database, to);
    return bare(settings.dryRun === true ? plan.result : writeSquash(database, plan));
  });
}

async function checkAll(parts: MigratorParts, { filter = [] }: Selection): Promise<ResultReport<readonly CheckReport[]>> {
  const report = await reported(parts, 'check', null, () => {
    const chosen = selectDatabases(parts.databases, filter);
    const checks = chosen.map((database) => check(parts.driver, database, parts.databases));
    return bare(checks.map(({ problems, ...rest }) => ({ ...rest, problems: problems.map(problemReport) })));
  });
  return judged(report, (one) => one.problems.every(({ severity }) => severity !== 'error'));
}

async function doctor(
  parts: MigratorParts,
  { filter = [], full = false }: Selection & { readonly full?: boolean | undefined },
): Promise<ResultReport<readonly Health[]>> {
  const report = await reported(parts, 'doctor', null, () =>
    bare(selectDatabases(parts.databases, filter).map((one) => examine(parts.driver, one, full))),
  );
  return judged(report, ({ findings }) => findings.every(({ level }) => level !== 'bad'));
}

async function dumpAll(
  parts: MigratorParts,
  { filter = [], out, check: onlyCheck = false }: DumpSettings,
): Promise<ResultReport<readonly DumpResult[]>> {
  const report = await reported(parts, 'dump', null, () => {
    const chosen = selectDatabases(parts.databases, filter);
    if (out !== undefined && chosen.length > 1) throw oneOnly('dump --out', chosen);
    const dumps = chosen.map((database) => dump(parts.driver, database));
    return bare(
      dumps.map((one) => ({ ...one, out: out?.shown ?? null, outcome: out === undefined ? null : writeDump(one, out, onlyCheck) })),
    );
  });
  return judged(report, ({ outcome }) => outcome !== 'differs');
}

function create(parts: MigratorParts, settings: WriteSettings): Promise<ResultReport<readonly Created[]>> {
  const context = runContext(parts, settings);
  return reported(parts, 'create', context.runId, async () => {
    const result: Created[] = [];
    for (const database of selectDatabases(parts.databases, settings.filter ?? [])) result.push(await createDatabase(context, database));
    return bare(result);
  });
}

function drop(parts: MigratorParts, settings: WriteSettings): Promise<ResultReport<readonly Dropped[]>> {
  const context = runContext(parts, settings);
  return reported(parts, 'drop', context.runId, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    const preview = chosen.map((database) => previewDrop(context, database));
    const files = preview.flatMap((one) => one.files);
    if (files.length > 0 && settings.approval !== 'all') return { ...bare(preview), unconfirmed: dropNeedsYes(files) };
    const result: Dropped[] = [];
    for (const database of chosen) result.push(await dropDatabase(context, database));
    return bare(result);
  });
}

function bare<R>(result: R) {
  return { databases: [], planHash: null, result };
}

function judged<One>(report: ResultReport<readonly One[]>, isWell: (one: One) => boolean): ResultReport<readonly One[]> {
  return { ...report, ok: report.ok && (report.result ?? []).every(isWell) };
}

function onlyOne(parts: MigratorParts, command: string, { filter = [] }: Selection): Database {
  const chosen = selectDatabases(parts.databases, filter);
  refuseAmbiguous(command, chosen, { filter });
  const [database] = chosen as [Database];
  if (chosen.length > 1) throw oneOnly(command, chosen);
  return database;
}

function oneOnly(command: string, chosen: readonly Database[]): MigrationError {
  return new MigrationError('FILTER_REQUIRED', `"${command}" is for one database at a time, not for ${chosen.length}.`, {
    hint: `Choose one: ${chosen.map(({ name }) => `--filter ${name}`).join(', ')}.`,
    dataState: 'Nothing was changed.',
  });
}
