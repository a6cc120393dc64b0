import type { ErrorReport } from '../kernel/error-report.js';
import type { RanReport } from '../report/report.js';
import type { RehearsedStep } from '../report/rehearsal-report.js';

/** A migration that was applied, taken back without a trace, and applied again. */
export function proven(ran: RanReport): RehearsedStep {
  return { ...measured(ran), status: 'proven', reason: null, differences: [] };
}

/** One that was tried on some of the rows only: it is not proven, and what it cost there foretells nothing. */
export function sampled(step: RehearsedStep): RehearsedStep {
  const cost = { durationMs: null, lockMs: null, rows: null, bytes: null, peakBytes: null, preserved: null, returned: null };
  return step.status === 'proven'
    ? { ...step, ...cost, status: 'sampled', reason: 'it was tried on a sample of the rows' }
    : { ...step, ...cost };
}

/** One that can be applied, but not shown to come back. */
export function unproven(ran: RanReport, reason: string, differences: readonly string[] = []): RehearsedStep {
  return { ...measured(ran), status: 'unproven', reason, differences };
}

/** The migrations of a plan that can't be carried out. */
export function failedSteps(all: readonly RanReport[], { message }: ErrorReport): RehearsedStep[] {
  return all.map((ran) => {
    if (ran.status === 'applied') return unproven(ran, 'a later migration failed, so nothing was taken back');
    if (ran.status === 'rolled-back') return unproven(ran, 'an older one can’t be taken back');
    const failed = ran.status === 'failed';
    return { ...measured(ran), status: failed ? 'failed' : 'not-run', reason: failed ? message : null, differences: [] };
  });
}

function measured({ version, name, durationMs, lockMs, rows, bytes, peakBytes, preserved, returned }: RanReport) {
  return { version, name, durationMs, lockMs, rows, bytes, peakBytes, preserved, returned };
}
