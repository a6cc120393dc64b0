import { CODE_MARK, MigrationError } from '@zepix/migrations-core';
import type { CodeLoader, CodeModule, CodeOrigin } from '@zepix/migrations-core';
import { fromText, toText } from './bundle-text.js';
import type { Source } from './bundle-text.js';
import { collect } from './collect.js';
import { importsOf, isEverywhere, isLocal } from './imports.js';
import { Modules } from './modules.js';

/**
 * Migrations in TypeScript and JavaScript (.ts, .mts, .cts, .js, .mjs, .cjs), for the `code` part of `createMigrator`. What is stored of
 * one are its sources; the compiler is loaded when the first is run.
 */
export function codeLoader(): CodeLoader {
  return { read: (path, shown) => toText(collect(path, shown)), load };
}

function load(text: string, origin: CodeOrigin): CodeModule {
  if (!text.startsWith(CODE_MARK)) throw new TypeError('this is no text of CodeLoader.read');
  const sources = fromText(text, origin.shown);
  const packages = packagesOf(sources);
  if (origin.path === null && packages.length > 0) throw notPortable(origin, packages);
  const modules = new Modules(sources, origin);
  return { exported: modules.run(), packages, locate: (error) => modules.locate(error) };
}

function packagesOf(sources: readonly Source[]): readonly string[] {
  const names = sources.filter(({ path }) => !path.endsWith('.json')).flatMap(({ text }) => importsOf(text));
  return [...new Set(names.filter((name) => !isLocal(name) && !isEverywhere(name)))].toSorted();
}

function notPortable({ shown }: CodeOrigin, packages: readonly string[]): MigrationError {
  return new MigrationError(
    'CODE_NOT_PORTABLE',
    `What the ledger holds of ${shown} imports ${packages.join(', ')}: it can't run without its file.`,
    {
      location: { file: shown, line: 1, column: 1, offset: 0 },
      hint: "Bring the migration's file back from version control.",
    },
  );
}
