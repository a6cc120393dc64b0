import type { IndexModel, KeyModel, TableModel } from '../model/index.js';
import { foldName } from '../model/names.js';

/** How what is to be unique in a table is said: by constraints or by indexes, as it is there. */
export interface UniqueTerms {
  readonly uniques: readonly KeyModel[];
  /** Declared indexes that are constraints there. */
  readonly spoken: readonly IndexModel[];
  /** Migrated indexes that stand for declared constraints. */
  readonly standing: readonly IndexModel[];
}

export function uniqueTerms(
  ours: TableModel,
  declared: TableModel,
  migratedIndexes: readonly IndexModel[],
  declaredIndexes: readonly IndexModel[],
): UniqueTerms {
  const isFree = (index: IndexModel, others: readonly IndexModel[]): boolean =>
    index.unique && index.where === null && foldName(index.table) === foldName(ours.name) && findNamed(others, index.name) === undefined;
  const spare = declaredIndexes.filter((index) => isFree(index, migratedIndexes));
  const spoken = ours.uniques.flatMap((key) => spare.find((index) => sameColumns(key, index)) ?? []);
  const kept = ours.uniques.filter((key) => spoken.some((index) => sameColumns(key, index)));
  const others = declared.uniques.filter((key) => !kept.some((known) => sameKey(known, key)));
  const undeclared = migratedIndexes.filter((index) => isFree(index, declaredIndexes));
  const terms = others.map((key) => {
    const same = ours.uniques.find((known) => sameKey(known, key));
    return { key: same ?? key, index: same === undefined ? undeclared.find((one) => sameColumns(key, one)) : undefined };
  });
  return {
    uniques: [...kept, ...terms.flatMap(({ key, index }) => (index === undefined ? key : []))],
    spoken,
    standing: terms.flatMap(({ index }) => index ?? []),
  };
}

/** The one of this name. */
export function findNamed<Item extends { readonly name: string }>(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => foldName(item.name) === foldName(name));
}

/** Whether two keys have the same columns in the same order. */
export function sameKey(one: KeyModel | null, other: KeyModel | null): boolean {
  const list = (key: KeyModel | null): string => JSON.stringify(key?.columns.map(({ column }) => foldName(column)) ?? null);
  return list(one) === list(other);
}

function sameColumns(key: KeyModel, index: IndexModel): boolean {
  const list = (columns: readonly { readonly column: string | null; readonly collation: string | null }[]): string =>
    JSON.stringify(columns.map(({ column, collation }) => [foldName(column ?? ''), collation]));
  return list(key.columns) === list(index.columns);
}
