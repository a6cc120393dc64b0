import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot, SnapshotReason } from '../../src/ports/snapshot.js';
import { expired } from '../../src/snapshot/retention.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 31);

function snapshot(id: string, hoursOld: number, reason: SnapshotReason = 'before-up'): Snapshot {
  return at(id, new Date(NOW - hoursOld * HOUR).toISOString(), reason);
}

function at(id: string, createdAt: string, reason: SnapshotReason = 'manual'): Snapshot {
  const rest = { format: 1, database: 'shop', source: 'shop.db', runId: 'run', version: null, historyHead: null, bytes: 0 } as const;
  const facts = { sha256: '', journalMode: 'wal', pageSize: 4096, engineVersion: '0', durationMs: 0 };
  return { id, file: `/x/${id}.db`, manifest: { ...rest, ...facts, createdAt, reason } };
}

const ids = (snapshots: readonly Snapshot[]): readonly string[] => snapshots.map(({ id }) => id);

describe('the snapshots that may go', () => {
  const four = [snapshot('b', 20), snapshot('d', 1), snapshot('a', 50), snapshot('c', 10)];

  it('are those beyond the number kept, when age does not count', () => {
    expect(ids(expired(four, { keep: 2, maxAgeMs: null }, NOW))).toEqual(['a', 'b']);
    expect(ids(expired(four, { keep: 4, maxAgeMs: null }, NOW))).toEqual([]);
  });

  it('are of those beyond the number kept the ones that are too old', () => {
    expect(ids(expired(four, { keep: 1, maxAgeMs: 15 * HOUR }, NOW))).toEqual(['a', 'b']);
    expect(ids(expired(four, { keep: 3, maxAgeMs: 15 * HOUR }, NOW))).toEqual(['a']);
    expect(ids(expired(four, { keep: 1, maxAgeMs: 100 * HOUR }, NOW))).toEqual([]);
    expect(ids(expired(four, { keep: 1, maxAgeMs: 50 * HOUR }, NOW))).toEqual([]);
  });

  it('are never the newest, however old', () => {
    expect(ids(expired(four, { keep: 0, maxAgeMs: 0 }, NOW))).toEqual(['a', 'b', 'c']);
    expect(expired([snapshot('a', 9999)], { keep: 0, maxAgeMs: null }, NOW)).toEqual([]);
  });

  it('are judged without regard to why they were taken', () => {
    const mixed = [snapshot('a', 3, 'manual'), snapshot('b', 2, 'before-restore'), snapshot('c', 1, 'before-up')];
    expect(ids(expired(mixed, { keep: 1, maxAgeMs: null }, NOW))).toEqual(['a', 'b']);
    expect(ids(expired(mixed, { keep: 2, maxAgeMs: null }, NOW))).toEqual(['a']);
  });

  it('are none whose time is not known', () => {
    const strange = at('x', 'yesterday');
    expect(ids(expired([strange, ...four], { keep: 0, maxAgeMs: null }, NOW))).not.toContain('x');
    expect(ids(expired([strange, ...four], { keep: 0, maxAgeMs: 0 }, NOW))).not.toContain('x');
  });

  it('leave as many as are kept, and everything that is young', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 20 });
    fc.assert(
      fc.property(ages, fc.nat(10), fc.option(fc.integer({ min: 0, max: 500 })), (hours, keep, maxHours) => {
        const all = hours.map((age, index) => snapshot(String(index), age));
        const gone = new Set(expired(all, { keep, maxAgeMs: maxHours === null ? null : maxHours * HOUR }, NOW));
        expect(all.length - gone.size).toBeGreaterThanOrEqual(Math.min(all.length, Math.max(1, keep)));
        const age = (one: Snapshot): number => Date.parse(one.manifest.createdAt);
        const kept = all.filter((one) => !gone.has(one));
        for (const one of gone) {
          expect(NOW - age(one)).toBeGreaterThan((maxHours ?? -1) * HOUR);
          expect(kept.filter((other) => age(other) >= age(one)).length).toBeGreaterThanOrEqual(Math.max(1, keep));
        }
      }),
    );
  });
});
