import { MigrationError } from '../kernel/error.js';
import type { SchemaDraft, Renaming } from '../ports/declared.js';

/** What is known of renames, and whom to ask about the rest. */
export interface RenameDecisions {
  readonly renames?: readonly Renaming[] | undefined;
  /** Nothing else was renamed: what goes is dropped, what comes is new. */
  readonly settled?: boolean | undefined;
  /**
   * Asked about what may have been renamed, all pairs of one thing that goes; gives the one that was, or null for none of them.
   * Rejects with INTERRUPTED where nobody wants to answer.
   */
  readonly ask?: ((pairs: readonly Renaming[]) => Promise<Renaming | null>) | undefined;
}

/** Drafts until nothing is open about names. @throws RENAME_UNDECIDED where something is and nobody can be asked */
export async function decideRenames(
  draftWith: (renames: readonly Renaming[]) => SchemaDraft,
  { renames: given = [], settled = false, ask }: RenameDecisions,
): Promise<{ readonly draft: SchemaDraft; readonly renames: readonly Renaming[] }> {
  const renames = [...given];
  const dropped = new Set<string>();
  for (;;) {
    const draft = draftWith(renames);
    const open = draft.candidates.filter((pair) => !dropped.has(goes(pair)));
    const [first] = open;
    if (settled || first === undefined) return { draft, renames };
    if (ask === undefined) throw undecided(open);
    const answer = await ask(open.filter((pair) => goes(pair) === goes(first)));
    if (answer === null) dropped.add(goes(first));
    else renames.push(answer);
  }
}

function goes({ table, column }: Renaming): string {
  return column === undefined ? nameText(table) : `${nameText(table)}.${nameText(column)}`;
}

/** A rename as `--rename` takes it: `old:new`, or `table.old:table.new`. Names that hold one of its signs are quoted as in SQL. */
export function renamingText(renaming: Renaming): string {
  const { table, column, to } = renaming;
  return `${goes(renaming)}:${column === undefined ? '' : `${nameText(table)}.`}${nameText(to)}`;
}

function nameText(name: string): string {
  return /[.:"]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function undecided(pairs: readonly Renaming[]): MigrationError {
  const given = pairs.map((pair) => `--rename '${renamingText(pair).replaceAll("'", `'\\''`)}'`);
  const gone = [...new Set(pairs.map(goes))];
  return new MigrationError('RENAME_UNDECIDED', `${gone.join(', ')} would be dropped, values and all: was it renamed?`, {
    hint: `For each that was say so (${given.join(', ')}); --no-renames says that nothing else was.`,
    dataState: 'Nothing was written.',
  });
}
