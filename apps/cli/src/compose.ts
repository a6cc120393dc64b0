import { composeParts as compose } from '@zepix/migrations-configuration';
import type { Setup } from '@zepix/migrations-configuration';
import type { MigratorParts } from '@zepix/migrations-core';

export type { Setup };

/** The parts of the engine for the databases that the options name. @throws MigrationError CONFIG_…, USAGE */
export function composeParts(setup: Setup): Promise<MigratorParts> {
  return compose(setup, process.env);
}
