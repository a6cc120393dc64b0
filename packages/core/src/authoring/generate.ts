import type { Database, SchemaPlace } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import type { Declarations, SchemaDraft, DraftedChange, Renaming } from '../ports/declared.js';
import type { RunContext } from '../run/context.js';
import { onScratch } from '../scratch/scratch.js';
import { decideRenames } from './decide-renames.js';
import type { RenameDecisions } from './decide-renames.js';
import type { Drafted } from './drafted.js';
import { drizzleFiles } from './drizzle-files.js';
import { DRIZZLE_BREAKPOINT } from './drizzle-script.js';
import { ownFiles } from './generated-files.js';
import type { GeneratedFiles } from './generated-files.js';
import { proveGenerated } from './generate-proof.js';
import { outlineNew } from './new-migration.js';
import type { NewMigrationOptions } from './new-migration.js';
import { replaceFiles, writeNewFiles } from './write-files.js';

/** What to generate, and what was decided about names. */
export interface GenerateOptions extends Pick<NewMigrationOptions, 'name' | 'title' | 'timestamp'>, RenameDecisions {
  /** Where the tables are declared; default: as configured. */
  readonly schema?: SchemaPlace | undefined;
  /** Where to look for the file by which projects usually say it, where nothing else does; absolute. */
  readonly root?: string | undefined;
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
  const files = filesFor(context, database, drafted, options);
  const { version, up, down, more, replaced } = files;
  await proveGenerated(context, database, drafted, files);
  writeNewFiles([up, down, ...more]);
  replaceFiles(replaced);
  return { ...none, version, file: up.shown, rollback: down.shown };
}

function filesFor({ clock, identity }: RunContext, database: Database, drafted: Drafted, options: GenerateOptions): GeneratedFiles {
  const { draft, format } = drafted;
  if (format === 'drizzle') return drizzleFiles(database, options, drafted, clock.now());
  return ownFiles(database, outlineNew(database, options, clock.now(), identity.user), draft);
}

/** What is declared and no migration makes, as changes; writes nothing. */
export async function aheadOf(
  context: RunContext,
  database: Database,
  declarations: Declarations | undefined,
  options: Pick<GenerateOptions, 'schema' | 'root' | 'renames'>,
): Promise<Generated> {
  const { draft } = await draftFor(context, database, declarations, options, { ...options, settled: true });
  return { database: database.name, changes: draft.changes, kept: draft.kept, version: null, file: null, rollback: null };
}

async function draftFor(
  context: RunContext,
  database: Database,
  declarations: Declarations | undefined,
  options: Pick<GenerateOptions, 'schema' | 'root'>,
  decisions: RenameDecisions,
): Promise<Drafted> {
  const schema = declarations === undefined ? null : placeOf(database, declarations, options);
  if (declarations === undefined || schema === null) throw undeclared(database);
  const { script: declared, note } = await declarations.read(schema.name, schema.root);
  const { format, migrations, problems } = readFolder(database.source);
  const [broken] = problems;
  if (broken) throw broken;
  const before = migrations.length === 0 ? [] : await onScratch(context, database, undefined, (view) => view.objects());
  const breakpoint = format === 'drizzle' ? DRIZZLE_BREAKPOINT : undefined;
  const draftWith = (renames: readonly Renaming[]): SchemaDraft =>
    context.driver.draft({ migrated: before, declared, renames, breakpoint });
  return { format, before, declared, note, ...(await decideRenames(draftWith, decisions)) };
}

function placeOf(
  database: Database,
  declarations: Declarations,
  { schema, root }: Pick<GenerateOptions, 'schema' | 'root'>,
): SchemaPlace | null {
  const said = schema ?? database.schema;
  if (said !== null || root === undefined) return said;
  const name = declarations.usual(root);
  return name === null ? null : { name, root };
}

function undeclared({ name }: Database): MigrationError {
  return new MigrationError('DECLARATIONS_MISSING', `Nothing says where the tables of ${name} are declared.`, {
    hint: `Add schema: 'path/to/schema.ts' to the database in the configuration, or --schema FILE. A drizzle.config.ts in this folder would do, too.`,
    dataState: 'Nothing was changed.',
  });
}
