import { sha256 } from '../text.js';
import type { ScriptFile } from '../migration-file.js';
import type { Adopted } from './format.js';

/** A line of a text, by the offsets of its first character and of the line break behind it. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The lines of a text, in order. */
export function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { text: text.slice(start, end), start, end };
    start = end + 1;
  }
}

/** The text from an offset on, behind as many empty lines as stood before it: what fails in it is found at its own line of the file. */
export function sectionFrom(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n').length - 1;
  return '\n'.repeat(lines) + text.slice(offset);
}

/** Whether a text holds nothing but blanks, comments and semicolons. */
export function isBlank(text: string): boolean {
  return text.replaceAll(/--[^\n]*|\/\*[^]*?(?:\*\/|$)/g, '').replaceAll(/[\s;\ufeff]/g, '') === '';
}

/** A section of a file as a script of its own. */
export function scriptOf(file: string, text: string, adopted: Adopted): ScriptFile {
  return { file, text, checksum: sha256(text), adopted };
}

/** As `scriptOf`, for the way back: null where it holds nothing. */
export function wayBack(file: string, text: string, adopted: Adopted): ScriptFile | null {
  return isBlank(text) ? null : scriptOf(file, text, adopted);
}
