import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MigrationError } from '@zepix/migrations-core';

const NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `zepix.config.${ending}`);

/** The configuration to use: the one that was named, or the nearest in this folder and those above; null when there is none. */
export function findConfig(named: string | undefined, cwd: string): string | null {
  if (named === undefined) return search(cwd);
  const path = resolve(cwd, named);
  if (existsSync(path)) return path;
  throw new MigrationError('CONFIG_NOT_FOUND', `There is no configuration at ${named}.`, {
    hint: `Looked at ${path}. Correct --config.`,
    dataState: 'Nothing was changed.',
  });
}

function search(folder: string): string | null {
  const here = new Set(entries(folder));
  const found = NAMES.find((name) => here.has(name));
  if (found !== undefined) return join(folder, found);
  const above = dirname(folder);
  return above === folder ? null : search(above);
}

/** A folder that can't be listed has no configuration for us; those above it may. */
function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
