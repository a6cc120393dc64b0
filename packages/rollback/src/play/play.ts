import type { Playable } from '@zepix/migrations-core';
import type { Scratch } from '@zepix/migrations-sqlite';

/** Runs a script on a scratch database as a run would: all of it or nothing; `ran` is told after each statement. @throws MigrationError of the statement that failed */
export function play(scratch: Scratch, { program, foreignKeys, transactional }: Playable, ran = (): void => undefined): void {
  const [problem] = program.problems;
  if (problem !== undefined) throw problem;
  const statements = (): void => {
    for (const statement of program.statements) {
      scratch.execute(statement);
      ran();
    }
  };
  if (transactional) scratch.transact(foreignKeys, statements);
  else scratch.unwrapped(foreignKeys, statements);
}
