import type { ErrorReport } from '@zepix/migrations-core';
import { code, line, tree } from '../message/value.js';
import type { Section } from '../message/value.js';
import { sentence } from '../wording/words.js';

/** An error with its place, what it left, and the next step. */
export function errorLines(error: ErrorReport): Section {
  const { message, file, line: row, column, statement, cause, dataState, hint } = error;
  return [
    line(`❌ ${sentence(message)}`),
    ...tree([
      ...(file === null ? [] : [line('At: ', code(row === null ? file : `${file}:${row}:${column ?? 1}`))]),
      ...(statement === null ? [] : [line('Statement: ', code(statement))]),
      ...(cause === null ? [] : [line('Cause: ', code(causeWords(cause, message)))]),
      ...(dataState === null ? [] : [line(`State: ${sentence(dataState)}`)]),
      ...(hint === null ? [] : [line(`Next: ${hint}`)]),
    ]),
  ];
}

/** What the message said already is not said twice: of `SQLITE_BUSY: it is locked` only the code is left. */
function causeWords(cause: string, message: string): string {
  const at = cause.indexOf(`: ${message.replace(/\.$/, '')}`);
  return at > 0 ? cause.slice(0, at) : cause;
}
