import { customType } from 'drizzle-orm/sqlite-core';

/**
 * BOOLEAN, for which SQLite has no type of its own: written as 1 and 0. Rows from elsewhere may hold the text 'true', since nothing
 * forbids it; it is read as what it means, although SQLite's own conditions take it for false.
 */
export const boolean = customType<{ data: boolean; driverData: number | bigint | string }>({
  dataType: () => 'BOOLEAN',
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : Number(value) !== 0),
});

/**
 * TIMESTAMP, kept as the text that was written: UTC as `YYYY-MM-DD HH:MM:SS` where SQLite's default made it, local time as
 * `YYYY-MM-DDTHH:MM:SS.ffffff` where the bot did. Turning it into a Date would have to guess which.
 */
export const timestamp = customType<{ data: string; driverData: string }>({ dataType: () => 'TIMESTAMP' });

/**
 * INTEGER for the 64 bits of an MT5 ticket, given and taken as the connection does: better-sqlite3 rounds those beyond 2^53 unless
 * `safeIntegers` is on, and answers bigint where it is.
 */
export const ticket = customType<{ data: number | bigint; driverData: number | bigint }>({ dataType: () => 'INTEGER' });
