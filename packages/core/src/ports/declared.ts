import type { SchemaObject } from './care.js';
import type { Schema } from './schema.js';

/** A schema as an application declares it, outside of migrations. */
export interface Declarations {
  /** What declares it, for messages: `Drizzle`. */
  readonly name: string;
  /** The file in `root` by which projects usually say where their tables are declared; null where there is none. */
  usual(root: string): string | null;
  /**
   * What is declared.
   * `schema`: a file or package, as it is configured; `root`: the folder that it is relative to, absolute.
   * @throws MigrationError DECLARATIONS_MISSING, DECLARATIONS_UNREADABLE
   */
  read(schema: string, root: string): Promise<DeclaredScript>;
  /** A declaration of a schema that is there: the file's text, and what it has no words for, each a line. */
  write(schema: Schema, objects: readonly SchemaObject[]): Declared;
}

export interface DeclaredScript {
  /** Makes the declared schema on an empty database. */
  readonly script: string;
  /** The declaring tool's own note of the schema, for a folder that it goes on writing; null where it made none. */
  readonly note: DeclaredNote | null;
}

/** What drizzle-kit keeps beside a migration. */
export interface DeclaredNote {
  /** JSON. */
  readonly text: string;
  /** `journal`: `meta/NNNN_snapshot.json` beside a journal of all; `folders`: `snapshot.json` in the migration's own folder (drizzle-kit 1). */
  readonly layout: 'journal' | 'folders';
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
  /** Put behind every statement but the last, where another tool cuts scripts there. */
  readonly breakpoint?: string | undefined;
}
