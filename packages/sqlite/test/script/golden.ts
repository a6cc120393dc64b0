import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('./golden/', import.meta.url));

export interface GoldenCase {
  readonly name: string;
  readonly text: string;
  /** What NAME.json holds; with UPDATE_GOLDEN set, writes `actual` there first. */
  readonly expected: (actual: unknown) => unknown;
}

/** The cases of a folder: to add one, drop NAME.sql into it, run once with UPDATE_GOLDEN=1 and read what NAME.json says. */
export function goldenCases(folder: 'split' | 'compile'): readonly GoldenCase[] {
  const directory = `${ROOT}${folder}/`;
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'));
  return files.map((file) => goldenCase(directory, file.slice(0, -'.sql'.length)));
}

function goldenCase(directory: string, name: string): GoldenCase {
  const json = `${directory}${name}.json`;
  return {
    name,
    text: readFileSync(`${directory}${name}.sql`, 'utf8'),
    expected: (actual) => {
      if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(json, `${JSON.stringify(actual, null, 2)}\n`);
      return JSON.parse(readFileSync(json, 'utf8'));
    },
  };
}
