import { differencesOf } from '../model/index.js';
import type { ModelDifference, SchemaModel } from '../model/index.js';
import { foldName, quoteName } from '../model/names.js';
import type { Change, DiffOptions, Rename } from './change.js';
import { lossOf } from './loss.js';
import { renameModel } from './rename-model.js';
import { checkedRenames, renameSteps } from './renames.js';
import { objectKey } from './stored.js';
import type { StoredSchema } from './stored.js';
import { Trial } from './trial.js';

/**
 * What has to change so that `from` becomes `to`, sorted as `compareModels` sorts, given renames first. Empty where SQLite treats the two
 * alike (and, with `text: 'exact'`, their stored texts are equal, too).
 * @throws USAGE for a rename that does not fit
 */
export function diff(from: StoredSchema, to: StoredSchema, options: DiffOptions = {}): readonly Change[] {
  const renames = checkedRenames(from, to, options.renames ?? []);
  const renamed = renames.length === 0 ? from : afterRenames(from, renames);
  const changes = differencesOf(to.model, renamed.model).map((difference) => changeOf(difference, renamed.model, to.model));
  const all = [...renames.map((rename) => renamingOf(rename, renames)), ...changes];
  return options.text === 'exact' ? [...all, ...rewrites(renamed, to, all)] : all;
}

/** A schema under new names, as `diff` compares it with the target. @throws USAGE for a rename that does not fit the two */
export function renamedSchema(from: StoredSchema, to: StoredSchema, renames: readonly Rename[]): StoredSchema {
  return renames.length === 0 ? from : afterRenames(from, checkedRenames(from, to, renames));
}

/** As SQLite itself carries the renames through all texts; where something broken is in its way, as far as names alone go. */
function afterRenames(from: StoredSchema, renames: readonly Rename[]): StoredSchema {
  const trial = Trial.of(from);
  try {
    const steps = renameSteps(from, renames).map(({ sql }) => sql);
    return trial?.attempt(steps) === true ? trial.read() : { ...from, model: renameModel(from.model, renames) };
  } finally {
    trial?.close();
  }
}

const KINDS = { missing: 'create', unexpected: 'drop', changed: 'alter' } as const;

function changeOf(difference: ModelDifference, from: SchemaModel, to: SchemaModel): Change {
  const { what, table, name, object, change, expected, found } = difference;
  const reason = {
    missing: `${capital(object)} is to be there.`,
    unexpected: `${capital(object)} is to go.`,
    changed: `${capital(object)} is to be ${shown(expected)} and is ${shown(found)}.`,
  }[change];
  return { kind: KINDS[change], what, table, name, object, from: found, to: expected, reason, loses: lossOf(difference, from, to) };
}

function renamingOf({ table, column, to }: Rename, renames: readonly Rename[]): Change {
  const now = renames.find((other) => other.column === undefined && other.table === table)?.to ?? table;
  const [what, name, from] = column === undefined ? (['table', null, table] as const) : (['column', to, column] as const);
  const object = column === undefined ? `table ${quoteName(to)}` : `column ${quoteName(now)}.${quoteName(to)}`;
  const reason = `${capital(object)} was ${quoteName(from)} before.`;
  return { kind: 'rename', what, table: now, name, object, from, to, reason, loses: null };
}

/** Objects whose text is another while their meaning is the same. */
function rewrites(from: StoredSchema, to: StoredSchema, changes: readonly Change[]): readonly Change[] {
  const told = new Set(changes.filter(({ kind }) => kind !== 'rename').flatMap(ownersOf));
  return to.objects.flatMap(({ type, name, table, sql }) => {
    const before = from.objects.find((object) => objectKey(object.type, object.name) === objectKey(type, name));
    if (before === undefined || before.sql === sql || told.has(objectKey(type, name))) return [];
    const object = `${type} ${quoteName(name)}`;
    const reason = `${capital(object)} means the same and is to be written as it was.`;
    return [
      { kind: 'rewrite', what: type, table, name: type === 'table' ? null : name, object, from: before.sql, to: sql, reason, loses: null },
    ];
  });
}

/** The object in whose text a change shows. */
function ownersOf({ what, table, name }: Change): readonly string[] {
  return [what === 'index' || what === 'trigger' ? objectKey(what, name ?? '') : `table ${foldName(table)}`];
}

function shown(sql: string | null): string {
  if (sql === null) return 'nothing';
  return sql === '' ? 'without type' : sql.length > 120 ? `${sql.slice(0, 118)} …` : sql;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
