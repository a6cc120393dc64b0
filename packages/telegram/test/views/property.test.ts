import type { DatabaseReport, ErrorReport, HistoryEntry, Kept, Report, Restoration, Returned } from '@zepix/migrations-core';
import { STATES } from '@zepix/migrations-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertMessage, compare, findAlerts } from '../../src/alerts/find.js';
import { cardMessage, detailsMessage, planCard, restoreCard } from '../../src/approval/card.js';
import { newRequest } from '../../src/approval/draft.js';
import { strangerMessage } from '../../src/access/strangers.js';
import { pagesOf } from '../../src/message/pages.js';
import type { Message } from '../../src/message/value.js';
import { progressMessage } from '../../src/progress/message.js';
import { after, beginning } from '../../src/progress/progress.js';
import { summaryMessage } from '../../src/progress/summary.js';
import type { Request, Wish } from '../../src/state/request.js';
import { historyMessage } from '../../src/views/history.js';
import { planMessage } from '../../src/views/plan.js';
import { snapshotsMessage } from '../../src/views/snapshots.js';
import { statusMessage } from '../../src/views/status.js';
import { colour } from '../../src/wording/state.js';
import { evil } from '../message/evil.js';
import { SHRINKING, expectSound, read } from '../message/reading.js';

const runs = (number: number): number => (process.env['ZEPIX_NIGHTLY'] === '1' ? number * 40 : number);
const AT = '2026-01-12T09:30:00.000Z';
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const number = fc.nat({ max: 10_000_000 });

const error: fc.Arbitrary<ErrorReport> = fc.record({
  code: fc.constantFrom('SQL_FAILED', 'DRIFTED', 'RUNNER_LOCKED', 'PLAN_CHANGED', 'INTERRUPTED', 'LAST_RUN_FAILED'),
  message: evil,
  hint: maybe(evil),
  file: maybe(evil),
  line: maybe(number),
  column: maybe(number),
  statement: maybe(evil),
  dataState: maybe(evil),
  cause: maybe(evil),
});
const migration = { version: evil, name: evil };
const kept: fc.Arbitrary<Kept> = fc.record({
  items: fc.array(
    fc.record({
      kind: fc.constantFrom(
        'table' as const,
        'column' as const,
        'deleted-rows' as const,
        'changed-values' as const,
        'inserted-keys' as const,
      ),
      table: evil,
      columns: fc.array(evil, { maxLength: 2 }),
      rows: number,
    }),
    { maxLength: 3 },
  ),
  bytes: number,
});
const conflict = fc.record({ kind: fc.constant('kept-aside' as const), table: evil, column: maybe(evil), rows: number, reason: evil });
const returned: fc.Arbitrary<Returned> = fc.record({
  rows: number,
  values: number,
  conflicts: fc.array(conflict, { maxLength: 3 }),
  notices: fc.array(evil, { maxLength: 1 }),
});
const moved = { preserved: maybe(kept), returned: maybe(returned) };
const reasons = fc.array(fc.record({ reason: evil, place: maybe(evil) }), { maxLength: 3 });
const direction = fc.constantFrom('up' as const, 'down' as const);
const database: fc.Arbitrary<DatabaseReport> = fc.record({
  name: evil,
  label: evil,
  file: evil,
  format: fc.constant(null),
  state: fc.constantFrom(...STATES, 'of another version' as (typeof STATES)[number]),
  problems: fc.array(
    fc
      .tuple(error, fc.constantFrom('error' as const, 'warning' as const))
      .map(([one, severity]) => ({ ...one, severity, version: null, differences: [] })),
    { maxLength: 4 },
  ),
  version: maybe(evil),
  applied: fc.array(
    fc.record({
      ...migration,
      description: maybe(evil),
      appliedAt: maybe(evil),
      durationMs: maybe(number),
      checksum: fc.constant(null),
      appliedBy: maybe(evil),
      rollback: fc.boolean(),
      rollbackProof: fc.constant(null),
    }),
    { maxLength: 3 },
  ),
  pending: fc.array(fc.record(migration), { maxLength: 8 }),
  planned: fc.array(
    fc.record({
      ...migration,
      direction,
      description: maybe(evil),
      file: evil,
      statements: number,
      transactional: fc.boolean(),
      reversible: fc.boolean(),
      notices: fc.array(evil, { maxLength: 2 }),
      rollbackProof: fc.constantFrom(null, 'proven' as const, 'edited' as const, 'unproven' as const),
      confirmations: reasons,
      destroys: reasons,
    }),
    { maxLength: 12 },
  ),
  ran: fc.array(
    fc.record({
      ...migration,
      direction,
      status: fc.constantFrom('applied' as const, 'rolled-back' as const, 'failed' as const, 'not-run' as const),
      durationMs: maybe(number),
      lockMs: maybe(number),
      rows: maybe(number),
      bytes: maybe(number),
      peakBytes: maybe(number),
      notices: fc.constant([]),
      ...moved,
    }),
    { maxLength: 12 },
  ),
  snapshot: maybe(evil),
  rehearsal: maybe(
    fc.record({
      durationMs: number,
      bytes: number,
      estimate: fc.constant(null),
      sample: maybe(fc.record({ tables: fc.constant([]), unproven: fc.array(evil, { maxLength: 3 }) })),
      steps: fc.array(
        fc.record({
          ...migration,
          status: fc.constantFrom('proven' as const, 'sampled' as const, 'unproven' as const, 'failed' as const, 'not-run' as const),
          reason: maybe(evil),
          differences: fc.array(evil, { maxLength: 4 }),
          durationMs: maybe(number),
          lockMs: maybe(number),
          rows: maybe(number),
          bytes: maybe(number),
          peakBytes: maybe(number),
          ...moved,
        }),
        { maxLength: 3 },
      ),
    }),
  ),
  disk: maybe(fc.record({ bytes: number, free: maybe(number) })),
  preserved: maybe(fc.record({ migrations: number, bytes: number })),
  historyHead: fc.constant(null),
  error: maybe(error),
});
const report: fc.Arbitrary<Report> = fc.record({
  schemaVersion: fc.constant(1 as const),
  ok: fc.boolean(),
  command: fc.constant('up'),
  runId: fc.constant(null),
  error: fc.option(error, { nil: null, freq: 5 }),
  planHash: fc.constant('f'.repeat(64)),
  promises: fc.record({ snapshot: fc.boolean(), rehearsed: fc.boolean(), preserved: fc.boolean() }),
  // Names are unique in a configuration.
  databases: fc.array(database, { maxLength: 6 }).map((all) => all.map((one, index) => ({ ...one, name: `${index}${one.name}` }))),
  durationMs: number,
});

function request(value: Report, name: string, status: Request['status']): Request {
  const wish: Wish = { kind: 'up', to: null, steps: null, databases: value.databases.map((one) => ({ name: one.name, label: one.label })) };
  const person = { id: 1, name };
  const rest = {
    planHash: 'f'.repeat(64),
    chat: 1,
    thread: null,
    message: 1,
    askedBy: person,
    askedAt: AT,
    expiresAt: AT,
    twoPeople: true,
  };
  return { ...newRequest({ wish, ...rest, toType: name, shown: planCard(wish, value) }, () => 'x'), status, approvedBy: person };
}

function expectAllSound(message: Message): void {
  for (const html of pagesOf(message)) expectSound(html);
}

describe('whatever stands in files, paths, errors and names', () => {
  test('no message about a report breaks the HTML, exceeds the limits or holds a link', () => {
    fc.assert(
      fc.property(report, evil, fc.constantFrom<Request['status']>('open', 'typing', 'running', 'failed'), (value, name, status) => {
        const one = request(value, name, status);
        expectAllSound(statusMessage(value, { at: AT, running: [name] }));
        expectAllSound(planMessage(value, AT));
        expectAllSound(cardMessage(one));
        expectAllSound(detailsMessage(one));
        expectAllSound(summaryMessage(one, value));
        expectAllSound(alertMessage(findAlerts(value), [name]));
        expectAllSound(strangerMessage({ kind: 'silence', person: { id: 1, name }, chat: 1, reason: 'not on the list' }, AT));
      }),
      { numRuns: runs(12), ...SHRINKING },
    );
  });

  test('nor does the history, a list of snapshots, a restore or a progress', () => {
    const entry = fc.record({ event: evil, version: maybe(evil), at: evil, name: evil, by: evil, asked: evil, message: evil });
    fc.assert(
      fc.property(report, fc.array(entry, { maxLength: 70 }), evil, (value, entries, word) => {
        const told = entries.map(
          ({ name, by, asked, message, ...rest }) =>
            ({ ...rest, details: { name, by, message, consent: { askedBy: asked, approvedBy: asked } } }) as unknown as HistoryEntry,
        );
        const histories = value.databases.map(({ name }) => ({ database: name, entries: told, head: null, broken: null }));
        expectAllSound(historyMessage(value, histories));
        const manifest = { createdAt: word, version: word, reason: 'manual', bytes: 1 };
        const snapshot = { id: word, file: word, manifest } as unknown as Restoration['snapshot'];
        expectAllSound(snapshotsMessage(value, [{ database: word, snapshots: [snapshot], broken: [] }]));
        const change = { table: word, lost: 1, returned: 1, lostColumns: [word, word], returnedColumns: [word] };
        const restoration = { snapshot, saved: null, changes: entries.map(() => change), writtenSince: false, durationMs: 1 };
        expectAllSound(restoreCard({ label: word, file: word }, restoration).card);
        const event = { event: 'migration-started', database: word, version: word, name: word, direction: 'up', statements: 3 } as const;
        const moment = { request: word, labels: new Map(), startedAt: AT, at: AT };
        expectAllSound(progressMessage(after(beginning([word]), event), moment));
      }),
      { numRuns: runs(10), ...SHRINKING },
    );
  });

  test('green is shown only of what is up to date without any problem', () => {
    fc.assert(
      fc.property(database, (one) => {
        const isWell = one.state === 'up-to-date' && one.problems.length === 0 && one.error === null && one.pending.length === 0;
        expect(colour(one) === '🟢').toBe(isWell);
      }),
    );
  });
});

test('an alert is told once, again when it changes, and when it is over', () => {
  fc.assert(
    fc.property(report, (value) => {
      const all = findAlerts(value);
      const first = compare(all, {});
      expect(first.fresh).toEqual(all);
      expect(compare(all, first.now)).toEqual({ fresh: [], over: [], now: first.now });
      expect(compare([], first.now).over).toHaveLength(Object.keys(first.now).length);
      const changed = all.map((one) => ({ ...one, mark: `${one.mark}!` }));
      expect(compare(changed, first.now).fresh).toHaveLength(all.length);
    }),
    { numRuns: runs(40), ...SHRINKING },
  );
});

test('an overlong card says that there is more', () => {
  fc.assert(
    fc.property(report, (value) => {
      const { card, details } = planCard({ kind: 'up', databases: [], to: null, steps: null }, value);
      const [first = ''] = pagesOf(card);
      if (pagesOf(details).length > 1) expect(read(first).text).toContain('This is not all');
    }),
    { numRuns: runs(15), ...SHRINKING },
  );
});
