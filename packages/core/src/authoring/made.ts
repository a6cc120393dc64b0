import type { Contents, SchemaObject } from '../ports/care.js';
import type { Schema } from '../ports/schema.js';

/** Everything that migrations made of an empty database. */
export interface Made {
  readonly schema: Schema;
  readonly objects: readonly SchemaObject[];
  readonly contents: Contents;
}
