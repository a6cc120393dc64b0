import { describe, expect, it } from 'vitest';
import { JOURNAL_MODES } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { SEED, chance, each, isNightly } from './chance.js';
import type { Chance } from './chance.js';
import { expectWhole, stage } from './crash.js';
import type { Crash, Outcome } from './crash.js';
import { runEngine } from './process.js';
import type { Job } from './programs/runner.js';
import { WITHOUT_TRANSACTION, shop, standsOf } from './stories.js';
import type { Stand } from './stories.js';

const AT_ONCE = 3;
const SHOP = shop(200, 10, 1000);

const ends = (stands: readonly Stand[]): Stand[] => stands.filter((_, index) => index === 0 || index === stands.length - 1);
const { up: shopUp, down: shopDown } = standsOf(SHOP);
const { up: pieceUp, down: pieceDown } = standsOf(WITHOUT_TRANSACTION);
const together = { singleTransaction: true };

interface Run extends Omit<Crash, 'journalMode'> {
  /** Takes one event in so many outside of the nightly run. */
  readonly every: number;
}

const RUNS: Readonly<Record<string, Run>> = {
  up: { story: SHOP, command: 'up', stands: shopUp, every: 2 },
  down: { story: SHOP, command: 'down', stands: shopDown, every: 4 },
  'up --single-transaction': { story: SHOP, command: 'up', settings: together, stands: ends(shopUp), every: 5 },
  'down --single-transaction': { story: SHOP, command: 'down', settings: together, stands: ends(shopDown), every: 5 },
  'up without a transaction': { story: WITHOUT_TRANSACTION, command: 'up', stands: pieceUp, every: 2 },
  'down without a transaction': { story: WITHOUT_TRANSACTION, command: 'down', stands: pieceDown, every: 3 },
};

/** Of the calls of SQLite, which are many, so many a run outside of the nightly run. */
const SOME_CALLS = 3;

describe.each(JOURNAL_MODES)('killed at a step of a run, journal mode %s', (journalMode: JournalMode) => {
  it.each(Object.keys(RUNS))(`%s: leaves before or after (seed ${SEED})`, async (name) => {
    const run = RUNS[name];
    if (run === undefined) throw new Error(`There is no run ${name}.`);
    const crash: Crash = { ...run, journalMode };
    const dice = chance(SEED);
    const { events, calls } = await uninterrupted(crash);
    const deaths: Partial<Job>[] = [
      ...chosen(events, run.every, dice).map((dieAtEvent) => ({ dieAtEvent })),
      ...chosen(calls, calls / SOME_CALLS, dice).map((dieAtCall) => ({ dieAtCall })),
    ];
    const tally = await killAt(crash, deaths);
    expect(tally.before).toBeGreaterThan(0);
    expect(tally.after).toBeGreaterThan(0);
    console.log(`${journalMode}, ${name}: ${deaths.length} kills at ${events} events and ${calls} calls: ${JSON.stringify(tally)}`);
  });
});

/** The numbers from 1 to `most`, or every so many of them, and always the first and the last. */
function chosen(most: number, every: number, dice: Chance): number[] {
  const all = Array.from({ length: most }, (_, index) => index + 1);
  const first = Math.floor(dice.share() * every);
  return all.filter((number) => isNightly || number === 1 || number === most || (number - 1) % Math.ceil(every) === first);
}

/** How many steps a run has that is left alone; it ends at the last stand. */
async function uninterrupted(crash: Crash): Promise<{ events: number; calls: number }> {
  const { folder, job } = await stage(crash);
  using _ = folder;
  const { code, events, calls, stderr } = await runEngine(job);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await expectWhole(folder, crash, 'left alone')).toBe('after');
  return { events: events.length, calls: calls ?? 0 };
}

async function killAt(crash: Crash, deaths: readonly Partial<Job>[]): Promise<Record<Outcome, number>> {
  const tally: Record<Outcome, number> = { before: 0, 'between migrations': 0, after: 0 };
  await each(deaths, AT_ONCE, async (death) => {
    const { folder, job } = await stage(crash);
    using _ = folder;
    const note = `killed at ${JSON.stringify(death)}, seed ${SEED}`;
    const { signal, stderr } = await runEngine({ ...job, ...death });
    expect({ signal, stderr }, note).toEqual({ signal: 'SIGKILL', stderr: '' });
    tally[await expectWhole(folder, crash, note)] += 1;
  });
  return tally;
}
