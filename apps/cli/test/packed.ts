import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

/**
 * Makes a workplace once, and gives everyone who asks one of their own with the same files in it: what many tests begin with need not
 * be brought about by many runs. Only what lies in files is the same; nothing of it may be open when `make` is done.
 */
export function packed(make: () => Promise<Workplace>): () => Promise<Workplace> {
  let files: Promise<readonly (readonly [name: string, bytes: Buffer])[]> | undefined;
  const pack = async (): Promise<readonly (readonly [string, Buffer])[]> => {
    const place = await make();
    return place.files().map((name) => [name, readFileSync(place.path(name))] as const);
  };
  return async () => {
    const place = workplace();
    for (const [name, bytes] of await (files ??= pack())) {
      mkdirSync(dirname(place.path(name)), { recursive: true });
      writeFileSync(place.path(name), bytes);
    }
    return place;
  };
}
