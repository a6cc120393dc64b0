import { dirname, relative } from 'node:path';
import { readEnvironment } from './environment.js';
import type { Environment } from './environment.js';
import { findConfig } from './find.js';
import { loadConfig } from './load.js';
import type { Setup } from './setup.js';

/** A configuration file with what surrounds it. */
export interface Configuration {
  /** Absolute path of the file; null where there is none. */
  readonly path: string | null;
  /** The path as somebody in `cwd` would type it. */
  readonly shown: string;
  /** The folder that its relative paths start from. */
  readonly root: string;
  /** The environment over that of the `.env` beside the file. */
  readonly env: Environment;
  /** Evaluates the file: whatever it exports, unchecked. @throws MigrationError CONFIG_INVALID */
  readonly load: () => Promise<unknown>;
}

/** Finds the configuration that a setup names, or the nearest; it is not evaluated yet. @throws MigrationError CONFIG_NOT_FOUND, CONFIG_INVALID */
export function readConfiguration({ options, cwd }: Setup, own: Environment): Configuration {
  const path = findConfig(options.config, cwd);
  const root = path === null ? cwd : dirname(path);
  const env = readEnvironment(options.envFile, root, cwd, own);
  const shown = path === null ? '' : relative(cwd, path) || path;
  return { path, shown, root, env, load: async () => (path === null ? null : loadConfig(path)) };
}
