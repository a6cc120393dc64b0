/** A place in a file: line and column count from 1, offset from 0, both in UTF-16 code units of the normalised text. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A text with the name that messages use for it (a path as the user would type it). */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Finds line and column of an offset. Linear in the text before it: for messages, not for loops. */
export function locate(source: SourceText, offset: number): Location {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return { file: source.file, line, column: offset - lineStart + 1, offset };
}
