import type { StoredObject } from '../model/index.js';
import { foldName } from '../model/names.js';
import type { StoredSchema } from './stored.js';

/**
 * Triggers that are there and have to be made again behind those that are missing: SQLite runs the triggers of one event in an order that
 * comes from the order in which they were made, and applications come to rely on it.
 */
export function displacedTriggers(state: StoredSchema, to: StoredSchema): readonly StoredObject[] {
  const there = new Map(state.objects.filter(isTrigger).map((trigger) => [foldName(trigger.name), trigger]));
  const incomplete = new Set<string>();
  return to.objects.filter(isTrigger).flatMap(({ name, table }) => {
    const trigger = there.get(foldName(name));
    if (trigger === undefined) incomplete.add(foldName(table));
    return trigger !== undefined && incomplete.has(foldName(table)) ? [trigger] : [];
  });
}

function isTrigger({ type }: StoredObject): boolean {
  return type === 'trigger';
}
