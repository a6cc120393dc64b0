import type { MigrationError } from '../../kernel/error.js';
import { compareVersions } from '../../kernel/version.js';
import type { Listing } from '../source.js';
import { readDbmate } from './dbmate.js';
import { readDiesel } from './diesel.js';
import { readDrizzle } from './drizzle.js';
import { invalidFormat } from './errors.js';
import { readFlyway } from './flyway.js';
import type { ForeignFormat } from './format.js';
import type { Findings, Found } from './found.js';
import { readGolangMigrate } from './golang-migrate.js';
import { readGoose } from './goose.js';
import { readPrisma } from './prisma.js';

const READERS: Readonly<Record<ForeignFormat, (listing: Listing) => Findings>> = {
  drizzle: readDrizzle,
  dbmate: readDbmate,
  goose: readGoose,
  'golang-migrate': readGolangMigrate,
  prisma: readPrisma,
  diesel: readDiesel,
  flyway: readFlyway,
};

/** Reads a folder by the conventions of another tool. @throws MigrationError FORMAT_INVALID, FORMAT_UNSUPPORTED where it is none of its folders */
export function readForeign(format: ForeignFormat, listing: Listing): Findings {
  const { found, problems } = READERS[format](listing);
  return { found, problems: [...problems, ...disorder(format, found)] };
}

/** Versions are compared as numbers here; a tool that compares names, or keeps a list, may have run them in another order. */
function disorder(format: ForeignFormat, found: readonly Found[]): MigrationError[] {
  const at = found.findIndex(({ version }, index) => index > 0 && compareVersions(found[index - 1]?.version ?? '0', version) > 0);
  const [first, second] = [found[at - 1], found[at]];
  if (first === undefined || second === undefined) return [];
  const message = `${format} runs ${first.up.file} before ${second.up.file}, against the order of their versions.`;
  return [invalidFormat(second.up.file, message, 'Rename them so that both orders agree, with as many digits in each.')];
}
