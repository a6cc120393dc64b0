// An engine over the databases that it is told of. It writes its pid into a file, and fails or lingers where it is told to.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveConfig, serveEngine } from '@zepix/migrations-core';
import { sqliteDriver } from '../../../src/index.js';

/** What the engine is handed. */
export interface Setup {
  readonly root: string;
  readonly config: unknown;
  /** Fail with an error of another make than ours. */
  readonly fails?: string | undefined;
  /** Leave something open that would keep a process alive. */
  readonly lingers?: boolean | undefined;
}

serveEngine(async (setup) => {
  const { root, config, fails, lingers } = setup as Setup;
  writeFileSync(join(root, 'engine.pid'), String(process.pid));
  if (lingers === true) setInterval(() => undefined, 1000);
  if (fails !== undefined) throw new Error(fails);
  const databases = await Promise.resolve(resolveConfig(config, { root, cwd: root, file: 'zepix.config.ts', env: {} }));
  return { databases, driver: sqliteDriver() };
});
