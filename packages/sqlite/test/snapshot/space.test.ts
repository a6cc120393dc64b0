import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { platform } from 'node:process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inDatabase, JOURNAL_MODES, openDatabase, temporaryFolder } from '@zepix/testkit';
import type { JournalMode } from '@zepix/testkit';
import { sqliteTarget } from '../../src/target/target.js';
import { creating, restoring, store } from './workplace.js';

const why = platform !== 'linux' ? 'only Linux has tmpfs' : process.getuid?.() === 0 ? null : 'only root may mount a tmpfs';

function shell(command: string): void {
  execFileSync('sh', ['-c', command]);
}

/** A small file system of its own with a database in it. */
function smallDisk(journalMode: JournalMode, megabytes: number) {
  const folder = temporaryFolder();
  const disk = folder.file('disk');
  mkdirSync(disk);
  shell(`mount -t tmpfs -o size=${megabytes}m none '${disk}'`);
  onTestFinished(() => {
    shell(`umount -l '${disk}'`);
    folder.remove();
  });
  const file = `${disk}/shop.db`;
  inDatabase(file, (db) => {
    db.pragma(`journal_mode = ${journalMode}`);
    db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)');
    const insert = db.prepare('INSERT INTO t (b) VALUES (randomblob(100000))');
    db.transaction(() => Array.from({ length: 20 }, () => insert.run()))();
  });
  return { disk, file, target: sqliteTarget(file, { shown: 'shop.db', ledgerTable: 'schema_migrations' }) };
}

describe.skipIf(why !== null).each(JOURNAL_MODES)(`a full disk (${why ?? 'tmpfs'}) under a %s file`, (journalMode) => {
  it('is seen before a snapshot is begun', async () => {
    const { target, file, disk } = smallDisk(journalMode, 8);
    writeFileSync(`${disk}/other`, Buffer.alloc(4_000_000));
    await expect(store.create(target, creating())).rejects.toMatchObject({ code: 'DISK_SPACE_LOW' });
    expect(readdirSync(disk).toSorted()).toEqual(['other', 'shop.db']);
    expect(inDatabase(file, (db) => db.prepare('SELECT count(*) FROM t').pluck().get())).toBe(20);
  });

  it('while a snapshot is taken leaves nothing of it', async () => {
    const { target, disk } = smallDisk(journalMode, 8);
    const onProgress = (done: number): void => {
      if (done === 0) fill(`${disk}/other`);
    };
    await expect(store.create(target, creating({ onProgress }))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(readdirSync(`${disk}/shop.db.snapshots`)).toEqual([]);
  });

  it('is seen before a restore is begun', async () => {
    const { target, disk, file } = smallDisk(journalMode, 12);
    const { id } = await store.create(target, creating());
    writeFileSync(`${disk}/other`, Buffer.alloc(3_000_000));
    const before = readFileSync(file);
    await expect(store.restore(target, id, restoring())).rejects.toMatchObject({ code: 'DISK_SPACE_LOW' });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(store.list(target)).toMatchObject({ snapshots: [{ id }], broken: [] });
  });

  it('while a restore copies leaves the file as it was, and what was saved', async () => {
    const { target, disk, file } = smallDisk(journalMode, 24);
    const { id } = await store.create(target, creating());
    const application = openDatabase(file);
    application.exec('UPDATE t SET b = zeroblob(100000)');
    const onProgress = (done: number): void => {
      if (done === 0) fill(`${disk}/other`);
    };
    await expect(store.restore(target, id, restoring({ onProgress }))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(application.prepare('SELECT total(b = zeroblob(100000)), count(*) FROM t').raw().get()).toEqual([20, 20]);
    expect(application.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(store.list(target).broken).toEqual([]);
  });
});

/** Writes until nothing more goes in. */
function fill(path: string): void {
  const piece = Buffer.alloc(50_000);
  for (let part = 0; ; part += 1) {
    try {
      writeFileSync(`${path}-${part}`, piece);
    } catch {
      return;
    }
  }
}
