import type { Database } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import type { MigrationFile } from '../files/folder.js';
import { parseHeader } from '../files/header.js';
import { MigrationError } from '../kernel/error.js';
import { compareVersions, sameVersion } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { View } from '../ports/driver.js';
import type { SchemaDifference } from '../ports/schema.js';
import { loadDefinition } from '../plan/load-code.js';
import type { RunContext } from '../run/context.js';
import { holding } from '../run/hold.js';
import { ensureLedger, ledgerEntry, remember, storeSchema } from '../run/record.js';
import { onScratch } from '../scratch/scratch.js';
import { targetOf } from '../survey/survey.js';

/** What a baseline recorded. */
export interface Baseline {
  readonly database: string;
  readonly recorded: readonly Version[];
  /** How the database differs from what the migrations make; empty when the baseline is proven right. */
  readonly differences: readonly SchemaDifference[];
}

/**
 * Records the migrations up to a version as applied without running them, for a database that was there before its migrations. The
 * migrations are run on a scratch database first: what they make must be what is there, or `accept` must say that it need not.
 * @throws MigrationError BASELINE_REFUSED, BASELINE_DIFFERS, VERSION_UNKNOWN, DATABASE_MISSING
 */
export async function baseline(context: RunContext, database: Database, version: Version, accept: boolean): Promise<Baseline> {
  const chosen = choose(database, version);
  context.driver.read(targetOf(context.driver, database), (view) => refuseApplied(view, database));
  const expected = await onScratch(context, database, version, (view) => view.schema());
  return holding(context, database, false, async (session) => {
    refuseApplied(session, database);
    const differences = context.driver.compareSchemas(expected, session.schema());
    if (differences.length > 0 && !accept) throw differs(database, version, differences);
    await session.transact({ foreignKeys: false }, (tx) => {
      ensureLedger(tx, context);
      const schema = storeSchema(tx);
      for (const file of chosen)
        tx.ledger.record(
          ledgerEntry(context, { ...file, description: describe(context, database, file), script: file }, facts(tx.cookie(), schema)),
        );
      const details = { version, recorded: chosen.map((file) => file.version), differences, by: context.identity.user };
      remember(tx, context, 'baselined', { schema, details });
    });
    return { database: database.name, recorded: chosen.map((file) => file.version), differences };
  });
}

function facts(cookie: number, schema: string) {
  return { executionTimeMs: null, cookie, schemaBefore: schema, schemaAfter: schema };
}

function describe({ driver }: RunContext, database: Database, file: MigrationFile): string | null {
  if (file.code !== undefined) {
    const loaded = loadDefinition(database, file);
    return loaded instanceof MigrationError ? null : (loaded.definition.description ?? null);
  }
  if (file.adopted !== undefined) return null;
  return parseHeader(driver.parse(file).header).description;
}

function choose(database: Database, version: Version): readonly MigrationFile[] {
  const folder = readFolder(database.source);
  const [first] = folder.problems;
  if (first) throw first;
  if (folder.migrations.some((file) => sameVersion(file.version, version))) {
    return folder.migrations.filter((file) => compareVersions(file.version, version) <= 0);
  }
  throw new MigrationError('VERSION_UNKNOWN', `There is no migration ${version} in ${folder.shown}.`, {
    hint: `Known are: ${folder.migrations.map((file) => file.version).join(', ') || 'none'}.`,
    dataState: 'Nothing was changed.',
  });
}

function refuseApplied(view: View, { shown }: Database): void {
  const ledger = view.ledger();
  // Where another tool kept account under a name of its own, this is the way to go on from there.
  if (
    ledger.kind === 'absent' ||
    (ledger.kind === 'foreign' && ledger.elsewhere) ||
    (ledger.kind === 'present' && ledger.records.length === 0)
  )
    return;
  const why = ledger.kind === 'foreign' ? `holds a ledger of another tool (${ledger.reason})` : 'has migrations applied already';
  throw new MigrationError('BASELINE_REFUSED', `${shown} ${why}: a baseline is for a database without history.`, {
    hint:
      ledger.kind === 'foreign' ? 'Set "ledgerTable" in the config to a name of its own.' : 'Look at "status"; "repair" mends a ledger.',
    dataState: 'Nothing was changed.',
  });
}

function differs({ shown }: Database, version: Version, differences: readonly SchemaDifference[]): MigrationError {
  const listed = differences.slice(0, 3).map(({ object, change }) => `${object} ${change}`);
  const more = differences.length > listed.length ? ` and ${differences.length - listed.length} more` : '';
  return new MigrationError('BASELINE_DIFFERS', `${shown} is not what the migrations up to ${version} make: ${listed.join(', ')}${more}.`, {
    hint: 'Choose another version, mend the schema, or accept the differences with --yes (they are recorded).',
    dataState: 'Nothing was changed.',
  });
}
