import { basename, dirname, join, relative } from 'node:path';
import type { Database } from '../config/database.js';
import type { MigrationSource, RawFile } from '../files/source.js';
import { MigrationError } from '../kernel/error.js';
import type { SchemaObject } from '../ports/care.js';
import type { RunContext } from '../run/context.js';
import { throughScratch } from '../scratch/scratch.js';
import type { Drafted } from './drafted.js';
import type { GeneratedFiles } from './generated-files.js';
import type { NewFile } from './write-files.js';

/**
 * Runs all migrations and the generated one on a scratch database, which must leave nothing that is declared and not made; then takes it
 * back, which must leave every object as it was before, byte for byte. @throws GENERATED_UNPROVEN
 */
export async function proveGenerated(context: RunContext, database: Database, drafted: Drafted, files: GeneratedFiles): Promise<void> {
  const source = withFiles(database.source, [files.up, files.down, ...files.more, ...files.replaced]);
  const quiet = { ...context, safety: null };
  const goals = [{ kind: 'up' }, { kind: 'down', steps: 1 }] as const;
  const [after = [], back = []] = await throughScratch(quiet, { ...database, source }, goals, (view) => view.objects()).catch(
    (error: unknown) => {
      if (!(error instanceof MigrationError)) throw error;
      throw unproven(database, `it fails: ${error.message}`, error);
    },
  );
  const left = context.driver.draft({ migrated: after, declared: drafted.declared, renames: [] });
  const [difference] = left.changes;
  if (difference !== undefined) throw unproven(database, `${difference.object} does not become what is declared`);
  const changed = firstDifference(drafted.before, back);
  if (changed !== null) throw unproven(database, `its rollback leaves ${changed} otherwise than it was`);
}

/** A place for migrations as it will be with these files in it. */
function withFiles(source: MigrationSource, files: readonly NewFile[]): MigrationSource {
  const added = files.map((file) => ({ folder: folderIn(source, file), raw: raw(file) }));
  const merged = (there: readonly RawFile[], folder: string): RawFile[] => {
    const own = added.filter((one) => one.folder === folder).map((one) => one.raw);
    return [...there.filter(({ name }) => !own.some((one) => one.name === name)), ...own];
  };
  return {
    ...source,
    list: () => {
      const { files: there, rollbacks, folders = [] } = source.list();
      const known = new Set(['', 'rollback', ...folders.map(({ name }) => name)]);
      const fresh = [...new Set(added.map(({ folder }) => folder))].filter((folder) => !known.has(folder));
      return {
        files: merged(there, ''),
        rollbacks: merged(rollbacks, 'rollback'),
        folders: [
          ...folders.map((one) => ({ ...one, files: () => merged(one.files(), one.name) })),
          ...fresh.map((name) => ({ name, shown: join(source.shown, name), files: () => merged([], name) })),
        ],
      };
    },
  };
}

/** The folder of a file inside its place: `''`, `rollback`, `meta`. */
function folderIn({ path = '' }: MigrationSource, file: NewFile): string {
  return relative(path, dirname(file.path));
}

function raw({ path, shown, text }: NewFile): RawFile {
  return { name: basename(path), shown, bytes: () => new TextEncoder().encode(text) };
}

function firstDifference(before: readonly SchemaObject[], after: readonly SchemaObject[]): string | null {
  const text = ({ kind, name, create }: SchemaObject): string => JSON.stringify([kind, name, create]);
  const [known, found] = [new Set(before.map(text)), new Set(after.map(text))];
  const other = before.find((one) => !found.has(text(one))) ?? after.find((one) => !known.has(text(one)));
  return other === undefined ? null : `${other.kind} ${other.name}`;
}

function unproven({ name }: Database, what: string, cause?: unknown): MigrationError {
  return new MigrationError('GENERATED_UNPROVEN', `The migration that was generated for ${name} does not do what it should: ${what}.`, {
    hint: 'Nothing was written. Please report it with the schema; until then write this migration by hand, with "new".',
    dataState: 'Nothing was changed.',
    cause,
  });
}
