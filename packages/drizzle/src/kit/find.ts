import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { MigrationError } from '@zepix/migrations-core';

/** The file or folder of a schema: a path from `root`, or a package that is installed there. @throws DECLARATIONS_MISSING */
export function findSchema(schema: string, root: string): string {
  const path = resolve(root, schema);
  if (existsSync(path)) return path;
  try {
    return requireFrom(root).resolve(schema);
  } catch (cause) {
    throw new MigrationError('DECLARATIONS_MISSING', `There is no file and no installed package ${schema} in ${root}.`, {
      hint: 'Name the file that declares the tables: schema in the configuration, or --schema FILE.',
      dataState: 'Nothing was changed.',
      cause,
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

function requireFrom(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'package.json'));
}
