import type { Playable } from '@zepix/migrations-core';
import type { Scratch } from '@zepix/migrations-sqlite';
import { SchemaWatch } from '../trace/schema-watch.js';
import { Rebuilds } from './rebuilds.js';

/** Names of tables that are put in the place of others, before the name of that: drizzle-kit's, and Prisma's. */
export function prefixesOf(redefinesTables: boolean): readonly string[] {
  return ['__new_', ...(redefinesTables ? ['new_'] : [])];
}

/** Runs a script on a scratch database as a run would: all of it or nothing; `ran` is told after each statement. @throws MigrationError of the statement that failed */
export function play(scratch: Scratch, playable: Playable, ran = (): void => undefined): void {
  const { program, foreignKeys, transactional } = playable;
  const [problem] = program.problems;
  if (problem !== undefined) throw problem;
  const statements = (): void => {
    const rebuilds = rebuildsOf(scratch, playable);
    for (const statement of program.statements) {
      rebuilds.around(statement.sql, () => scratch.execute(statement));
      ran();
    }
    rebuilds.carryOver();
  };
  if (transactional) scratch.transact(foreignKeys, statements);
  else scratch.unwrapped(foreignKeys, statements);
}

/** As a run does, carries over what tables that are written anew would lose. */
function rebuildsOf({ bench }: Scratch, { program, redefinesTables = false }: Playable) {
  const prefixes = prefixesOf(redefinesTables);
  if (!program.statements.some(({ sql }) => prefixes.some((prefix) => sql.includes(prefix)))) return NONE;
  const watch = new SchemaWatch(bench);
  watch.sync(null);
  const rebuilds = new Rebuilds(bench, watch, prefixes);
  return {
    around: (sql: string, run: () => unknown): void => {
      rebuilds.around(sql, run);
      watch.sync(sql);
    },
    carryOver: (): void => void rebuilds.carryOver(),
  };
}

const NONE = { around: (_: string, run: () => unknown): void => void run(), carryOver: (): void => undefined };
