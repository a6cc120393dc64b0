import { expect } from 'vitest';
import { composeParts } from '@zepix/migrations-configuration';
import { createMigrator } from '@zepix/migrations-core';
import type { Migrator } from '@zepix/migrations-core';
import type { Workplace } from '../workplace.js';

const engines = new WeakMap<Workplace, Promise<Migrator>>();

/** Brings a database to a version with the parts that the command line has, in this process: where many moves are made, and none is looked at. */
export async function move(place: Workplace, name: string, version: string): Promise<void> {
  const engine = engines.get(place) ?? compose(place);
  engines.set(place, engine);
  const report = await (await engine).goto(version, { filter: [name], approval: 'all', snapshot: false, rehearse: false });
  expect(report.error ?? report.databases.find(({ error }) => error !== null)?.error ?? null).toBeNull();
}

async function compose({ root }: Workplace): Promise<Migrator> {
  const options = { config: undefined, envFile: undefined, database: undefined, migrations: undefined };
  return createMigrator(await composeParts({ options, cwd: root }, {}));
}
