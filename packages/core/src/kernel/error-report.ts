import type { ErrorCode } from './error-codes.js';
import { MigrationError } from './error.js';

/** An error as plain JSON. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly statement: string | null;
  /** What state the data is in. */
  readonly dataState: string | null;
  /** What the database or the system said: `SQLITE_ERROR: no such table: orders`. */
  readonly cause: string | null;
}

export function errorReport(error: MigrationError): ErrorReport {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    file: error.location?.file ?? null,
    line: error.location?.line ?? null,
    column: error.location?.column ?? null,
    statement: error.statement ?? null,
    dataState: error.dataState ?? null,
    cause: causeText(error.cause),
  };
}

/** The error that a report was made of; its cause is text only. */
export function reportedError(report: ErrorReport): MigrationError {
  const { file, line, column } = report;
  return new MigrationError(report.code, report.message, {
    hint: report.hint ?? undefined,
    statement: report.statement ?? undefined,
    dataState: report.dataState ?? undefined,
    cause: report.cause ?? undefined,
    location: file === null ? undefined : { file, line: line ?? 1, column: column ?? 1, offset: 0 },
  });
}

function causeText(cause: unknown): string | null {
  if (cause === undefined || cause === null) return null;
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' && !cause.message.startsWith(code) ? `${code}: ${cause.message}` : cause.message;
}
