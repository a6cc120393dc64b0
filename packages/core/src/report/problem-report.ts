import { errorReport } from '../kernel/error-report.js';
import type { Problem } from '../plan/problem.js';
import type { ProblemReport } from './report.js';

/** A problem as plain JSON. */
export function problemReport({ error, severity, version, differences }: Problem): ProblemReport {
  return { ...errorReport(error), severity, version, differences };
}
