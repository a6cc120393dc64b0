import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inDatabase, JOURNAL_MODES, rowsOf } from '@zepix/testkit';
import { chance, isNightly, SEED } from '../reliability/chance.js';
import { startOther } from './process.js';
import { BALANCED, creating, grow, restoring, shop, store } from './workplace.js';
import type { Shop } from './workplace.js';

/** Where in its work a process is killed: at a part of the copy, or so many ms after it began. */
type Death = { readonly dieAt: number } | { readonly afterMs: number };

/** The same deaths for the same ZEPIX_SEED: the two ends of the copy, and the rest anywhere. */
function deaths(longestMs: number): readonly Death[] {
  const { share } = chance(SEED);
  const rounds = Array.from({ length: isNightly ? 100 : 2 }, (): readonly Death[] => [
    { dieAt: share() },
    { afterMs: share() * longestMs },
  ]);
  return [{ dieAt: 0 }, { dieAt: 1 }, ...rounds.flat()];
}

async function runAndKill(job: { role: 'create' | 'restore'; file: string; id: string }, death: Death): Promise<void> {
  const child = await startOther({ ...job, dieAt: 'dieAt' in death ? death.dieAt : null });
  if ('afterMs' in death) {
    await Promise.race([sleep(death.afterMs), child.ended]);
    child.kill();
  }
  await child.ended;
}

const STATE = 'SELECT (SELECT count(*) FROM orders), (SELECT sum(length(bytes)) FROM ballast), (SELECT total(length(note)) FROM orders)';

function stateOf(file: string): string {
  return JSON.stringify(rowsOf(file, STATE));
}

async function changed(made: Shop): Promise<{ readonly id: string; readonly old: string; readonly now: string }> {
  const { target, file } = made;
  const { id } = await store.create(target, creating());
  const old = stateOf(file);
  inDatabase(file, (db) =>
    db.exec("UPDATE orders SET note = 'changed since'; UPDATE ballast SET bytes = randomblob(90000) WHERE id % 3 = 0"),
  );
  return { id, old, now: stateOf(file) };
}

describe.each(JOURNAL_MODES)('kill -9 with a %s file', (journalMode) => {
  it.each(deaths(120))('while a snapshot is taken leaves no half one: %j', async (death) => {
    const made = shop(journalMode);
    const { file, target, folder } = made;
    grow(made, 6);
    const before = stateOf(file);
    await runAndKill({ role: 'create', file, id: '' }, death);
    const { snapshots, broken } = store.list(target);
    for (const { id, file: copy } of snapshots) {
      await store.find(target, id);
      expect(stateOf(copy)).toBe(before);
    }
    expect([stateOf(file), rowsOf(file, 'PRAGMA integrity_check')]).toEqual([before, [['ok']]]);
    const next = await store.create(target, creating());
    expect(stateOf(next.file)).toBe(before);
    await store.restore(target, next.id, restoring());
    for (const one of broken) store.remove(one);
    expect(store.list(target).broken).toEqual([]);
    expect(readdirSync(folder.path).toSorted()).toEqual(['shop.db', 'shop.db.snapshots']);
  });

  it.each(deaths(450))('while one is restored leaves the file as before or after: %j', async (death) => {
    const made = shop(journalMode);
    const { file, target, folder } = made;
    grow(made, 6);
    const { id, old, now } = await changed(made);
    await runAndKill({ role: 'restore', file, id }, death);
    expect([old, now]).toContain(stateOf(file));
    expect(rowsOf(file, 'PRAGMA integrity_check')).toEqual([['ok']]);
    expect(rowsOf(file, BALANCED)).toEqual([[1]]);
    expect(inDatabase(file, (db) => db.pragma('journal_mode', { simple: true }))).toBe(journalMode);
    const { saved } = await store.restore(target, id, restoring());
    expect(stateOf(file)).toBe(old);
    expect([old, now]).toContain(stateOf(saved?.file ?? ''));
    expect(store.list(target).broken.filter((one) => one.id.startsWith('restoring-'))).toEqual([]);
    await store.create(target, creating());
    expect(readdirSync(folder.path).toSorted()).toEqual(['shop.db', 'shop.db.snapshots']);
  });

  it('dies in the middle of the copy at least once', async () => {
    const made = shop(journalMode);
    grow(made, 6);
    const { id, now } = await changed(made);
    await runAndKill({ role: 'restore', file: made.file, id }, { dieAt: 0.5 });
    // In the middle of its one transaction: the journal, or the -wal, holds what SQLite takes back, or never takes, at the next opening.
    expect(store.list(made.target).broken.map((one) => one.id)).toEqual([`restoring-${id}`]);
    expect(stateOf(made.file)).toBe(now);
  });
});
