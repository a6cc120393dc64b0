import { foldName } from './names.js';

/** Something that refers to others by name: a table by its foreign keys. */
export interface Referring {
  readonly name: string;
  readonly parents: readonly string[];
}

/** Takes, again and again, the first whose parents are all taken; in a circle, the first that is left. */
export function parentsFirst<Item extends Referring>(items: readonly Item[]): readonly Item[] {
  const waiting = new Map(items.map((item) => [foldName(item.name), item]));
  const taken: Item[] = [];
  const isFree = ([key, { parents }]: readonly [string, Item]): boolean =>
    parents.every((parent) => foldName(parent) === key || !waiting.has(foldName(parent)));
  while (waiting.size > 0) {
    const entries = [...waiting];
    const [key, item] = entries.find(isFree) ?? entries[0] ?? [];
    if (key === undefined || item === undefined) break;
    waiting.delete(key);
    taken.push(item);
  }
  return taken;
}
