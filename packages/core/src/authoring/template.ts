import type { Version } from '../kernel/version.js';

/** What the header of a new migration says. */
export interface Outline {
  readonly version: Version;
  readonly name: string;
  /** As the `Database:` key has it. */
  readonly database: string;
  readonly description: string;
  readonly author: string;
  /** The file before it; null for the first. */
  readonly previous: string | null;
  readonly reversible: boolean;
}

/** The name of a migration's file. */
export function migrationFile({ version, name }: Pick<Outline, 'version' | 'name'>): string {
  return `${version}_${name}.sql`;
}

/** The name of its rollback, inside `rollback/`. */
export function rollbackFile({ version, name }: Pick<Outline, 'version' | 'name'>): string {
  return `${version}_rollback_${name}.sql`;
}

/** The header of a migration. */
export function migrationHeader(outline: Outline): string {
  const { version, database, description, author, previous, reversible } = outline;
  return `-- Migration: ${migrationFile(outline)}
-- Database: ${database}
-- Description: ${oneLine(description)}
-- Version: ${version}
-- Requires: ${previous ?? 'none'}
-- Author: ${oneLine(author)}
-- Reversible: ${reversible ? 'YES' : 'NO'}
`;
}

/** A new migration: a header and what to know, no statement yet. No line of it may read like a key or a directive. */
export function migrationTemplate(outline: Outline): string {
  return `${migrationHeader(outline)}
-- Write the statements here, each with a semicolon. They run in one transaction together with the entry in the ledger:
-- no BEGIN and no COMMIT are needed, and where one of them fails, nothing of the file is kept.
-- A SELECT directly below the comment "-- assert: why" must give a true value, or the migration stops.
`;
}

/** The header of its rollback. */
export function rollbackHeader(outline: Outline): string {
  const { version, database, description } = outline;
  return `-- Rollback: ${rollbackFile(outline)}
-- Database: ${database}
-- Description: Take back: ${oneLine(description)}
-- Version: ${version}
`;
}

/** Its rollback. */
export function rollbackTemplate(outline: Outline): string {
  return `${rollbackHeader(outline)}
-- Undo here what ${migrationFile(outline)} did, its last statement first.
-- Rows that were written since then should survive: prefer ALTER TABLE ... DROP COLUMN to rebuilding a table.
`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
