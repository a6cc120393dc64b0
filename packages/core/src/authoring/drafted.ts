import type { SchemaObject } from '../ports/care.js';
import type { SchemaDraft, Renaming } from '../ports/declared.js';

/** What the migrations make now, what is declared, and what lies between. */
export interface Drafted {
  readonly before: readonly SchemaObject[];
  /** A script. */
  readonly declared: string;
  readonly renames: readonly Renaming[];
  readonly draft: SchemaDraft;
}
