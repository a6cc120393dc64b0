import { readFolder } from './folder.js';
import type { Folder } from './folder.js';
import type { MigrationSource } from './source.js';

/** Reads the folder of a source. @throws as `readFolder` */
export type ReadFolder = (source: MigrationSource) => Folder;

/** Reads each folder once, however many databases share it: many files of one schema are one piece of work. */
export function folderReader(): ReadFolder {
  const known = new Map<string, { readonly source: MigrationSource; readonly folder: Folder }[]>();
  return (source) => {
    const { path } = source;
    if (path === undefined) return readFolder(source);
    const here = known.get(path) ?? [];
    known.set(path, here);
    const same = here.find((one) => isSame(one.source, source));
    if (same !== undefined) return same.folder;
    const folder = readFolder(source);
    here.push({ source, folder });
    return folder;
  };
}

function isSame(one: MigrationSource, other: MigrationSource): boolean {
  return one.shown === other.shown && one.format === other.format && one.code === other.code;
}
