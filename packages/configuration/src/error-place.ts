import { basename } from 'node:path';

/** Where in a configuration something is wrong; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const START: Place = { line: 1, column: 1 };

/** The first place in the file that an error's stack names; the file's start where it names none. */
export function stackPlace(error: unknown, file: string): Place {
  const name = basename(file).replaceAll('.', '\\.');
  const found = new RegExp(`${name}:(\\d+):(\\d+)`).exec(error instanceof Error ? (error.stack ?? '') : '');
  return found ? { line: Number(found[1]), column: Number(found[2]) } : START;
}

/** What the compiler made of a file that does not parse: it does not throw but gives code that holds the error. Null for good code. */
export function compileErrorPlace(code: string): (Place & { readonly message: string }) | null {
  const json = /^exports\.__JITI_ERROR__ = (\{.*\})/.exec(code)?.[1];
  if (json === undefined) return null;
  const { line, column, message } = JSON.parse(json) as { readonly line: number; readonly column: number; readonly message: string };
  return { line, column: column + 1, message: message.trim() };
}

/** Where a text stops being JSON. JSON.parse often does not say, so it is asked for ever longer beginnings: a good one only ends too soon. */
export function jsonErrorPlace(text: string): Place {
  let end = 1;
  while (end < text.length && couldGoOn(text.slice(0, end))) end += 1;
  const lines = text.slice(0, end - 1).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = / at position (\d+)/.exec(message)?.[1];
    return position === undefined
      ? /end of JSON|Unterminated/.test(message)
      : Number(position) >= beginning.length || message.includes('Unterminated');
  }
}
