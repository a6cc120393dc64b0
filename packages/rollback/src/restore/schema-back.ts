import { MigrationError } from '@zepix/migrations-core';
import type { ObjectText } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { isRefusal } from './kept-aside.js';
import { refill } from './remake.js';
import { objectKey, standingObjects } from './standing-objects.js';

const LATER = ['index', 'view', 'trigger'] as const;

/** @throws MigrationError PRESERVED_STALE where the schema is not the one that the run left */
export function requireAfter(hands: Hands): void {
  const standing = new Set(standingObjects(hands).map(objectKey));
  const missing = hands.stored.manifest.after.find((object) => !standing.has(objectKey(object)));
  if (missing === undefined) return;
  throw new MigrationError('PRESERVED_STALE', `${missing.type} ${missing.name} is no longer as ${hands.stored.version} left it.`, {
    hint: 'What was preserved goes back into the schema that the migration left: take back later changes first, or write a rollback by hand.',
  });
}

/**
 * Takes away triggers, views and indexes: those that before does not have, and every trigger of a table that will be written. `spares`: an
 * index that stays all the same.
 */
export function clearAway(hands: Hands, touched: ReadonlySet<string>, spares: (index: ObjectText) => boolean = () => false): void {
  const after = new Set(hands.stored.manifest.after.map(objectKey));
  for (const type of ['trigger', 'view', 'index'] as const) {
    for (const object of standingObjects(hands)) {
      if (object.type !== type || (type === 'index' && spares(object))) continue;
      const isInTheWay = type === 'trigger' && touched.has(object.table.toLowerCase());
      if (after.has(objectKey(object)) || isInTheWay) runKept(hands, `DROP ${type} main.${quoted(object.name)}`);
      // A view's triggers go with it, and so they do here.
    }
  }
}

/** What the schema is to be: what stood when the way back began, with what the run changed as it was before. */
export function wanted(standing: readonly ObjectText[], hands: Hands): readonly ObjectText[] {
  const { before, after } = hands.stored.manifest;
  const gone = new Set(after.map(objectKey));
  const kept = standing.filter((object) => !gone.has(objectKey(object)));
  return [...kept, ...before];
}

/** Makes the indexes, views and triggers that are missing, in this order: a trigger may stand on a view. */
export function makeMissing(hands: Hands, wantedObjects: readonly ObjectText[]): void {
  for (const type of LATER) {
    for (let next = missing(); next !== undefined; next = missing()) makeObject(hands, next, wantedObjects);

    function missing(): ObjectText | undefined {
      const standing = new Set(standingObjects(hands).map(objectKey));
      return wantedObjects.find((object) => object.type === type && !standing.has(objectKey(object)));
    }
  }
}

/** A unique index can meet rows that the application wrote while it was gone: the later ones of each pair are put aside. */
function makeObject(hands: Hands, { type, table, sql }: ObjectText, wantedObjects: readonly ObjectText[]): void {
  try {
    runKept(hands, sql);
  } catch (error) {
    if (type !== 'index' || !isRefusal(error)) throw error;
    refill(hands, table, wantedObjects);
  }
}
