import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ErrorReport } from '@zepix/migrations-core';
import type { Style } from './style.js';
import { displayWidth } from './width.js';

const LINES_BEFORE = 2;
const LINES_AFTER = 1;

/** The lines around an error as a compiler shows them, with a caret below the place. Empty where the file can't be read any more. */
export function codeFrame({ file, line, column }: ErrorReport, cwd: string, style: Style): string[] {
  if (file === null || line === null || column === null) return [];
  const lines = readLines(resolve(cwd, file));
  const culprit = lines?.[line - 1];
  if (lines === null || culprit === undefined) return [];
  const from = Math.max(1, line - LINES_BEFORE);
  // Behind the last line's end there is no line, unless the error is there.
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const to = Math.max(line, Math.min(end, line + LINES_AFTER));
  const gutter = String(to).length;
  const frame: string[] = [];
  for (let at = from; at <= to; at += 1) {
    const text = (lines[at - 1] ?? '').replaceAll('\t', ' ');
    const number = String(at).padStart(gutter);
    frame.push(at === line ? `${style.bad('›')} ${number} │ ${text}` : style.dim(`  ${number} │ ${text}`));
    if (at === line) frame.push(`  ${' '.repeat(gutter)} │ ${' '.repeat(displayWidth(text.slice(0, column - 1)))}${style.bad('^')}`);
  }
  return frame;
}

function readLines(path: string): string[] | null {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/);
  } catch {
    return null;
  }
}
