import type { Listing, MigrationSource, RawFile } from './source.js';

/** Migrations held in memory, by path: `001_a.sql`, `rollback/001_rollback_a.sql`. For applications that are bundled into one file. */
export function objectSource(name: string, files: Readonly<Record<string, string>>): MigrationSource {
  const shown = `${name} (bundled)`;
  return { shown, name, list: () => listing(shown, files) };
}

function listing(shown: string, files: Readonly<Record<string, string>>): Listing {
  const entries = Object.entries(files).map(([path, text]) => ({ path: path.replaceAll('\\', '/').replace(/^\.\//, ''), text }));
  const raw = (prefix: string): RawFile[] =>
    entries
      .filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map(({ path, text }) => ({
        name: path.slice(prefix.length),
        shown: `${shown}/${path}`,
        bytes: () => new TextEncoder().encode(text),
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(entries.flatMap(({ path }) => /^([^/]+)\//.exec(path)?.[1] ?? []));
  const folders = [...names].toSorted().map((name) => ({ name, shown: `${shown}/${name}`, files: () => raw(`${name}/`) }));
  return { files: raw(''), rollbacks: raw('rollback/'), folders };
}
