import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What golden/NAME.txt holds; with UPDATE_GOLDEN set, writes `actual` there first. */
export function golden(name: string, actual: string): string {
  const file = new URL(`./golden/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, actual);
  if (!existsSync(file)) throw new Error(`There is no golden/${name}.txt: run with UPDATE_GOLDEN=1 and read what it says.`);
  return readFileSync(file, 'utf8');
}

/** Without what differs from run to run: durations, times, users, hashes, places of this machine. Columns keep their widths. */
export function masked(text: string, root: string): string {
  return (
    text
      .replaceAll(root, '<root>')
      .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'YYYY-MM-DD hh:mm:ssZ')
      .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'YYYY-MM-DDThh:mm:ss.mmmZ')
      .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
      .replaceAll(/\b\d+(?:\.\d)? (?:ms|s|min)\b/g, '<time>')
      .replaceAll(/\b\d{8}T\d{6}Z-/g, '<moment>-')
      // Whether one more page is needed may hang on the length of a time or a name.
      .replaceAll(/, (?:grew by|held) [^,\n]+/g, '')
      .replaceAll(/\b\d+(?:\.\d)? (?:B|[KMG]iB)\b/g, '<size>')
      .replaceAll(/process \d+ on \S+,/g, 'process <pid> on <host>,')
  );
}
