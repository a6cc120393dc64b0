import { accessSync, constants, statSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import type Database from 'better-sqlite3';

const IN_MEMORY = 2;

/**
 * Where SQLite puts temporary files, as it looks for it itself; `first`: what the environment names. Null where it has none.
 * https://sqlite.org/tempfiles.html#tempdir
 */
export function temporaryFolder(db: Database.Database, first: readonly (string | undefined)[]): string | null {
  if (db.pragma('temp_store', { simple: true }) === IN_MEMORY) return null;
  if (platform() === 'win32') return tmpdir();
  const places = [...first, '/var/tmp', '/usr/tmp', '/tmp'];
  return places.find((place) => place !== undefined && isUsable(place)) ?? null;
}

function isUsable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}
