import type { Database } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import type { Folder, MigrationFile } from '../files/folder.js';
import { redefinesTables } from '../files/text.js';
import { MigrationError } from '../kernel/error.js';
import { sameVersion } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import { loadScript } from '../plan/load.js';
import type { LoadedScript } from '../plan/load.js';
import type { Driver } from '../ports/driver.js';
import type { Playable, Rollbacks, Study } from '../ports/rollbacks.js';
import type { RunContext } from '../run/context.js';
import { onScratch } from '../scratch/scratch.js';

/** One migration of a history, standing on a scratch database that the ones before it made. */
export interface Chapter {
  readonly file: MigrationFile;
  readonly loaded: LoadedScript;
  readonly up: Playable;
  readonly study: Study;
}

/** Looks at one migration; what it throws of ours is kept with it. */
export type Visit<R> = (chapter: Chapter) => R;

/**
 * Goes through a database's migrations up to the last chosen one, on a scratch database, and looks at the chosen ones. None chosen
 * means all. @throws MigrationError VERSION_UNKNOWN, ROLLBACKS_UNSUPPORTED, and the folder's first problem
 */
export async function throughHistory<R>(
  context: RunContext,
  database: Database,
  { rollbacks, versions }: { readonly rollbacks: Rollbacks | undefined; readonly versions: readonly Version[] },
  visit: Visit<R>,
): Promise<readonly R[]> {
  if (rollbacks === undefined) throw unsupported();
  const folder = readFolder(database.source);
  const wanted = chosen(folder, versions);
  const study = rollbacks.study(database.ledgerTable);
  const results: R[] = [];
  try {
    for (const file of folder.migrations.slice(0, wanted.lastIndexOf(true) + 1)) {
      const loaded = loadScript(context.driver, database, file, file.version, 'up');
      const up = playable(loaded, file.text);
      if (wanted[folder.migrations.indexOf(file)] === true) results.push(visit({ file, loaded, up, study }));
      await advance(context, database, { file, loaded, up, study });
    }
    return results;
  } finally {
    study.close();
  }
}

/** A loaded script as a study runs it. */
export function playable({ program, header, problems }: LoadedScript, text: string): Playable {
  const { foreignKeys, transactional } = header;
  return { program: { ...program, problems }, foreignKeys, transactional, redefinesTables: redefinesTables(text) };
}

/** A rollback's text as a study runs it. */
export function playableText(
  driver: Driver,
  database: Database,
  { version, file }: Pick<MigrationFile, 'version' | 'file'>,
  text: string,
): Playable {
  return playable(loadScript(driver, database, { file: `the rollback of ${file}`, text, checksum: '' }, version, 'down'), text);
}

function chosen({ migrations, problems, shown }: Folder, versions: readonly Version[]): readonly boolean[] {
  const broken = problems.find(({ code }) => code !== 'ROLLBACK_ORPHAN');
  if (broken) throw broken;
  const unknown = versions.find((version) => !migrations.some((file) => sameVersion(file.version, version)));
  if (unknown === undefined)
    return migrations.map((file) => versions.length === 0 || versions.some((version) => sameVersion(version, file.version)));
  throw new MigrationError('VERSION_UNKNOWN', `There is no migration ${unknown} in ${shown}.`, {
    hint: `Known are: ${migrations.map(({ version }) => version).join(', ') || 'none'}.`,
    dataState: 'Nothing was changed.',
  });
}

/** One that does not run leaves the scratch database as it is: what comes later may not need it, and says so itself where it does. */
async function advance(context: RunContext, database: Database, { file, loaded, up, study }: Chapter): Promise<void> {
  try {
    // Only the engine itself runs code: the whole history again, up to here.
    if (loaded.code !== null) await onScratch(context, database, file.version, (_, location) => study.load(location));
    else study.advance(up);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
  }
}

function unsupported(): MigrationError {
  return new MigrationError('ROLLBACKS_UNSUPPORTED', 'This program was put together without the part that makes and proves rollbacks.', {
    hint: 'Give the migrator its "rollbacks" part: rollbacks() of @zepix/migrations-rollback.',
    dataState: 'Nothing was changed.',
  });
}
