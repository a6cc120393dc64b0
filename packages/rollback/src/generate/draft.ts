import type { Playable } from '@zepix/migrations-core';
import type { SchemaModel, Scratch } from '@zepix/migrations-sqlite';
import { play } from '../play/index.js';
import { planRollback } from './plan.js';
import { withRenames } from './renames.js';
import { watchMigration } from './sample.js';
import type { Seen } from './sample.js';
import { orderScript } from './script.js';
import { scriptText } from './text.js';

/** A migration on the database that the ones before it made. */
export interface Origin {
  /** Not changed. */
  readonly base: Scratch;
  readonly up: Playable;
  readonly ignore: (name: string) => boolean;
  /** What somebody says was renamed: `old:new`, `table.old:new`. */
  readonly renames: readonly string[];
}

/**
 * The scripts that may take a migration back, the gentlest first: with ALTER TABLE where that gives the text back, then by rebuilds
 * alone. Each still has to be tried. Empty texts mean that nothing is to be done. @throws MigrationError where the migration fails
 */
export function draftRollbacks({ base, up, ignore, renames }: Origin): { readonly drafts: readonly string[]; readonly seen: Seen } {
  const watched = watchMigration(base, up, ignore);
  const seen = { ...watched, lineage: withRenames(watched, renames) };
  const altered = base.copy();
  try {
    const schema = base.bench.model(ignore);
    play(altered, up);
    return { drafts: draftsOf(seen, schema, altered), seen };
  } finally {
    altered.close();
  }
}

/** The scripts for what was seen, the gentlest first. `schema` is as it was before; `altered` a scratch database with the schema of after. */
export function draftsOf(seen: Seen, schema: SchemaModel, altered: Scratch): readonly string[] {
  const drafts = [true, false].map((natively) => scriptText(orderScript(planRollback(seen, schema, altered, natively))));
  return [...new Set(drafts)];
}
