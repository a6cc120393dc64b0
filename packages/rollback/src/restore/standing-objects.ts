import type { StoredObject } from '@zepix/migrations-sqlite';
import type { ObjectText } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';

/** Keys that were made already: each of a thousand small migrations asks for those of the whole schema. */
const KEYS = new WeakMap<ObjectText | StoredObject, string>();

/** An object by its kind and text: the same wherever its pages lie. */
export function objectKey(object: ObjectText | StoredObject): string {
  const known = KEYS.get(object);
  if (known !== undefined) return known;
  const key = [object.type, object.name, object.table, object.sql].join('\0');
  KEYS.set(object, key);
  return key;
}

type Standing = StoredObject & ObjectText;

/** The application's own objects as they stand. */
export function standingObjects({ journal, isOwn }: Pick<Hands, 'journal' | 'isOwn'>): readonly Standing[] {
  const isStanding = (one: StoredObject): one is Standing => one.sql !== null && !isOwn(one.name) && !isOwn(one.table);
  return [...journal.watch.objects()].filter(isStanding);
}

/** Takes the indexes of a table away: its next body needs their names. */
export function dropIndexes(hands: Hands, table: string): void {
  for (const object of standingObjects(hands)) {
    if (object.type === 'index' && object.table.toLowerCase() === table.toLowerCase())
      runKept(hands, `DROP INDEX main.${quoted(object.name)}`);
  }
}

/** Makes the unique indexes of a table: before its rows come, so that a row that breaks one is found as a row. */
export function makeUnique(hands: Hands, wantedObjects: readonly ObjectText[], table: string): void {
  const standing = new Set(standingObjects(hands).map(objectKey));
  for (const object of wantedObjects) {
    const isOfTable = object.type === 'index' && object.table.toLowerCase() === table.toLowerCase();
    if (isOfTable && /^\s*CREATE\s+UNIQUE\b/i.test(object.sql) && !standing.has(objectKey(object))) runKept(hands, object.sql);
  }
}
