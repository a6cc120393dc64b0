import type { FormatName } from '../files/formats/format.js';
import type { SchemaObject } from '../ports/care.js';
import type { DeclaredNote, SchemaDraft, Renaming } from '../ports/declared.js';

/** What the migrations make now, what is declared, and what lies between. */
export interface Drafted {
  readonly before: readonly SchemaObject[];
  /** A script. */
  readonly declared: string;
  /** The declaring tool's own note of it. */
  readonly note: DeclaredNote | null;
  /** By whose conventions the folder is written. */
  readonly format: FormatName;
  readonly renames: readonly Renaming[];
  readonly draft: SchemaDraft;
}
