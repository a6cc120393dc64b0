import type { Database } from '../config/database.js';
import { isOwnRollback, readFolder } from '../files/folder.js';
import type { Folder, MigrationFile } from '../files/folder.js';
import { doneWith } from '../files/replaces.js';
import { MigrationError } from '../kernel/error.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { compareVersions, versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import { loadScript } from '../plan/load.js';
import type { LoadedScript } from '../plan/load.js';
import { gaps } from '../plan/order.js';
import { problem } from '../plan/problem.js';
import type { Problem } from '../plan/problem.js';
import { unmetRequirements } from '../plan/requires.js';
import type { Driver } from '../ports/driver.js';
import { attempt, survey } from '../survey/survey.js';
import { irreversibleFinding, missingRollback, pendingOrLate } from './check-findings.js';

/** What a check of one database's files found. */
export interface Check {
  readonly database: string;
  readonly folder: string;
  readonly migrations: number;
  readonly rollbacks: number;
  /** The database's newest applied version; null where it could not be looked at, or has none. */
  readonly version: Version | null;
  /** Not applied to the database that is there; empty where there is none. */
  readonly pending: readonly Version[];
  /** Errors before warnings, each in the order of the files. */
  readonly problems: readonly Problem[];
}

/** Checks every file of a folder as a merge would bring them. Needs no database; looks at it where it is there. Throws nothing of ours. */
export function check(driver: Driver, database: Database, databases: readonly Database[]): Check {
  const folder = attempt(() => readFolder(database.source));
  const shell = { database: database.name, folder: database.source.shown, migrations: 0, rollbacks: 0, version: null, pending: [] };
  if (folder instanceof MigrationError) return { ...shell, problems: [problem(folder)] };
  const { version, pending, problems } = beside(driver, database, folder);
  const all = [
    ...folder.problems.map((error) => problem(error)),
    ...gapsIn(folder),
    ...scripts(driver, database, databases, folder),
    ...problems,
  ];
  return {
    ...shell,
    migrations: folder.migrations.length,
    rollbacks: folder.migrations.filter(({ rollback }) => rollback !== null).length,
    version,
    pending,
    problems: all.toSorted(bySeverityAndPlace),
  };
}

function gapsIn({ format, migrations }: Folder): Problem[] {
  if (format !== 'zepix') return [];
  const versions = migrations.map(({ version }) => version);
  return gaps(migrations, versions).map((error) => problem(error));
}

function scripts(driver: Driver, database: Database, databases: readonly Database[], folder: Folder): Problem[] {
  return folder.migrations.flatMap((file, index) => {
    // What can't be decoded is told already; an empty text would pass for a good one.
    if (file.checksum === 'unreadable') return [];
    const up = loadScript(driver, database, file, file.version, 'up');
    const earlier = folder.migrations.slice(0, index);
    const found = [...up.problems, ...requirements(up, database, databases, earlier)].map((error) =>
      problem(error, { version: file.version }),
    );
    return [...found, ...wrongDatabase(database, up), ...rollback(driver, database, file, up)];
  });
}

function requirements(
  { header }: LoadedScript,
  database: Database,
  databases: readonly Database[],
  earlier: readonly MigrationFile[],
): MigrationError[] {
  return unmetRequirements(header.requires, (name, version) => {
    if (name === null || database.names.has(name.toLowerCase())) return has(earlier, version);
    const other = databases.find(({ names }) => names.has(name.toLowerCase()));
    if (other === undefined) return null;
    const folder = attempt(() => readFolder(other.source));
    return folder instanceof MigrationError || has(folder.migrations, version);
  }).map((error) => reworded(error));
}

/** There is no ledger to look into: a requirement is met by a file that runs before. */
function reworded(error: MigrationError): MigrationError {
  if (error.code !== 'REQUIRES_UNMET') return error;
  const { location, hint } = error;
  const text = error.message.replace('but it is not applied', 'but no earlier migration has that version');
  return new MigrationError('REQUIRES_UNMET', text, {
    location,
    hint: text === error.message ? hint : 'Correct the header, or add the file.',
  });
}

function has(files: readonly MigrationFile[], version: Version): boolean {
  return doneWith(
    files,
    files.map((file) => file.version),
  ).has(versionKey(version));
}

function wrongDatabase({ strictHeaders }: Database, { notices }: LoadedScript): Problem[] {
  if (strictHeaders) return [];
  const notice = notices.find((text) => text.startsWith('The header says "Database:'));
  return notice === undefined ? [] : [problem(new MigrationError('DATABASE_MISMATCH', notice), { severity: 'warning' })];
}

function rollback(driver: Driver, database: Database, file: MigrationFile, up: LoadedScript): Problem[] {
  const { version } = file;
  // Code takes itself back where it has a `down`; it was loaded, and judged, a moment ago.
  const own = isOwnRollback(file);
  if (own && (up.code === null || up.code.definition.down !== undefined)) return [];
  if (own || file.rollback === null) return up.header.reversible ? [problem(missingRollback(file), { version, severity: 'warning' })] : [];
  const declared = up.header.reversible ? [] : [problem(irreversibleFinding(file), { version, severity: 'warning' })];
  if (file.rollback.checksum === 'unreadable') return declared;
  const down = loadScript(driver, database, file.rollback, version, 'down');
  return [...down.problems.map((error) => problem(error, { version })), ...declared];
}

/** Those findings of a survey that concern files. Everything else of a database is for `status` to tell. */
const ABOUT_FILES: ReadonlySet<ErrorCode> = new Set(['CHANGED_FILE', 'MISSING_FILE', 'AHEAD_OF_CODE', 'SQUASH_BEHIND', 'UNVERIFIABLE']);

function beside(driver: Driver, database: Database, folder: Folder): Pick<Check, 'version' | 'pending' | 'problems'> {
  const { standing, error } = survey(driver, database);
  if (error?.code === 'DATABASE_MISSING' || error?.code === 'DIRECTORY_MISSING') return { version: null, pending: [], problems: [] };
  if (error !== null) return { version: null, pending: [], problems: [problem(error, { severity: 'warning' })] };
  const { late, pending } = pendingOrLate(standing, folder);
  const found = standing.problems.filter((one) => ABOUT_FILES.has(one.error.code));
  return { version: standing.version, pending, problems: [...found, ...late.map((one) => problem(one))] };
}

function bySeverityAndPlace(a: Problem, b: Problem): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  if (a.version !== null && b.version !== null && a.version !== b.version) return compareVersions(a.version, b.version);
  return 0;
}
