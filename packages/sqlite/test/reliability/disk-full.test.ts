import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JOURNAL_MODES, inDatabase, temporaryFolder, writeFiles } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { contents, ledger } from './contents.js';
import { CONFIG } from './crash.js';
import { runEngine } from './process.js';
import type { Ended } from './process.js';
import type { Job } from './programs/runner.js';
import { filesOf, standsOf } from './stories.js';
import type { Story } from './stories.js';

const MIB = 1024 * 1024;
const PAGE = 4096;
const DISK = 48 * MIB;

/** The second migration needs more than 8 MiB. With a small cache a statement meets the full disk, with a big one COMMIT does. */
const filling = (cachePages: number): Story => [
  {
    name: 'create',
    up: [['CREATE TABLE logs (id INTEGER PRIMARY KEY, text TEXT)', "INSERT INTO logs (text) VALUES ('kept')"]],
    down: [['DROP TABLE logs']],
  },
  {
    name: 'fill',
    up: [
      [
        `PRAGMA cache_size = ${cachePages}`,
        "UPDATE logs SET text = 'changed'",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) INSERT INTO logs (text) SELECT printf('%.*c', 2000, 'x') || i FROM n",
      ],
    ],
    down: [['DELETE FROM logs WHERE id > 1']],
  },
];
const CASES = JOURNAL_MODES.flatMap((journalMode) => [
  { journalMode, meets: 'a statement', cachePages: 20 },
  { journalMode, meets: 'COMMIT', cachePages: 100_000 },
]);

const cannotMount = whyNoDisk();

describe.skipIf(cannotMount !== null)(`a full disk${cannotMount === null ? '' : ` (skipped: ${cannotMount})`}`, () => {
  it.each(CASES)(
    'met by $meets in journal mode $journalMode: nothing is kept of that migration, and it goes on with space',
    async (one) => {
      const disk = smallDisk();
      const job = stage(disk, one.journalMode, one.cachePages);
      const filler = join(disk, 'filler');
      writeFileSync(filler, Buffer.alloc(DISK - 5 * MIB));
      expectBefore(await runEngine(job), job, one.cachePages);
      rmSync(filler);
      await expectFinish(job, one.cachePages);
    },
  );

  it.each(JOURNAL_MODES)('with next to nothing left refuses to begin in journal mode %s, and says so', async (journalMode) => {
    const disk = smallDisk();
    const job = stage(disk, journalMode, 100);
    const filler = join(disk, 'filler');
    for (const pagesLeft of [0, 1, 2, 3, 4, 20]) {
      fillUp(filler, pagesLeft);
      const { code, report, stderr } = await runEngine(job);
      const note = `${pagesLeft} pages left`;
      expect(stderr, note).toBe('');
      expect([1, 5], note).toContain(code);
      expect(['DISK_FULL', 'DISK_SPACE_LOW'], note).toContain(report?.databases[0]?.error?.code);
      rmSync(filler);
      expect(ledger(join(disk, 'main.db')).applied, note).toEqual([]);
    }
    await expectFinish(job, 100);
  });
});

describe.skipIf(process.platform === 'win32')('a limit on the size of files', () => {
  it.each(CASES)('met by $meets in journal mode $journalMode: nothing is kept of that migration, and it goes on without', async (one) => {
    const folder = temporaryFolder(onTestFinished);
    const job = stage(folder.path, one.journalMode, one.cachePages);
    expectBefore(await runEngine(job, 'ulimit -f 4000'), job, one.cachePages);
    await expectFinish(job, one.cachePages);
  });
});

function stage(root: string, journalMode: JournalMode, cachePages: number): Job {
  writeFiles(join(root, 'migrations'), filesOf(filling(cachePages)));
  if (journalMode === 'wal') inDatabase(join(root, 'main.db'), (db) => db.pragma('journal_mode = WAL'));
  return { root, config: CONFIG, command: 'up' };
}

/** The first migration stands, the second left nothing, and the report says why. */
function expectBefore({ code, stderr, report }: Ended, { root }: Job, cachePages: number): void {
  const file = join(root, 'main.db');
  const [database] = report?.databases ?? [];
  expect({ code, stderr, error: database?.error?.code }).toEqual({ code: 1, stderr: '', error: 'DISK_FULL' });
  expect(database?.ran.map(({ status }) => status)).toEqual(['applied', 'failed']);
  expect({ contents: contents(file), ...ledger(file) }).toEqual(standsOf(filling(cachePages)).up[1]);
  expect(inDatabase(file, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok');
}

async function expectFinish(job: Job, cachePages: number): Promise<void> {
  const { code, stderr } = await runEngine(job);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const file = join(job.root, 'main.db');
  expect({ contents: contents(file), ...ledger(file) }).toEqual(standsOf(filling(cachePages)).up[2]);
}

function smallDisk(): string {
  const folder = temporaryFolder();
  const disk = folder.file('disk');
  mkdirSync(disk);
  system('mount', '-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk);
  onTestFinished(() => {
    system('umount', disk);
    folder.remove();
  });
  return disk;
}

/** Writes until only so many pages are left. */
function fillUp(file: string, pagesLeft: number): void {
  for (const size of [MIB, PAGE]) {
    const block = Buffer.alloc(size);
    try {
      for (;;) writeFileSync(file, block, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  truncateSync(file, statSync(file).size - pagesLeft * PAGE);
}

function whyNoDisk(): string | null {
  if (process.platform !== 'linux') return 'a small disk is mounted only on Linux';
  if (process.getuid?.() !== 0) return 'only root may mount a small disk';
  using folder = temporaryFolder();
  try {
    system('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder.path);
    system('umount', folder.path);
    return null;
  } catch (error) {
    return `no small disk can be mounted here: ${String(error)}`;
  }
}

function system(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'pipe' });
}
