import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { inDatabase, temporaryFolder, writeFiles } from '@zepix/testkit';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Told } from './programs/runner.js';

const START = `CREATE TABLE large (id INTEGER PRIMARY KEY, text); CREATE TABLE little (id INTEGER PRIMARY KEY, text);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) INSERT INTO large SELECT i, printf('%.*c', 1000, 'x') FROM n;
  INSERT INTO little SELECT id, '' FROM large WHERE id < 300;`;

const why = whyNoDisk();

describe.skipIf(why !== null)(`a small disk for temporary files${why === null ? '' : ` (skipped: ${why})`}`, () => {
  test.each([
    ['rows of the large table are changed', 'UPDATE large SET text = 1', 'DISK_SPACE_LOW'],
    ['its rows are replaced', 'REPLACE INTO large SELECT * FROM large', 'DISK_SPACE_LOW'],
    ['one of its rows is', 'UPDATE large SET text = 1 WHERE id = 5', null],
    ['another table is', 'UPDATE little SET text = 1', null],
    ['it is dropped', 'DROP TABLE large', null],
    ['it gets a column', 'ALTER TABLE large ADD COLUMN more', null],
  ])('%s', (_, sql, code) => {
    const folder = temporaryFolder(onTestFinished);
    writeFiles(folder.file('migrations/main'), { '001_change.sql': `${sql};` });
    inDatabase(folder.file('main.db'), (db) => db.exec(START));
    const disk = smallDisk();
    const job = JSON.stringify({ root: folder.path, command: 'up' });
    const run = spawnSync(process.execPath, [inject('runner'), job], { encoding: 'utf8', env: { ...process.env, SQLITE_TMPDIR: disk } });
    const { error } = JSON.parse(run.stdout) as Told;
    expect(error?.split(' ')[0] ?? null).toBe(code);
    if (code !== null)
      expect(error).toMatch(
        new RegExp(`^DISK_SPACE_LOW Only 2\\.0 MiB are free in ${disk}, for temporary files; this run may put 3\\.9 MiB`),
      );
    expect(inDatabase(folder.file('main.db'), (db) => db.pragma('quick_check', { simple: true }))).toBe('ok');
  });
});

function smallDisk(): string {
  const folder = temporaryFolder();
  const disk = folder.file('disk');
  mkdirSync(disk);
  mount(disk);
  onTestFinished(() => {
    spawnSync('umount', [disk]);
    folder.remove();
  });
  return disk;
}

function mount(place: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place]).status === 0;
}

function whyNoDisk(): string | null {
  if (process.platform !== 'linux') return 'a small disk is mounted only on Linux';
  using folder = temporaryFolder();
  if (!mount(folder.path)) return 'only root may mount a small disk';
  spawnSync('umount', [folder.path]);
  return null;
}
