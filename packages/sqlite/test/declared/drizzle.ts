import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import type { SchemaModel } from '../../src/model/index.js';
import { modelOf } from '../model/database.js';

/** What drizzle-kit writes for a schema on an empty database, executed and read back. `tables`: the exports of a schema's module. */
export async function declaredModel(tables: Readonly<Record<string, unknown>>): Promise<SchemaModel> {
  const statements = await generateSQLiteMigration(await generateSQLiteDrizzleJson({}), await generateSQLiteDrizzleJson(tables));
  return modelOf(...statements);
}
