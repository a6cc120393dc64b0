import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/kernel/error-codes.js';
import { MigrationError } from '../../src/kernel/error.js';
import { errorReport } from '../../src/kernel/error-report.js';
import { STATES } from '../../src/plan/state.js';
import type { DatabaseState } from '../../src/plan/state.js';
import { exitCode } from '../../src/report/exit-code.js';
import type { DatabaseReport, Report } from '../../src/report/report.js';

const error = (code: ErrorCode) => errorReport(new MigrationError(code, code));

/** What an exit code is made from; the rest of a report does not matter to it. */
function database(about: Partial<DatabaseReport> = {}): DatabaseReport {
  return { name: 'a', state: 'up-to-date', problems: [], pending: [], error: null, ...about } as Partial<DatabaseReport> as DatabaseReport;
}

function report(databases: readonly DatabaseReport[], about: Partial<Report> = {}): Report {
  const promises = { snapshot: false, rehearsed: false, preserved: false };
  return {
    schemaVersion: 1,
    ok: true,
    command: 'status',
    runId: null,
    error: null,
    planHash: null,
    promises,
    databases,
    durationMs: 1,
    ...about,
  };
}

describe('status: the code of every state', () => {
  const expected: Record<DatabaseState, number> = {
    'up-to-date': 0,
    pending: 0,
    'ahead-of-code': 6,
    'changed-file': 3,
    'missing-file': 3,
    drifted: 3,
    failed: 1,
    locked: 4,
    'foreign-ledger': 5,
    uninitialised: 0,
    missing: 6,
    'not-a-database': 6,
  };
  test.each(STATES)('%s', (state) => {
    expect(exitCode(report([database({ state })]))).toBe(expected[state]);
  });
});

describe('status --check', () => {
  const pending = [{ version: '002', name: 'b' }];
  test('2 when something is pending, 0 when not', () => {
    expect(exitCode(report([database(), database({ state: 'pending', pending })]), { check: true })).toBe(2);
    expect(exitCode(report([database({ state: 'pending', pending })]))).toBe(0);
    expect(exitCode(report([database()]), { check: true })).toBe(0);
  });
});

describe('a run is judged by its error alone', () => {
  test.each<[ErrorCode, number]>([
    ['SQL_FAILED', 1],
    ['DRIFTED', 3],
    ['RUNNER_LOCKED', 4],
    ['CONFIRMATION_REQUIRED', 5],
    ['DATABASE_MISSING', 6],
    ['LOCATION_UNSUPPORTED', 64],
    ['INTERNAL', 70],
    ['INTERRUPTED', 130],
  ])('%s', (code, exit) => {
    expect(exitCode(report([database({ state: 'drifted', error: error(code) })], { command: 'up' }))).toBe(exit);
  });

  test('a state that stands is no failure of an up', () => {
    expect(exitCode(report([database({ state: 'missing' })], { command: 'plan' }))).toBe(0);
  });
});

describe('with several databases the first of 1, 4, 3, 6, 5, 2, 0 that applies', () => {
  const inOrder: readonly DatabaseState[] = ['failed', 'locked', 'drifted', 'missing', 'foreign-ledger'];
  test.each(inOrder.slice(1).map((state, at) => [inOrder[at] ?? state, state] as const))('%s before %s', (first, second) => {
    const single = exitCode(report([database({ state: first })]));
    expect(exitCode(report([database({ state: second }), database({ state: first }), database()]))).toBe(single);
  });

  test('a problem that gives no state of its own still counts', () => {
    const problem = { ...error('VERSION_DUPLICATE'), severity: 'error' as const, version: null, differences: [] };
    expect(exitCode(report([database({ state: 'pending', problems: [problem] })]))).toBe(5);
    expect(exitCode(report([database({ state: 'pending', problems: [{ ...problem, severity: 'warning' }] })]))).toBe(0);
  });

  test('what concerns no single database', () => {
    expect(exitCode(report([], { error: error('FILTER_UNMATCHED') }))).toBe(64);
    expect(exitCode(report([database({ state: 'failed' })], { error: error('INTERNAL') }))).toBe(70);
  });
});
