import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from '../config/database.js';
import { isOwnRollback } from '../files/folder.js';
import { MigrationError } from '../kernel/error.js';
import { folderOf } from './place.js';
import type { Squash, SquashPlan } from './squash.js';
import { unwritten, writeNewFiles } from './write-files.js';

interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves the replaced files to `squashed/<version>/` and writes the new ones. Whatever breaks it off is undone as far as it got; should even
 * that fail, the folder is one that every command refuses. @throws FILE_EXISTS, FILE_UNWRITABLE
 */
export function writeSquash(database: Database, { files, replaced, result }: SquashPlan): Squash {
  const folder = folderOf(database);
  const archive = join(folder, 'squashed', files.version);
  if (existsSync(archive)) throw unwritten(archive, Object.assign(new Error('it exists'), { code: 'EEXIST' }));
  const moves = replaced.flatMap((file): Move[] => [
    { from: join(folder, nameOf(file.file)), to: join(archive, nameOf(file.file)) },
    ...(file.rollback === null || isOwnRollback(file) ? [] : [rollbackMove(folder, archive, file.rollback.file)]),
  ]);
  const done: Move[] = [];
  try {
    for (const move of moves) {
      mkdirSync(dirname(move.to), { recursive: true });
      renameSync(move.from, move.to);
      done.push(move);
    }
    writeNewFiles([
      { path: join(folder, files.up.name), shown: result.file, text: files.up.text },
      { path: join(folder, 'rollback', files.down.name), shown: result.rollback, text: files.down.text },
    ]);
  } catch (error) {
    for (const { from, to } of done.toReversed()) renameSync(to, from);
    throw error instanceof MigrationError ? error : unwritten(result.file, error);
  }
  return { ...result, written: true };
}

/** A rollback lies in `rollback/`, or (as `NNN_name.down.sql`) beside its migration. */
function rollbackMove(folder: string, archive: string, shown: string): Move {
  const name = nameOf(shown);
  const parts = basename(dirname(shown)) === 'rollback' && existsSync(join(folder, 'rollback', name)) ? ['rollback', name] : [name];
  return { from: join(folder, ...parts), to: join(archive, ...parts) };
}

function nameOf(shown: string): string {
  return basename(shown.replaceAll('\\', '/'));
}
