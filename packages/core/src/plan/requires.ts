import type { HeaderValue } from '../files/header.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';

/** Tells whether a version is applied, or will be before this one; null when there is no such database. */
export type Fulfilled = (database: string | null, version: Version) => boolean | null;

/** Those requirements of a header that are not met: `001_initial_schema.sql`, `003`, `central/003`. */
export function unmetRequirements(requires: readonly HeaderValue[], fulfilled: Fulfilled): MigrationError[] {
  return requires.flatMap((entry) => {
    const match = /^(?:([^/\\]+)[/\\])?(\d+)(?:[_-].*)?$/.exec(entry.value);
    if (!match?.[2]) return [unreadable(entry)];
    const met = fulfilled(match[1] ?? null, match[2]);
    return met === true ? [] : [unmet(entry, met === null ? `there is no database "${match[1]}"` : 'it is not applied')];
  });
}

function unreadable({ value, location }: HeaderValue): MigrationError {
  return new MigrationError('HEADER_VALUE_INVALID', `"Requires: ${value}" does not name a migration.`, {
    location,
    hint: "Write a version (003), a file name (003_name.sql) or another database's (central/003); several with commas.",
    dataState: 'Nothing was changed.',
  });
}

function unmet({ value, location }: HeaderValue, reason: string): MigrationError {
  return new MigrationError('REQUIRES_UNMET', `It requires ${value}, but ${reason}.`, {
    location,
    hint: `Apply ${value} first.`,
    dataState: 'Nothing was changed.',
  });
}
