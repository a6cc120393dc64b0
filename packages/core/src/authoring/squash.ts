import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../config/database.js';
import { isOwnRollback, readFolder } from '../files/folder.js';
import type { Folder, MigrationFile } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import { compareVersions, sameVersion } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { RunContext } from '../run/context.js';
import { onScratch } from '../scratch/scratch.js';
import { survey } from '../survey/survey.js';
import { findChanging } from './changing.js';
import type { Changing } from './changing.js';
import { folderOf, refuseForeign } from './place.js';
import { proveSquash } from './squash-proof.js';
import type { Made } from './made.js';
import { squashFiles } from './squash-text.js';
import type { SquashFiles } from './squash-text.js';

/** What a squash made, or would make. */
export interface Squash {
  readonly database: string;
  readonly version: Version;
  /** Paths as users call them. */
  readonly file: string;
  readonly rollback: string;
  /** The text of `file`, and of `rollback`. */
  readonly sql: string;
  readonly rollbackSql: string;
  readonly replaced: readonly { readonly file: string; readonly movedTo: string }[];
  /** How many migrations it stands for, in so many tables with so many rows. */
  readonly migrations: number;
  readonly tables: number;
  readonly rows: number;
  /** Columns whose values come from the clock or from chance: `defaulted` ones are left to their default, `frozen` ones hold one value now. */
  readonly defaulted: readonly string[];
  readonly frozen: readonly string[];
  readonly written: boolean;
}

/** A squash that is proven and not yet written. */
export interface SquashPlan {
  readonly files: SquashFiles;
  readonly replaced: readonly MigrationFile[];
  readonly result: Squash;
}

/** Longer than the second that CURRENT_TIMESTAMP counts in. */
const A_SECOND_MS = 1100;

/**
 * Makes one migration of all up to a version, and proves on scratch databases that it gives the same schema and the same rows. Writes
 * nothing. @throws MigrationError SQUASH_REFUSED, SQUASH_UNPROVEN, SQUASH_BEHIND, and whatever a migration fails with
 */
export async function planSquash(context: RunContext, database: Database, to: Version): Promise<SquashPlan> {
  folderOf(database);
  const folder = readFolder(database.source);
  refuseForeign(folder, 'squash');
  const replaced = choose(folder, to);
  refuseBehind(context, database, to);
  const first = await make(context, database, to);
  await sleep(A_SECOND_MS);
  const second = await make(context, database, to);
  const changing = findChanging(first, second, database.name);
  const files = squashFiles(context.driver, database, replaced, first, changing);
  await proveSquash(context, database, files, first, changing);
  return { files, replaced, result: describe(database, folder, files, first, changing, replaced) };
}

function make(context: RunContext, database: Database, to: Version): Promise<Made> {
  return onScratch(context, database, to, (view) => ({ schema: view.schema(), objects: view.objects(), contents: view.contents() }));
}

function choose({ migrations, problems, shown }: Folder, to: Version): readonly MigrationFile[] {
  const [broken] = problems;
  if (broken) throw broken;
  if (!migrations.some(({ version }) => sameVersion(version, to))) {
    throw new MigrationError('VERSION_UNKNOWN', `There is no migration ${to} in ${shown}.`, {
      hint: `Known are: ${migrations.map(({ version }) => version).join(', ') || 'none'}.`,
      dataState: 'Nothing was changed.',
    });
  }
  const chosen = migrations.filter(({ version }) => compareVersions(version, to) <= 0);
  if (chosen.length > 1) return chosen;
  throw new MigrationError('SQUASH_REFUSED', `${shown} has only ${chosen[0]?.file ?? to} up to ${to}: there is nothing to make one of.`, {
    hint: 'Squash two migrations or more.',
    dataState: 'Nothing was changed.',
  });
}

/** A database that is known and stands among those versions would be left between two worlds. Others are told when they come to it. */
function refuseBehind({ driver }: RunContext, database: Database, to: Version): void {
  const { standing } = survey(driver, database);
  const newest = standing.version;
  if (newest === null || compareVersions(newest, to) >= 0) return;
  throw new MigrationError('SQUASH_BEHIND', `${database.shown} stands at ${newest}, among the migrations that would be squashed.`, {
    hint: `Apply them first: up --filter ${database.name} --to ${to}. Every other database of the kind needs the same.`,
    dataState: 'Nothing was changed.',
  });
}

function describe(
  { name }: Database,
  { shown }: Folder,
  files: SquashFiles,
  { contents }: Made,
  { defaulted, frozen }: Changing,
  replaced: readonly MigrationFile[],
): Squash {
  const moved = replaced.flatMap((file) => [file, ...(file.rollback === null || isOwnRollback(file) ? [] : [file.rollback])]);
  return {
    database: name,
    version: files.version,
    file: `${shown}/${files.up.name}`,
    rollback: `${shown}/rollback/${files.down.name}`,
    sql: files.up.text,
    rollbackSql: files.down.text,
    replaced: moved.map(({ file }) => ({ file, movedTo: movedTo(file, shown, files.version) })),
    migrations: replaced.length,
    tables: contents.tables.length,
    rows: contents.tables.reduce((sum, { rows }) => sum + rows.length, 0),
    defaulted: [...defaulted],
    frozen: [...frozen],
    written: false,
  };
}

/** `migrations/x/rollback/001_a.sql` → `migrations/x/squashed/003/rollback/001_a.sql`. */
export function movedTo(file: string, folder: string, version: Version): string {
  return `${folder}/squashed/${version}${file.slice(folder.length).replaceAll('\\', '/')}`;
}
