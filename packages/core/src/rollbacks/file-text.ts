import { basename } from 'node:path';
import type { MigrationFile } from '../files/folder.js';
import type { Verdict } from '../ports/rollbacks.js';

/** How the second part of a generated file's header begins: who reads it knows that its schema is meant byte for byte. */
export const WRITTEN_BY = 'Written by "rollback generate"';

/** What the header of a generated rollback says. */
export interface GeneratedHeader {
  readonly file: MigrationFile;
  /** The rollback file's own name. */
  readonly name: string;
  /** As the `Database:` key has it. */
  readonly database: string;
  readonly description: string | null;
  readonly verdict: Verdict;
  readonly losses: readonly string[];
}

/** The text of a generated rollback. No line of its prose may read like a key. */
export function generatedText(header: GeneratedHeader, sql: string): string {
  const { file, name, database, description } = header;
  const keys = [
    `Rollback: ${name}`,
    `Database: ${database}`,
    `Description: Take back: ${oneLine(description ?? file.name.replaceAll('_', ' '))}`,
    `Version: ${file.version}`,
  ];
  const lines = [...keys, '', ...prose(header)].map((line) => (line === '' ? '--' : `-- ${line}`));
  return `${lines.join('\n')}\n\n${sql === '' ? '-- Nothing is to be done.\n' : sql}`;
}

function prose({ file, verdict, losses }: GeneratedHeader): readonly string[] {
  const from = `${WRITTEN_BY} from what ${basename(file.file.replaceAll('\\', '/'))} does on scratch databases; yours to change:`;
  const told = verdict.rows === 0 ? ['The migration took none of the generated rows, so that this was tried without any.'] : [];
  if (losses.length === 0) {
    return [
      from,
      '"rollback prove" tells whether it still gives back what was there.',
      'It gives back the schema, byte for byte, and every row.',
      ...told,
    ];
  }
  return [
    from,
    '"rollback prove" tells whether it still gives back what was there.',
    'It gives back the schema, byte for byte, and what the migration leaves in the database. What the migration destroys,',
    'no script can bring back:',
    ...losses.map((loss) => `  - ${loss}`),
    'The engine keeps that when it runs the migration itself, and brings it back when it takes the migration back.',
    ...told,
  ];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
