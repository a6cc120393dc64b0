import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrationError } from '@zepix/migrations-core';
import type { Target } from '@zepix/migrations-core';

/**
 * Where a configured location points: a path, or a `file:`, `sqlite:` or `sqlite3:` URL. Links are resolved as far as they exist, so
 * that two ways to one file share one lock. @throws MigrationError LOCATION_UNSUPPORTED
 */
export function sqliteTarget(location: string, { shown, ledgerTable }: { shown: string; ledgerTable: string }): Target {
  const id = realPath(resolve(pathOf(location, shown)));
  // better-sqlite3 trims what it is given, and would open another file.
  if (id !== id.trim()) throw unsupported(shown, 'its name ends in a blank');
  return { id, shown, ledgerTable };
}

function pathOf(location: string, shown: string): string {
  if (location === ':memory:' || location === '') throw unsupported(shown, 'a database in memory is gone when the run ends');
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) return location;
  if (!['file', 'sqlite', 'sqlite3'].includes(scheme)) throw unsupported(shown, `this driver opens SQLite files, not ${scheme}:`);
  const rest = location.slice(scheme.length + 1);
  if (rest.includes('?') || rest.includes('#')) throw unsupported(shown, 'options behind "?" or "#" are not supported');
  if (scheme === 'file' && rest.startsWith('//')) return fileUrlPath(location, shown);
  return decodeURIComponent(rest.startsWith('//') ? rest.slice(2) : rest);
}

function fileUrlPath(location: string, shown: string): string {
  try {
    return fileURLToPath(location);
  } catch (cause) {
    throw unsupported(shown, cause instanceof Error ? cause.message : String(cause));
  }
}

/** As many links as Linux follows before it gives up. */
const MOST_LINKS = 40;

/** The real path of a file that may not exist yet: what SQLite would create through the links that lead there. */
function realPath(path: string, links = MOST_LINKS): string {
  const real = attempt(() => realpathSync.native(path));
  if (real !== null) return real;
  const folder = attempt(() => realpathSync.native(dirname(path)));
  if (folder === null) return path;
  const place = join(folder, basename(path));
  const next = attempt(() => readlinkSync(place));
  return next === null || links === 0 ? place : realPath(resolve(folder, next), links - 1);
}

/** Null where something is not there (yet), or is no link. */
function attempt(action: () => string): string | null {
  try {
    return action();
  } catch {
    return null;
  }
}

function unsupported(shown: string, reason: string): MigrationError {
  return new MigrationError('LOCATION_UNSUPPORTED', `${shown} can't be migrated: ${reason}.`, {
    hint: 'Give the path of a file, or a URL such as file:./app.db.',
    dataState: 'Nothing was changed.',
  });
}
