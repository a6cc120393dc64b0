import { differencesOf } from '../model/index.js';
import type { SchemaModel, StoredObject, TableModel } from '../model/index.js';
import { foldName } from '../model/names.js';
import { objectKey } from './stored.js';
import type { StoredSchema } from './stored.js';

/** The keys (`objectKey`) of all that both have and that is to be another, or a text of its own where texts are compared. */
export function differingKeys(state: StoredSchema, to: StoredSchema, text: 'exact' | 'model'): ReadonlySet<string> {
  const wanted = new Map(to.objects.map((object) => [objectKey(object.type, object.name), object]));
  const others = state.objects.filter((object) => {
    const target = wanted.get(objectKey(object.type, object.name));
    return target !== undefined && (target.sql !== object.sql || target.type !== object.type);
  });
  const keys = others.map((object) => objectKey(object.type, object.name));
  if (text === 'exact' || keys.length === 0) return new Set(keys);
  // The same text means the same, whatever stands around it: a model resolves names of other tables.
  const changed = changedKeys(state.model, to.model);
  return new Set(keys.filter((key) => changed.has(key)));
}

function changedKeys(from: SchemaModel, to: SchemaModel): ReadonlySet<string> {
  const owner = ({ what, name, table }: ReturnType<typeof differencesOf>[number]): string =>
    what === 'index' || what === 'trigger' ? objectKey(what, name ?? '') : objectKey('table', table);
  return new Set(differencesOf(to, from).map(owner));
}

/** What `one` has and `other` has not, by type and name. */
export function missingIn(other: StoredSchema, one: StoredSchema): readonly StoredObject[] {
  const known = new Set(other.objects.map(({ type, name }) => `${type} ${foldName(name)}`));
  return one.objects.filter(({ type, name }) => !known.has(`${type} ${foldName(name)}`));
}

export function findTable(model: SchemaModel, name: string): TableModel | undefined {
  return model.tables.find((table) => foldName(table.name) === foldName(name));
}
