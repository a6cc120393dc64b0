import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JOURNAL_MODES } from '@zepix/testkit';
import type { JournalMode, TemporaryFolder } from '@zepix/testkit';
import { SEED, chance, each, isNightly } from './chance.js';
import { expectWhole, stage } from './crash.js';
import type { Crash, Outcome } from './crash.js';
import { startRunner } from './process.js';
import { shop, standsOf } from './stories.js';

const KILLS = isNightly ? 200 : 8;

/** Big enough that most kills hit a statement, and far more than SQLite may hold back, so that most find it writing into the file. */
const BIG = shop(15_000, 100, 20);
const { up, down } = standsOf(BIG);

describe.each(JOURNAL_MODES)('killed from outside at any moment, journal mode %s', (journalMode: JournalMode) => {
  it.each([
    { command: 'up', stands: up },
    { command: 'down', stands: down },
  ] as const)(`$command leaves before or after (seed ${SEED})`, async ({ command, stands }) => {
    const crash: Crash = { story: BIG, command, journalMode, stands };
    const dice = chance(SEED);
    let lengthMs = await measure(crash);
    const shares = Array.from({ length: command === 'up' ? KILLS : Math.ceil(KILLS / 2) }, () => dice.share());
    const tally: Record<Outcome | 'too late', number> = { before: 0, 'between migrations': 0, after: 0, 'too late': 0 };
    let unfinished = 0;
    await each(shares, 1, async (share) => {
      const delayMs = share * lengthMs;
      const { folder, job } = await stage(crash);
      using _ = folder;
      const runner = startRunner(job);
      await runner.saw('lock-taken');
      await sleep(delayMs);
      runner.kill();
      const { signal, stderr } = await runner.ended;
      if (isHot(folder)) unfinished += 1;
      const outcome = await expectWhole(folder, crash, `killed after ${delayMs} of ${lengthMs} ms, seed ${SEED}. ${stderr}`);
      tally[signal === 'SIGKILL' ? outcome : 'too late'] += 1;
      if (signal !== 'SIGKILL') lengthMs = delayMs;
    });
    expect(tally.before + tally['between migrations']).toBeGreaterThan(0);
    console.log(
      `${journalMode}, ${command}: ${shares.length} kills in ${Math.round(lengthMs)} ms, ${unfinished} left a journal behind: ${JSON.stringify(tally)}`,
    );
  });
});

/** How long a run takes from when it has its lock, in ms. */
async function measure(crash: Crash): Promise<number> {
  const { folder, job } = await stage(crash);
  using _ = folder;
  const runner = startRunner(job);
  await runner.saw('lock-taken');
  const started = performance.now();
  const { code, stderr } = await runner.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return performance.now() - started;
}

/** Whether SQLite has a journal to roll back, or a WAL to read, at the next open. */
function isHot(folder: TemporaryFolder): boolean {
  return ['-journal', '-wal'].some((suffix) => (statSync(folder.file(`main.db${suffix}`), { throwIfNoEntry: false })?.size ?? 0) > 0);
}
