import { symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inDatabase, temporaryFolder, writeFiles } from '@zepix/testkit';
import type { TemporaryFolder } from '@zepix/testkit';
import type { Declared, SchemaDraft, SchemaObject } from '@zepix/migrations-core';
import { sqliteDriver } from '@zepix/migrations-sqlite';
import { onTestFinished } from 'vitest';
import { drizzleDeclarations } from '../src/index.js';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

/** A folder as a user has it, with drizzle-orm and drizzle-kit installed unless told otherwise. Gone when the test ends. */
export function project(installed = true): TemporaryFolder {
  const folder = temporaryFolder(onTestFinished);
  if (installed) symlinkSync(MODULES, folder.file('node_modules'), 'junction');
  return folder;
}

/** What `introspect` makes of a script's schema, and what the schema is in statements. */
export function declare(folder: TemporaryFolder, script: string): Declared & { readonly objects: readonly SchemaObject[] } {
  const file = folder.file('app.db');
  inDatabase(file, (database) => void database.exec(script));
  const driver = sqliteDriver();
  const target = driver.target(file, { shown: 'app.db', ledgerTable: 'schema_migrations' });
  return driver.read(target, (view) => ({ ...drizzleDeclarations().write(view.schema(), view.objects()), objects: view.objects() }));
}

/** The migration from a script's schema to a Drizzle module. */
export async function draftTo(folder: TemporaryFolder, migrated: readonly SchemaObject[], module: string): Promise<SchemaDraft> {
  writeFiles(folder.path, { 'schema.ts': module });
  const { script: declared } = await drizzleDeclarations().read('schema.ts', folder.path);
  return sqliteDriver().draft({ migrated, declared, renames: [] });
}
