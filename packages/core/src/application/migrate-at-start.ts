import type { MigrationsConfig } from '../config/define.js';
import { resolveConfig } from '../config/resolve.js';
import { reportedError } from '../kernel/error-report.js';
import { createMigrator } from '../migrator/migrator.js';
import type { MigratorParts, UpSettings } from '../migrator/parts.js';
import type { Report } from '../report/report.js';

/** What an application hands over to be migrated at its own start. */
export interface StartOptions extends Omit<MigratorParts, 'databases' | 'rehearse'>, UpSettings {
  /** As in `zepix.config.ts`; migrations may be given as texts. */
  readonly config: MigrationsConfig;
  /** What relative paths start from. */
  readonly root: string;
}

/**
 * Brings the databases up to date before an application opens them: one call, safe when several processes start at once.
 * @throws MigrationError the first error of the run; every database then stands as it says
 */
export async function migrateAtStart(options: StartOptions): Promise<Report> {
  const { config, root, driver, code, safety, observers, clock, identity, ...settings } = options;
  const databases = resolveConfig(config, { root, cwd: root, file: 'the configuration', env: {} });
  const report = await createMigrator({ databases, driver, code, safety, observers, clock, identity }).up(settings);
  const error = report.error ?? report.databases.find((database) => database.error !== null)?.error;
  if (error) throw reportedError(error);
  return report;
}
