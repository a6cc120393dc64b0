import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { MigrationError } from '@zepix/migrations-core';
import type { Target } from '@zepix/migrations-core';

const UNTOUCHED = 'Nothing was changed.';

/** What stands at the target, without opening it. @throws DIRECTORY_MISSING, NOT_A_DATABASE, DATABASE_UNREADABLE */
export function probe({ id, shown }: Target): 'missing' | 'empty' | 'present' {
  const file = stat(id, shown);
  if (file === null) {
    if (stat(dirname(id), shown)?.isDirectory() !== true) throw directoryMissing(id, shown);
    return 'missing';
  }
  if (!file.isFile()) throw notAFile(shown);
  return file.size === 0 ? 'empty' : 'present';
}

/** @throws DATABASE_MISSING besides what `probe` throws */
export function requirePresent(target: Target): void {
  if (probe(target) !== 'missing') return;
  throw new MigrationError('DATABASE_MISSING', `There is no database at ${target.shown}.`, {
    hint: 'Run "up" to create it, or correct the path in the config.',
    dataState: UNTOUCHED,
  });
}

function stat(path: string, shown: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return null;
    throw new MigrationError(
      'DATABASE_UNREADABLE',
      `${shown} can't be reached: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        hint: 'Check the path and the permissions of its folders.',
        dataState: UNTOUCHED,
        cause,
      },
    );
  }
}

function directoryMissing(id: string, shown: string): MigrationError {
  return new MigrationError('DIRECTORY_MISSING', `The folder of ${shown} does not exist.`, {
    hint: `Create ${dirname(id)}, or correct the path in the config. Folders are not made for you, since a wrong path would go unseen.`,
    dataState: UNTOUCHED,
  });
}

function notAFile(shown: string): MigrationError {
  return new MigrationError('NOT_A_DATABASE', `${shown} is not a file.`, {
    hint: 'Correct the path in the config.',
    dataState: UNTOUCHED,
  });
}
