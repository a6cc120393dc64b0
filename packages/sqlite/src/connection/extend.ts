import type Database from 'better-sqlite3';
import { MigrationError } from '@zepix/migrations-core';
import type { Extend, Extensible } from '@zepix/migrations-core';

/** Of the whole process, as SQLite's automatic extensions are: scratch databases are opened far from any driver. */
const known = new Set<Extend>();

/** From now on every connection of this process is extended by it. */
export function provide(extend: Extend): void {
  known.add(extend);
}

/** Gives a connection what was provided; one that can't have it is closed. @throws MigrationError EXTEND_FAILED */
export function extended(db: Database.Database): Database.Database {
  if (known.size === 0) return db;
  const connection: Extensible = {
    function: (name: string, ...rest: readonly unknown[]) => (db.function as (...values: unknown[]) => unknown)(name, ...rest),
    aggregate: (name, options) => db.aggregate(name, options as unknown as Database.AggregateOptions),
    loadExtension: (file, entryPoint) => db.loadExtension(...((entryPoint === undefined ? [file] : [file, entryPoint]) as [string])),
  };
  try {
    for (const extend of known) extend(connection);
    return db;
  } catch (cause) {
    db.close();
    throw new MigrationError('EXTEND_FAILED', `What "extend" in the configuration adds to a connection can't be added: ${reason(cause)}`, {
      hint: 'Correct the function; a loadable extension needs a path that this process can read.',
      dataState: 'Nothing was changed.',
      cause,
    });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
