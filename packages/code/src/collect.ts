import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { MigrationError, decode } from '@zepix/migrations-core';
import type { Source } from './bundle-text.js';
import { candidates, importsOf, isLocal } from './imports.js';

/** A migration's source and those of all local files that it imports, in the order in which they are met. @throws FILE_UNREADABLE, ENCODING_INVALID */
export function collect(path: string, shown: string): readonly Source[] {
  const folder = dirname(path);
  const sources = new Map<string, Source>();
  const visit = (file: string, name: string, label: string): void => {
    const text = read(file, label);
    sources.set(file, { path: name, text });
    if (file.endsWith('.json')) return;
    for (const wanted of importsOf(text).filter(isLocal)) {
      const found = candidates(join(dirname(file), wanted)).find(isFile);
      if (found !== undefined && !sources.has(found)) visit(found, nameFrom(folder, found), join(dirname(shown), relative(folder, found)));
    }
  };
  visit(path, `migration${extname(path)}`, shown);
  return [...sources.values()];
}

function nameFrom(folder: string, file: string): string {
  const name = relative(folder, file).replaceAll('\\', '/');
  return name.startsWith('../') ? name : `./${name}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function read(path: string, shown: string): string {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new MigrationError('FILE_UNREADABLE', `${shown} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'Check that it exists and that this user may read it.',
      dataState: 'Nothing was changed.',
      cause,
    });
  }
  return decode(bytes, shown);
}
