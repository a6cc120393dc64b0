import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { CopyEstimate, ScratchSource, Target, WaitOptions } from '@zepix/migrations-core';
import { untilFree } from '../connection/wait.js';
import { freeSpace } from '../target/free-space.js';
import { quoteName } from '../model/names.js';
import { copyDatabase, openAtOneMoment } from './copy.js';
import { createNew, discard, modeOf } from './files.js';
import { locate } from './list.js';
import { patienceOf } from './patience.js';
import { UNFINISHED, snapshotFolder } from './place.js';
import { accessibleRowid } from './row-difference.js';
import { comparedTables } from './tables.js';

/** How long a copy is tried for its speed, in ms. */
const PROBE_MS = 200;

class Enough extends Error {}

/** As `SnapshotStore.estimate` says. */
export async function estimateCopy(target: Target, source: ScratchSource, options: WaitOptions): Promise<CopyEstimate> {
  const db = await untilFree(() => openAtOneMoment(target), patienceOf(options));
  try {
    const bytes = (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number);
    const bytesPerSecond = source.kind === 'snapshot' ? speedOf(target, source.id) : await probe(db, target, options);
    return { bytes, rows: mostRows(db), bytesPerSecond, free: freeSpace(dirname(target.id)) };
  } finally {
    db.close();
  }
}

/** How fast the snapshot was taken that is there already. */
function speedOf(target: Target, id: string): number {
  const { bytes, durationMs } = locate(target, id).manifest;
  return (bytes * 1000) / Math.max(1, durationMs);
}

/** Copies the beginning, for as long as it takes to tell how fast that is. */
async function probe(db: Database.Database, target: Target, options: WaitOptions): Promise<number> {
  const folder = snapshotFolder(target);
  const file = join(folder, `rehearsal-${randomUUID()}.db${UNFINISHED}`);
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  const started = performance.now();
  let copied = 0;
  try {
    mkdirSync(folder, { recursive: true });
    createNew(file, modeOf(target));
    await copyDatabase(db, file, {
      ...patienceOf(options),
      onProgress: (done) => {
        copied = done;
        if (performance.now() - started > PROBE_MS) throw new Enough();
      },
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  } finally {
    discard(file);
  }
  return (copied * pageSize * 1000) / Math.max(1, performance.now() - started);
}

/** No more rows than these: what the rowids span; tables without rowids are not counted, since that would read them. */
function mostRows(db: Database.Database): number {
  return [...comparedTables(db, 'main').values()].reduce((sum, table) => {
    const rowid = table.kind === 'table' ? accessibleRowid(table) : null;
    if (rowid === null) return sum;
    const from = quoteName(table.name);
    const sql = `SELECT coalesce((SELECT max(${rowid}) FROM ${from}) - (SELECT min(${rowid}) FROM ${from}) + 1, 0)`;
    return sum + Number(db.prepare(sql).pluck().get());
  }, 0);
}
