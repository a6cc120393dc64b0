import type { Declarations } from '@zepix/migrations-core';
import { fromSchema } from '@zepix/migrations-sqlite';
import { exportSchema } from './kit/export.js';
import { writeModule } from './print/module.js';

/** Schemas declared with Drizzle: read by the drizzle-kit that is installed where the schema lies, in a process of its own. */
export function drizzleDeclarations(): Declarations {
  return {
    name: 'Drizzle',
    read: exportSchema,
    write: (schema, objects) => writeModule(fromSchema(schema), objects),
  };
}
