import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHAIN_START, chainHash, findBreak } from '../../src/ledger/chain.js';
import type { HistoryEntry, HistoryEvent } from '../../src/ports/ledger.js';

const event = fc.record<HistoryEvent>({
  event: fc.constantFrom('applied', 'rolled-back', 'failed'),
  version: fc.option(fc.stringMatching(/^\d{1,4}$/)),
  runId: fc.uuid(),
  at: fc.constantFrom('2026-01-12T00:00:00.000Z', '2026-01-13T00:00:00.000Z'),
  cookie: fc.option(fc.nat()),
  schema: fc.option(fc.stringMatching(/^[0-9a-f]{8}$/)),
  details: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
});
const history = fc.array(event, { minLength: 1, maxLength: 8 }).map(chained);

function chained(events: readonly HistoryEvent[]): HistoryEntry[] {
  let previousHash = CHAIN_START;
  return events.map((one, at) => {
    const hash = chainHash(previousHash, one);
    const entry = { ...one, id: at + 1, previousHash, hash };
    previousHash = hash;
    return entry;
  });
}

test('a history that nobody touched holds', () => {
  fc.assert(
    fc.property(history, (entries) => {
      expect(findBreak(entries)).toBeNull();
    }),
  );
});

test('an edited field breaks the chain at its own row', () => {
  const edits: Partial<HistoryEntry>[] = [
    { event: 'repaired' },
    { version: '99999' },
    { runId: 'x' },
    { at: 'x' },
    { cookie: -1 },
    { schema: 'x' },
    { details: { added: true, more: 1, other: 2 } },
  ];
  fc.assert(
    fc.property(history, fc.nat(), fc.constantFrom(...edits), (entries, where, edit) => {
      const at = where % entries.length;
      const forged = entries.map((entry, index) => (index === at ? { ...entry, ...edit } : entry));
      expect(findBreak(forged)?.entry.id).toBe(at + 1);
    }),
  );
});

test('an edited row whose own hash was mended breaks the chain at the next one', () => {
  fc.assert(
    fc.property(history, (entries) => {
      const [first, ...rest] = entries;
      if (first === undefined || rest.length === 0) return;
      const edited = { ...first, version: '99999' };
      const forged = [{ ...edited, hash: chainHash(edited.previousHash, edited) }, ...rest];
      expect(findBreak(forged)?.entry.id).toBe(2);
    }),
  );
});

test('a row taken out breaks the chain, but for the last: that is what the head hash is quoted for', () => {
  fc.assert(
    fc.property(history, fc.nat(), (entries, where) => {
      const at = where % entries.length;
      const found = findBreak(entries.toSpliced(at, 1));
      expect(found?.entry.id ?? null).toBe(at === entries.length - 1 ? null : at + 2);
    }),
  );
});
