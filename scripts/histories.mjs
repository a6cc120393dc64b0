// What the scripts that try whole histories have in common.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Generated rows to try a migration on: a history that refuses some of them may take the next ones. */
export const LEVELS = [
  { rows: 20, seed: 3, nulls: true, distinct: false, tame: false },
  { rows: 20, seed: 4, nulls: false, distinct: true, tame: false },
  { rows: 20, seed: 5, nulls: true, distinct: true, tame: true },
  { rows: 20, seed: 6, nulls: false, distinct: true, tame: true },
  { rows: 1, seed: 7, nulls: false, distinct: true, tame: true },
  { rows: 0, seed: 8, nulls: false, distinct: true, tame: true },
];

export const isUp = (name) => /^\d+[_-].*\.sql$/.test(name) && !name.endsWith('.down.sql');

/** Whether an object of a database is the engine's own. */
export const own = (name) => /^(schema_migrations|_zepix_)/.test(name);

/** The folder itself where it holds migrations, else those of its folders that do. */
export function historiesIn(folder) {
  const isHistory = (path) => readdirSync(path).some(isUp);
  if (isHistory(folder)) return [folder];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(folder, name)).filter(isHistory);
}

/** What stands behind a flag; undefined where it was not given. */
export function valueOf(flags, flag) {
  return flags.includes(flag) ? flags[flags.indexOf(flag) + 1] : undefined;
}

/** `--extend FILE`: what that module exports as default, the functions of the application whose history it is. */
export async function extendFrom(flags) {
  const file = valueOf(flags, '--extend');
  return file === undefined ? undefined : (await import(pathToFileURL(resolve(file)))).default;
}
