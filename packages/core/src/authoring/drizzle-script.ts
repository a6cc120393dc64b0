import type { SchemaDraft } from '../ports/declared.js';
import { sentence } from './file-name.js';
import { bodyOf, wayBackOf } from './generated-files.js';

/** What drizzle-kit's own migrator cuts scripts at. */
export const DRIZZLE_BREAKPOINT = '--> statement-breakpoint';

/** A generated migration as texts for a folder of drizzle-kit. `file` is what the rollback calls it. */
export function drizzleScripts(draft: SchemaDraft, name: string, title: string | undefined, file: string): { up: string; down: string } {
  const said = (title ?? sentence(name)).replaceAll(/\s+/g, ' ').trim();
  return {
    up: `-- ${said}\n-- Foreign-Keys: OFF\n${bodyOf({ ...draft, up: onlyWithoutForeignKeys(draft.up) })}`,
    down: `-- Take back: ${said}\n${wayBackOf(draft, file)}`,
  };
}

/**
 * drizzle's own migrator runs scripts with foreign keys on, where making a table anew would delete its children or point them elsewhere.
 * It can't run this statement, so it stops there and changes nothing.
 */
function onlyWithoutForeignKeys(up: string): string {
  if (!/^PRAGMA foreign_keys = OFF;/im.test(up)) return up;
  return `-- Makes a table anew, which drizzle's own migrator would do with foreign keys on: it stops here. Run it with this engine.
SELECT CASE WHEN (SELECT foreign_keys FROM pragma_foreign_keys) THEN RAISE(ABORT, 'foreign keys must be off') END;${DRIZZLE_BREAKPOINT}
${up}`;
}
