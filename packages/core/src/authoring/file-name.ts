import { MigrationError } from '../kernel/error.js';
import { compareVersions } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';

const FIRST = '001';
/** Versions of this many digits are times; a folder of such goes on with them. */
const TIMESTAMP_DIGITS = 14;

/** A name as files have it: `Add hybridSL!` → `add_hybrid_sl`. @throws MigrationError NAME_INVALID where no letter or digit is left */
export function snakeCase(name: string): string {
  const words = name
    .normalize('NFC')
    .replace(/\.sql$/i, '')
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map((word) => word.replace(/^\p{M}+/u, ''))
    .filter((word) => word !== '');
  if (words.length > 0) return words.join('_');
  throw new MigrationError('NAME_INVALID', `"${name}" holds no letter and no digit, so no file can be named after it.`, {
    hint: 'Say what the migration does, in a few words: new add_hybrid_sl.',
    dataState: 'Nothing was changed.',
  });
}

/** The version behind all that are there: the next number in the newest one's width, or the time where the folder counts in times. */
export function nextVersion(versions: readonly Version[], now: Date, timestamp: boolean): Version {
  const newest = versions.toSorted(compareVersions).at(-1);
  if (timestamp || (newest !== undefined && newest.length >= TIMESTAMP_DIGITS)) {
    const time = timestampOf(now);
    if (newest === undefined || compareVersions(time, newest) > 0) return time;
  }
  if (newest === undefined) return FIRST;
  return String(BigInt(newest) + 1n).padStart(newest.length, '0');
}

/** UTC as `yyyymmddHHMMSS`. */
function timestampOf(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/\D/g, '');
}

/** A name as the first words of a sentence: `add_hybrid_sl` → `Add hybrid sl`. */
export function sentence(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
