import { CODE_MARK, MigrationError } from '@zepix/migrations-core';

/** One source of a migration. */
export interface Source {
  /** Relative to the migration's folder, with forward slashes: `./lib/prices.ts`. The migration itself is `migration.ts`, whatever its name. */
  readonly path: string;
  readonly text: string;
}

const FORMAT = 1;

/** The sources as one text, the migration first: a line that says which they are and how long, then their texts as they are. */
export function toText(sources: readonly Source[]): string {
  const contents = sources.map(({ path, text }) => [path, text.length]);
  return [`${CODE_MARK}${FORMAT} ${JSON.stringify(contents)}`, ...sources.map(({ text }) => text)].join('\n');
}

/** The sources that such a text holds. @throws CODE_INVALID */
export function fromText(text: string, shown: string): readonly Source[] {
  const end = text.indexOf('\n');
  const contents = readContents(text.slice(0, end));
  if (end === -1 || contents === null) throw damaged(shown);
  const sources: Source[] = [];
  let at = end + 1;
  for (const [path, length] of contents) {
    sources.push({ path, text: text.slice(at, at + length) });
    at += length + 1;
  }
  if (at !== text.length + 1) throw damaged(shown);
  return sources;
}

function readContents(line: string): readonly (readonly [path: string, length: number])[] | null {
  const start = `${CODE_MARK}${FORMAT} `;
  if (!line.startsWith(start)) return null;
  try {
    return JSON.parse(line.slice(start.length)) as [string, number][];
  } catch {
    return null;
  }
}

function damaged(shown: string): MigrationError {
  return new MigrationError('CODE_INVALID', `${shown} is not what this version stores of code: it is damaged, or of a newer version.`, {
    hint: "Bring the migration's file back and use --rollback-from file.",
    location: { file: shown, line: 1, column: 1, offset: 0 },
  });
}
