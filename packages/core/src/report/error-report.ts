import type { MigrationError } from '../kernel/error.js';
import type { Problem } from '../plan/problem.js';
import type { ErrorReport, ProblemReport } from './report.js';

/** An error as plain JSON. */
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

/** A problem as plain JSON. */
export function problemReport({ error, severity, version, differences }: Problem): ProblemReport {
  return { ...errorReport(error), severity, version, differences };
}

function causeText(cause: unknown): string | null {
  if (cause === undefined || cause === null) return null;
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' ? `${code}: ${cause.message}` : cause.message;
}
