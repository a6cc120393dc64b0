import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { MigrationError } from '@zepix/migrations-core';

/** Variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment over that of the named file, or of the `.env` beside the configuration. */
export function readEnvironment(named: string | undefined, root: string, cwd: string, own: Environment): Environment {
  const path = named === undefined ? join(root, '.env') : resolve(cwd, named);
  try {
    return { ...parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, '')), ...own };
  } catch (cause) {
    if (named === undefined && (cause as NodeJS.ErrnoException).code === 'ENOENT') return own;
    throw new MigrationError(
      'CONFIG_INVALID',
      `${named ?? path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        hint: 'Correct --env-file, or the file.',
        dataState: 'Nothing was changed.',
        cause,
      },
    );
  }
}
