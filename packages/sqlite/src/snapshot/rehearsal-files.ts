import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- whose copies these are, and whether that process is still there
import { kill, pid } from 'node:process';
import { UNFINISHED } from './place.js';

const PREFIX = 'rehearsal-';
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/** A name for a copy to rehearse on, which says whose it is: the process, and the machine as eight hexadecimal digits. */
export function newCopyName(): string {
  return `${PREFIX}${machine()}-${pid}-${randomUUID()}.db${UNFINISHED}`;
}

/** Removes what rehearsals left that were killed: of this machine at once, of another one after a day, since nobody can look there. */
export function removeForgotten(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
    if (isForgotten(folder, name)) rmSync(join(folder, name), { force: true });
  }
}

function isForgotten(folder: string, name: string): boolean {
  const [, where, process] = /^rehearsal-([0-9a-f]{8})-(\d+)-/.exec(name) ?? [];
  if (where === machine()) return !isAlive(Number(process));
  // One that is still at work writes to its copies.
  const { mtimeMs } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  return Date.now() - mtimeMs > FORGOTTEN_MS;
}

function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isAlive(process: number): boolean {
  try {
    return kill(process, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
