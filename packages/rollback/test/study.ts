import { sqliteDriver } from '@zepix/migrations-sqlite';
import type { Draft, Playable, Verdict } from '@zepix/migrations-core';
import { rollbacks } from '../src/index.js';

const driver = sqliteDriver();

/** Compiles a script as a migration's or rollback's file would be. */
export function compile(text: string, direction: 'up' | 'down' = 'up'): Playable {
  const script = driver.parse({ file: direction === 'up' ? '002_x.sql' : '002_rollback_x.sql', text });
  const intent = { direction, version: '002', ledgerTable: 'schema_migrations', transactional: true, foreignKeys: false };
  return { program: driver.compile(script, intent), foreignKeys: false, transactional: true };
}

/** Tries a hand-written rollback of `up` on a database that `base` made. */
export function trial(base: string, up: string, down: string, rows = 20): Verdict {
  const study = rollbacks().study('schema_migrations');
  try {
    study.advance(compile(base));
    return study.try(compile(up), compile(down, 'down'), { rows, seed: 1, exact: false });
  } finally {
    study.close();
  }
}

/** Makes the rollback of `up` on a database that `base` made. */
export function draft(base: string, up: string, renames: readonly string[] = []): Draft {
  const study = rollbacks().study('schema_migrations');
  try {
    study.advance(compile(base));
    return study.draft(compile(up), (sql) => compile(sql, 'down'), { rows: 20, seed: 1, exact: true, renames });
  } finally {
    study.close();
  }
}

/** Everything that a trial found, a line each. */
export function found({ schema, data, writes }: Verdict): readonly string[] {
  return [...schema, ...data, ...writes].map(({ object, text }) => `${object}: ${text}`);
}
