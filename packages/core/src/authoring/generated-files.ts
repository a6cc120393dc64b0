import type { Database } from '../config/database.js';
import type { Version } from '../kernel/version.js';
import type { SchemaDraft } from '../ports/declared.js';
import { placed } from './new-migration.js';
import { migrationFile, migrationHeader, rollbackFile, rollbackHeader } from './template.js';
import type { Outline } from './template.js';
import type { NewFile } from './write-files.js';

/** A generated migration as files, not yet written. */
export interface GeneratedFiles {
  readonly version: Version;
  readonly up: NewFile;
  readonly down: NewFile;
  /** What the tool whose folder it is keeps besides. */
  readonly more: readonly NewFile[];
  /** Files that are there, as they will be. */
  readonly replaced: readonly NewFile[];
}

/** A drafted migration and its rollback as files of this engine. */
export function ownFiles(database: Database, outline: Outline, draft: SchemaDraft): GeneratedFiles {
  return {
    version: outline.version,
    up: { ...placed(database, migrationFile(outline)), text: `${migrationHeader(outline)}${bodyOf(draft)}` },
    down: {
      ...placed(database, 'rollback', rollbackFile(outline)),
      text: `${rollbackHeader(outline)}${wayBackOf(draft, migrationFile(outline))}`,
    },
    more: [],
    replaced: [],
  };
}

/** The statements of a draft below what they lose. */
export function bodyOf({ changes, up }: SchemaDraft): string {
  const losses = lossesOf(changes);
  return `${losses.length === 0 ? '' : `${losses.join('\n')}\n`}\n${up}`;
}

/** The statements that take it back, below what they restore. */
export function wayBackOf({ changes, down }: SchemaDraft, file: string): string {
  const back = [
    comment(`Restores the schema as it was before ${file}, every stored text byte for byte.`),
    ...(lossesOf(changes).length === 0 ? [] : [comment('What that migration lost of the data does not come back by these statements.')]),
  ];
  return `${back.join('\n')}\n\n${down}`;
}

function lossesOf(changes: SchemaDraft['changes']): readonly string[] {
  return changes.flatMap(({ kind, object, loses }) =>
    loses === null ? [] : [comment(`${kind === 'drop' ? 'Dropping' : 'Changing'} ${object} loses ${loses}.`)],
  );
}

function comment(text: string): string {
  return `-- ${text.replaceAll(/\s+/g, ' ')}`;
}
