import type { Report, ResultReport } from '@zepix/migrations-core';
import type { Arguments, Workplace } from '../workplace.js';

/** Runs with `--json`; the document must be as the schema says, say `ok` by the exit code, and hold a result or an error. */
export async function resultOf<R>(
  place: Workplace,
  args: Arguments,
): Promise<{ readonly code: number | null; readonly report: ResultReport<R>; readonly result: R }> {
  const { code, report } = await place.json(args);
  const whole = report as Report & ResultReport<R>;
  if (whole.ok !== (code === 0)) throw new Error(`ok is ${String(whole.ok)}, the exit code ${String(code)}`);
  if (whole.result === undefined) throw new Error(`There is no result: ${JSON.stringify(report)}`);
  return { code, report: whole, result: whole.result as R };
}
