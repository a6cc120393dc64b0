import { MigrationError, errorReport, exitCode } from '@zepix/migrations-core';
import type { ErrorCode, Report } from '@zepix/migrations-core';

/** The exit code that stands for an error, by the same table as the command line's. */
export function exitCodeOf(code: ErrorCode): number {
  return exitCode({ databases: [], command: 'bot', error: errorReport(new MigrationError(code, '')) } as unknown as Report);
}

/** As `status` on the command line ends. */
export function exitCodeOfReport(report: Report): number {
  return exitCode(report);
}
