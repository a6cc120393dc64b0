import type { Database, SchemaPlace } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import type { SchemaObject } from '../ports/care.js';
import type { Declarations, SchemaDraft, DraftedChange, Renaming } from '../ports/declared.js';
import type { RunContext } from '../run/context.js';
import { onScratch } from '../scratch/scratch.js';
import { decideRenames } from './decide-renames.js';
import type { RenameDecisions } from './decide-renames.js';
import type { Drafted } from './drafted.js';
import { writtenFiles } from './generated-files.js';
import { proveGenerated } from './generate-proof.js';
import { outlineNew } from './new-migration.js';
import type { NewMigrationOptions } from './new-migration.js';
import { writeNewFiles } from './write-files.js';

/** What to generate, and what was decided about names. */
export interface GenerateOptions extends Pick<NewMigrationOptions, 'name' | 'title' | 'timestamp'>, RenameDecisions {
  /** Where the tables are declared; default: as configured. */
  readonly schema?: SchemaPlace | undefined;
}

/** A migration to the declared schema; nothing was written where there was nothing to do. */
export interface Generated {
  readonly database: string;
  readonly changes: readonly DraftedChange[];
  /** What stays although it is not declared. */
  readonly kept: readonly string[];
  readonly version: Version | null;
  /** Paths as users call them. */
  readonly file: string | null;
  readonly rollback: string | null;
}

/**
 * Writes the migration from what the migrations make to what is declared, and its rollback, after both were proven on a scratch database.
 * @throws MigrationError DECLARATIONS_…, RENAME_UNDECIDED, GENERATED_UNPROVEN, FILE_EXISTS, and whatever a migration fails with
 */
export async function generate(
  context: RunContext,
  database: Database,
  declarations: Declarations | undefined,
  options: GenerateOptions,
): Promise<Generated> {
  const drafted = await draftFor(context, database, declarations, options, options);
  const { draft } = drafted;
  const none = { database: database.name, changes: draft.changes, kept: draft.kept, version: null, file: null, rollback: null };
  if (draft.changes.length === 0) return none;
  const outline = outlineNew(database, options, context.clock.now(), context.identity.user);
  const [up, down] = writtenFiles(database, outline, draft);
  await proveGenerated(context, database, { ...drafted, up, down });
  writeNewFiles([up, down]);
  return { ...none, version: outline.version, file: up.shown, rollback: down.shown };
}

/** What is declared and no migration makes, as changes; writes nothing. */
export async function aheadOf(
  context: RunContext,
  database: Database,
  declarations: Declarations | undefined,
  options: Pick<GenerateOptions, 'schema' | 'renames'>,
): Promise<Generated> {
  const { draft } = await draftFor(context, database, declarations, options, { ...options, settled: true });
  return { database: database.name, changes: draft.changes, kept: draft.kept, version: null, file: null, rollback: null };
}

async function draftFor(
  context: RunContext,
  database: Database,
  declarations: Declarations | undefined,
  { schema = database.schema ?? undefined }: Pick<GenerateOptions, 'schema'>,
  decisions: RenameDecisions,
): Promise<Drafted> {
  if (declarations === undefined || schema === undefined) throw undeclared(database);
  const declared = await declarations.read(schema.name, schema.root);
  const before = await migratedObjects(context, database);
  const draftWith = (renames: readonly Renaming[]): SchemaDraft => context.driver.draft({ migrated: before, declared, renames });
  return { before, declared, ...(await decideRenames(draftWith, decisions)) };
}

async function migratedObjects(context: RunContext, database: Database): Promise<readonly SchemaObject[]> {
  const { migrations, problems } = readFolder(database.source);
  const [broken] = problems;
  if (broken) throw broken;
  return migrations.length === 0 ? [] : onScratch(context, database, undefined, (view) => view.objects());
}

function undeclared({ name }: Database): MigrationError {
  return new MigrationError('DECLARATIONS_MISSING', `Nothing says where the tables of ${name} are declared.`, {
    hint: `Add schema: 'path/to/schema.ts' to the database in the configuration, or --schema FILE.`,
    dataState: 'Nothing was changed.',
  });
}
