// What every package's vitest.config.mjs shares. Our own packages resolve to their sources: no test ever sees a stale build.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { sourceEntries } from './scripts/workspace.mjs';

const isNightly = process.env.ZEPIX_NIGHTLY === '1';
const timeout = isNightly ? 30 * 60_000 : 30_000;
const aliases = Object.entries(sourceEntries()).map(([name, entry]) => ({ find: new RegExp(`^${name}$`), replacement: entry }));

/** Where, in a package, the results of its last run are; scripts/test.mjs adds them up. */
export const RESULTS = 'node_modules/.cache/vitest/results.json';

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Left alone, vitest keeps one core for itself: on two, one worker. But these tests wait, for disks, locks and processes of their own.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: timeout,
    hookTimeout: timeout,
    teardownTimeout: 30_000,
    reporters: ['default', 'json'],
    outputFile: { json: RESULTS },
  },
});
