import { basename } from 'node:path';
import type { Declarations } from '@zepix/migrations-core';
import { fromSchema } from '@zepix/migrations-sqlite';
import { usualConfig } from './kit/find.js';
import { readSchema } from './kit/read.js';
import { writeModule } from './print/module.js';

/** Schemas declared with Drizzle: read by the drizzle-kit that is installed where the schema lies, in a process of its own. */
export function drizzleDeclarations(): Declarations {
  return {
    name: 'Drizzle',
    usual: (root) => {
      const config = usualConfig(root);
      return config === null ? null : basename(config);
    },
    read: readSchema,
    write: (schema, objects) => writeModule(fromSchema(schema), objects),
  };
}
