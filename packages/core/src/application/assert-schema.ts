import { MigrationError } from '../kernel/error.js';
import { compareVersions } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { Migrator } from '../migrator/migrator.js';
import type { DatabaseReport } from '../report/report.js';

/** Which versions an application can work with, by database: `'>=2'`, `'>=2 <5'`, `'3'`. */
export type SchemaRequirements = Readonly<Record<string, string>>;

/**
 * Lets an application refuse to start on a schema that is too old or too new for it. Reads only.
 * @throws MigrationError SCHEMA_TOO_OLD, SCHEMA_TOO_NEW, DATABASE_MISSING and whatever else keeps the version from being known, USAGE
 */
export function assertSchema(migrator: Pick<Migrator, 'status'>, requirements: SchemaRequirements): void {
  for (const [name, range] of Object.entries(requirements)) {
    const comparators = parseRange(name, range);
    const report = migrator.status({ filter: [name] });
    if (report.error) throw new MigrationError(report.error.code, report.error.message, { hint: report.error.hint ?? undefined });
    for (const database of report.databases) check(database, range, comparators);
  }
}

interface Comparator {
  readonly operator: '>=' | '>' | '<=' | '<' | '=';
  readonly version: Version;
}

function parseRange(name: string, range: string): Comparator[] {
  const parts = [...range.matchAll(/(>=|<=|>|<|=)?\s*(\d+)(?=\s|$)/g)];
  if (parts.length === 0 || range.replaceAll(/(>=|<=|>|<|=)?\s*\d+(?=\s|$)/g, '').trim() !== '') {
    throw new MigrationError('USAGE', `"${range}" is no range of versions for ${name}.`, {
      hint: 'Write comparisons with blanks between them: ">=2", ">=2 <5", "3".',
    });
  }
  return parts.map(([, operator = '=', version = '']) => ({ operator: operator as Comparator['operator'], version }));
}

function check(database: DatabaseReport, range: string, comparators: readonly Comparator[]): void {
  const unknown = database.problems.find(({ code }) => UNKNOWN.has(code));
  if (unknown) throw new MigrationError(unknown.code, unknown.message, { hint: unknown.hint ?? undefined });
  const version = database.version ?? '0';
  for (const comparator of comparators) {
    const order = compareVersions(version, comparator.version);
    if (!holds(comparator.operator, order)) throw refusal(database, range, order < 0 || (order === 0 && comparator.operator === '>'));
  }
}

/** Problems with which no version can be told. */
const UNKNOWN: ReadonlySet<string> = new Set([
  'DATABASE_MISSING',
  'DIRECTORY_MISSING',
  'NOT_A_DATABASE',
  'DATABASE_DAMAGED',
  'DATABASE_UNREADABLE',
  'DATABASE_LOCKED',
  'DATABASE_READ_ONLY',
  'LOCATION_UNSUPPORTED',
  'FOLDER_MISSING',
  'FILE_UNREADABLE',
  'FOREIGN_LEDGER',
  'LEDGER_INVALID',
  'INTERRUPTED_MIGRATION',
]);

function holds(operator: Comparator['operator'], order: number): boolean {
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  return operator === '<' ? order < 0 : order === 0;
}

function refusal({ name, file, version }: DatabaseReport, range: string, tooOld: boolean): MigrationError {
  const at = version === null ? 'has no migration applied' : `is at version ${version}`;
  return new MigrationError(tooOld ? 'SCHEMA_TOO_OLD' : 'SCHEMA_TOO_NEW', `${name} (${file}) ${at}, but this application needs ${range}.`, {
    hint: tooOld
      ? 'Run "up" before starting the application.'
      : 'Start the newer version of the application, or take migrations back with "down".',
  });
}
