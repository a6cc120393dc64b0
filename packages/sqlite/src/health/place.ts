import { accessSync, constants, statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finding } from '@zepix/migrations-core';
import { freeSpace } from '../target/free-space.js';
import { bytes } from './bytes.js';

const SPARE_BYTES = 16 * 1024 * 1024;

/** Magic numbers of file systems over a network, as Linux gives them (statfs(2)). */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB (CIFS)'],
  [0xfe534d42, 'SMB 2'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x47504653, 'GPFS'],
]);

/** What is around the file: room on its disk, leave to write, and what kind of disk it is. */
export function placeFindings(file: string): Finding[] {
  return [spaceFinding(file), leaveFinding(file), ...networkFindings(file)];
}

function spaceFinding(file: string): Finding {
  const free = freeSpace(dirname(file));
  if (free === null) return { topic: 'disk', level: 'ok', text: 'the system does not say how much is free', advice: null };
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const text = `${bytes(free)} free beside it`;
  if (free >= size * 2 + SPARE_BYTES) return { topic: 'disk', level: 'ok', text, advice: null };
  return {
    topic: 'disk',
    level: 'warn',
    text,
    advice: `A snapshot and a rebuild need up to twice its size (${bytes(size * 2)}): free some space.`,
  };
}

function leaveFinding(file: string): Finding {
  const locked = [file, dirname(file)].filter((path) => !mayWrite(path));
  if (locked.length === 0) return { topic: 'permissions', level: 'ok', text: 'file and folder can be written', advice: null };
  const text = `this user may not write ${locked.length === 2 ? 'the file nor its folder' : locked[0] === file ? 'the file' : 'its folder'}`;
  return { topic: 'permissions', level: 'warn', text, advice: 'Migrations need both: SQLite writes a journal beside the file.' };
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Only said where it is known: no finding does not mean a local disk. */
function networkFindings(file: string): Finding[] {
  const kind = networkKind(file);
  if (kind === null) return [];
  const advice = 'SQLite depends on file locks, which network file systems often get wrong. Put the database on a local disk.';
  return [{ topic: 'file system', level: 'warn', text: `it lies on a network (${kind})`, advice }];
}

function networkKind(file: string): string | null {
  if (/^\\\\(?![?.]\\)/.test(file) || /^\\\\\?\\UNC\\/i.test(file)) return 'a UNC path';
  try {
    return NETWORK.get(statfsSync(dirname(file)).type >>> 0) ?? null;
  } catch {
    return null;
  }
}
