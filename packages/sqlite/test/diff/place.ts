import { changeSql, diff, openScratch, readStored } from '../../src/index.js';
import type { ChangeStatement, Rename, SqlOptions, StoredSchema } from '../../src/index.js';

/** The schema that a script makes. */
export function stored(script: string): StoredSchema {
  const scratch = openScratch();
  try {
    scratch.bench.exec(script);
    return readStored(scratch.bench);
  } finally {
    scratch.close();
  }
}

export interface Wish extends SqlOptions {
  readonly renames?: readonly Rename[];
}

/** The statements from one script's schema to another's. */
export function statementsFor(from: string, to: string, { renames = [], ...options }: Wish = {}): readonly ChangeStatement[] {
  const [before, after] = [stored(from), stored(to)];
  const text = options.text ?? 'model';
  return changeSql(diff(before, after, { renames, text }), before, after, options);
}

export function sqlFor(from: string, to: string, wish: Wish = {}): readonly string[] {
  return statementsFor(from, to, wish).map(({ sql }) => sql);
}
