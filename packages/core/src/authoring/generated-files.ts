import type { Database } from '../config/database.js';
import type { SchemaDraft } from '../ports/declared.js';
import { placed } from './new-migration.js';
import { migrationFile, migrationHeader, rollbackFile, rollbackHeader } from './template.js';
import type { Outline } from './template.js';
import type { NewFile } from './write-files.js';

/** A drafted migration and its rollback as files, not yet written. */
export function writtenFiles(
  database: Database,
  outline: Outline,
  { changes, up, down }: SchemaDraft,
): readonly [up: NewFile, down: NewFile] {
  const losses = changes.flatMap(({ kind, object, loses }) =>
    loses === null ? [] : [comment(`${kind === 'drop' ? 'Dropping' : 'Changing'} ${object} loses ${loses}.`)],
  );
  const notes = losses.length === 0 ? '' : `${losses.join('\n')}\n`;
  const back = [
    comment(`Restores the schema as it was before ${migrationFile(outline)}, every stored text byte for byte.`),
    ...(losses.length === 0 ? [] : [comment('What that migration lost of the data does not come back by these statements.')]),
  ];
  return [
    { ...placed(database, migrationFile(outline)), text: `${migrationHeader(outline)}${notes}\n${up}` },
    { ...placed(database, 'rollback', rollbackFile(outline)), text: `${rollbackHeader(outline)}${back.join('\n')}\n\n${down}` },
  ];
}

function comment(text: string): string {
  return `-- ${text.replaceAll(/\s+/g, ' ')}`;
}
