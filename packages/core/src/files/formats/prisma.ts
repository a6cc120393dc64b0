import type { MigrationError } from '../../kernel/error.js';
import type { Listing } from '../source.js';
import { unsupportedFormat } from './errors.js';
import { numberedFolders, readFolders } from './folders.js';
import type { Findings } from './found.js';
import { textOf } from './script-files.js';

const LAYOUT = numberedFolders({ format: 'prisma', transactional: true });

/** Reads `NNN_name/migration.sql` (https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories). */
export function readPrisma(listing: Listing): Findings {
  const { found, problems } = readFolders(listing, LAYOUT);
  return { found, problems: [...checkProvider(listing), ...problems] };
}

function checkProvider({ files }: Listing): MigrationError[] {
  const problems: MigrationError[] = [];
  const lock = files.find(({ name }) => name === 'migration_lock.toml');
  const provider = lock === undefined ? undefined : /^\s*provider\s*=\s*"([^"]*)"/m.exec(textOf(lock, problems) ?? '')?.[1];
  if (lock === undefined || provider === undefined || provider === 'sqlite') return problems;
  const message = `These migrations are for ${provider}, as ${lock.shown} says.`;
  return [...problems, unsupportedFormat(lock.shown, message, 'Name the folder of the SQLite migrations.')];
}
