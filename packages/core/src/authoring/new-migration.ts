import { basename, join } from 'node:path';
import type { Database } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import type { Version } from '../kernel/version.js';
import { nextVersion, sentence, snakeCase } from './file-name.js';
import { folderOf, headerName, refuseForeign } from './place.js';
import { codeFile, codeTemplate } from './code-template.js';
import { migrationFile, migrationTemplate, rollbackFile, rollbackTemplate } from './template.js';
import type { Outline } from './template.js';
import { writeNewFiles } from './write-files.js';
import type { NewFile } from './write-files.js';

/** How to name and number a new migration. */
export interface NewMigrationOptions {
  /** In any spelling: it is brought to snake_case. */
  readonly name: string;
  /** For the header; default: made of the name. */
  readonly title?: string | undefined;
  /** Number it by the time instead of counting on. */
  readonly timestamp?: boolean | undefined;
  /** Write TypeScript, with `up` and `down` in one file. */
  readonly typescript?: boolean | undefined;
  /** Default true; false declares the migration irreversible. */
  readonly rollback?: boolean | undefined;
}

/** What was written. */
export interface NewMigration {
  readonly database: string;
  readonly version: Version;
  readonly name: string;
  /** Paths as users call them. */
  readonly file: string;
  readonly rollback: string | null;
}

/** Writes the next migration of a database, and its rollback. @throws MigrationError NAME_INVALID, SOURCE_READ_ONLY, FOLDER_MISSING, FILE_EXISTS */
export function newMigration(database: Database, options: NewMigrationOptions, now: Date, author: string): NewMigration {
  const outline = outlineNew(database, options, now, author);
  const { version, name, reversible } = outline;
  if (options.typescript === true) {
    const both = { ...placed(database, codeFile(outline)), text: codeTemplate(outline) };
    writeNewFiles([both]);
    return { database: database.name, version, name, file: both.shown, rollback: reversible ? both.shown : null };
  }
  const up = { ...placed(database, migrationFile(outline)), text: migrationTemplate(outline) };
  const down = reversible ? { ...placed(database, 'rollback', rollbackFile(outline)), text: rollbackTemplate(outline) } : null;
  writeNewFiles(down === null ? [up] : [up, down]);
  return { database: database.name, version, name, file: up.shown, rollback: down?.shown ?? null };
}

/** What the header of the next migration says. @throws MigrationError NAME_INVALID, FOLDER_MISSING */
export function outlineNew(database: Database, options: NewMigrationOptions, now: Date, author: string): Outline {
  const name = snakeCase(options.name);
  const folder = readFolder(database.source);
  refuseForeign(folder, 'new');
  const { migrations } = folder;
  const previous = migrations.at(-1);
  return {
    version: nextVersion(
      migrations.map((file) => file.version),
      now,
      options.timestamp ?? false,
    ),
    name,
    author,
    reversible: options.rollback ?? true,
    database: headerName(database),
    description: options.title ?? sentence(name),
    previous: previous === undefined ? null : basename(previous.file.replaceAll('\\', '/')),
  };
}

/** A file in a database's folder, by its path and as users call it. @throws MigrationError SOURCE_READ_ONLY */
export function placed(database: Database, ...names: readonly string[]): Pick<NewFile, 'path' | 'shown'> {
  return { path: join(folderOf(database), ...names), shown: join(database.source.shown, ...names) };
}
