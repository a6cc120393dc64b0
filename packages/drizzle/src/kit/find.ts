import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { MigrationError } from '@zepix/migrations-core';

/** What drizzle-kit is to read. */
export interface Place {
  /** The file or folder that declares the tables; null where a configuration says it. */
  readonly schema: string | null;
  /** drizzle-kit's own configuration, where it has to be followed. */
  readonly config: string | null;
}

const CONFIGS = ['ts', 'js', 'json', 'mts', 'mjs', 'cts', 'cjs'].map((ending) => `drizzle.config.${ending}`);

/**
 * Where a schema is: a file or folder from `root`, a package that is installed there, or a configuration of drizzle-kit (`*.config.ts`).
 * A configuration beside the schema, or in the folders above it up to `root`, is followed where it speaks of `casing`: column names hang
 * on it. @throws DECLARATIONS_MISSING
 */
export function findPlace(schema: string, root: string): Place {
  const path = findSchema(schema, root);
  if (/\.config\.(?:[cm]?[jt]s|json)$/i.test(basename(path))) return { schema: null, config: path };
  const config = between(dirname(path), root).flatMap((folder) => usualConfig(folder) ?? [])[0] ?? null;
  return { schema: path, config: config !== null && /\bcasing\b/.test(readFileSync(config, 'utf8')) ? config : null };
}

/** Where drizzle-kit is run in that project, which its aliases and relative paths hang on: the nearest folder with a package.json, else `root`. */
export function homeOf({ schema, config }: Place, root: string): string {
  const folders = between(dirname(schema ?? config ?? root), root);
  return folders.find((folder) => existsSync(join(folder, 'package.json'))) ?? root;
}

/** drizzle-kit's configuration in a folder, where it lies by default; null where there is none. */
export function usualConfig(folder: string): string | null {
  return CONFIGS.map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

function findSchema(schema: string, root: string): string {
  // A path as Windows has it works everywhere: a configuration is shared.
  const path = [schema, schema.replaceAll('\\', '/')].map((one) => resolve(root, one)).find((one) => existsSync(one));
  if (path !== undefined) return path;
  try {
    return requireFrom(root).resolve(schema);
  } catch {
    throw new MigrationError('DECLARATIONS_MISSING', `There is no file and no installed package ${schema} in ${root}.`, {
      hint: 'Name the file that declares the tables: schema in the configuration, or --schema FILE.',
      dataState: 'Nothing was changed.',
    });
  }
}

/** The drizzle-kit of the project that the schema belongs to. @throws DECLARATIONS_MISSING */
export function findKit(schema: string, root: string): string {
  const bin = [dirname(schema), root].flatMap(withParents).map((folder) => join(folder, 'node_modules', 'drizzle-kit', 'bin.cjs'));
  const found = bin.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new MigrationError('DECLARATIONS_MISSING', `drizzle-kit is not installed where ${schema} lies, nor in ${root}.`, {
    hint: 'Install it there: npm install --save-dev drizzle-kit, and drizzle-orm.',
    dataState: 'Nothing was changed.',
  });
}

/** Looked at one by one, since `require.resolve` also finds what NODE_PATH names: another program's. */
function withParents(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** From a folder up to `root`; `root` alone where the folder lies elsewhere. */
function between(folder: string, root: string): readonly string[] {
  const way = withParents(folder);
  const end = way.indexOf(resolve(root));
  return end === -1 ? [resolve(root)] : way.slice(0, end + 1);
}

function requireFrom(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'package.json'));
}
