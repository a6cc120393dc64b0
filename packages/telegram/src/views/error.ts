import type { ErrorReport } from '@zepix/migrations-core';
import { code, line } from '../message/value.js';
import type { Section } from '../message/value.js';

/** An error with its place, what it left, and the next step. */
export function errorLines(error: ErrorReport): Section {
  const { message, file, line: row, column, statement, cause, dataState, hint } = error;
  return [
    line(`❌ ${message}`),
    ...(file === null ? [] : [line('At: ', code(row === null ? file : `${file}:${row}:${column ?? 1}`))]),
    ...(statement === null ? [] : [line('Statement: ', code(statement))]),
    ...(cause === null ? [] : [line('Cause: ', code(cause))]),
    ...(dataState === null ? [] : [line(`State: ${dataState}`)]),
    ...(hint === null ? [] : [line(`Next: ${hint}`)]),
  ];
}
