import type { SchemaObject } from './care.js';
import type { Schema } from './schema.js';

/** A schema as an application declares it, outside of migrations. */
export interface Declarations {
  /** What declares it, for messages: `Drizzle`. */
  readonly name: string;
  /**
   * The script that makes the declared schema on an empty database.
   * `schema`: a file or package, as it is configured; `root`: the folder that it is relative to, absolute.
   * @throws MigrationError DECLARATIONS_MISSING, DECLARATIONS_UNREADABLE
   */
  read(schema: string, root: string): Promise<string>;
  /** A declaration of a schema that is there: the file's text, and what it has no words for, each a line. */
  write(schema: Schema, objects: readonly SchemaObject[]): Declared;
}

export interface Declared {
  readonly text: string;
  readonly tables: number;
  readonly unsaid: readonly string[];
}

/** A table's new name, or with `column` that of one of its columns; `table` is the name before. */
export interface Renaming {
  readonly table: string;
  readonly column?: string;
  readonly to: string;
}

/** One thing that a migration to the declared schema changes. */
export interface DraftedChange {
  readonly object: string;
  readonly kind: 'create' | 'drop' | 'alter' | 'rename' | 'rewrite';
  /** One sentence. */
  readonly reason: string;
  /** What of the data is lost, as words behind "loses"; null for nothing. */
  readonly loses: string | null;
}

/** A migration from what the migrations make to what is declared, both ways, without headers. */
export interface SchemaDraft {
  readonly changes: readonly DraftedChange[];
  /** What may have been renamed and nobody said: each goes as one thing and comes as another. Likeliest first. */
  readonly candidates: readonly Renaming[];
  /** Empty where nothing is to do. */
  readonly up: string;
  readonly down: string;
  /** What stays although it is not declared, because declarations have no words for it. */
  readonly kept: readonly string[];
}

/** What is between a migrated and a declared schema. */
export interface Drafting {
  readonly migrated: readonly SchemaObject[];
  /** A script. */
  readonly declared: string;
  readonly renames: readonly Renaming[];
}
