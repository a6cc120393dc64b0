import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(PACKAGES, 'sqlite/node_modules/.cache');

/** Programs bundled from the sources as they are now, so that no process runs a stale build. */
export interface Bundles {
  /** Bundles a module beside the tests, or a text; gives the absolute path of what came out. */
  readonly bundle: (from: URL | { readonly name: string; readonly text: string }) => string;
  readonly remove: () => void;
}

/** The bundles lie in this package, where better-sqlite3, which stays outside of them, is found. */
export function bundles(): Bundles {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'bundles-'));
  return {
    bundle: (from) => {
      const isFile = from instanceof URL;
      const outfile = join(folder, `${isFile ? basename(from.pathname, '.ts') : from.name}.mjs`);
      buildSync({
        ...(isFile
          ? { entryPoints: [fileURLToPath(from)] }
          : { stdin: { contents: from.text, loader: 'ts', resolveDir: join(PACKAGES, 'sqlite') } }),
        alias: Object.fromEntries(['core', 'sqlite'].map((name) => [`@zepix/migrations-${name}`, join(PACKAGES, name, 'src/index.ts')])),
        tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        external: ['better-sqlite3'],
        logLevel: 'warning',
        outfile,
      });
      return outfile;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
