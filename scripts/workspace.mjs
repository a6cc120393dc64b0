// What the scripts know about this workspace: where it is and which packages live in it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the workspace's root. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The manifest in a folder, or undefined when there is none. */
export function readManifest(folder) {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Every package under packages/ and apps/, sorted: `{ folder, path, manifest }`, `path` being relative with forward slashes. */
export function workspaces() {
  return ['packages', 'apps'].flatMap((group) => {
    const parent = join(ROOT, group);
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .sort()
      .map((name) => ({ folder: join(parent, name), path: `${group}/${name}`, manifest: readManifest(join(parent, name)) }))
      .filter((workspace) => workspace.manifest !== undefined);
  });
}

/** Name of a package → absolute path of its TypeScript entry, for whoever bundles or tests from sources. */
export function sourceEntries() {
  const entries = workspaces()
    .map(({ folder, manifest }) => [manifest.name, join(folder, 'src', 'index.ts')])
    .filter(([, entry]) => existsSync(entry));
  return Object.fromEntries(entries);
}
