import { foldName, putRowsAside, quoteName } from '@zepix/migrations-sqlite';
import type { StoredObject } from '@zepix/migrations-sqlite';
import { deleteAddedRows } from './added-rows.js';
import { copyRows, restoreColumns } from './copy-rows.js';
import { counterStatements } from './counters.js';
import { referToSome } from './lost-references.js';
import type { Plan, TableWay } from './plan.js';
import { remakeVirtual } from './virtual.js';

/** A statement of a rollback, without its semicolon, under the comment that says what it is for. */
export interface ScriptPart {
  readonly comment: string | null;
  readonly statements: readonly string[];
}

/** What a table is called while its original is made again beside it. */
function asideName(table: string): string {
  return `_zepix_old_${table}`;
}

/** Puts a plan in order: data is copied while all of its sources are still there, and what others depend on is made last. */
export function orderScript(plan: Plan): readonly ScriptPart[] {
  const remade = plan.tables.filter(({ mode }) => mode === 'remake');
  const names = new Set(remade.map(({ name }) => foldName(name)));
  const moved = plan.after.filter(({ type, name }) => type === 'table' && names.has(foldName(name)));
  const nameNow = new Map(moved.map(({ name }) => [foldName(name), asideName(name)]));
  const now = (table: string): string => nameNow.get(foldName(table)) ?? table;
  const dropped = plan.after.filter(
    ({ type, name }) => type === 'table' && !plan.tables.some((way) => livesOn(way, name)) && !names.has(foldName(name)),
  );
  const altered = plan.tables.filter(({ mode }) => mode === 'alter');
  const unread = dropped.map(({ name }) => name).filter((name) => !plan.tables.some((way) => readsFrom(way, name)));
  const late = altered.filter((way) => plan.tables.some((other) => other !== way && readsFrom(other, way.source?.table ?? way.name)));
  return [
    part('Objects that were not there, or differed', dropDependents(plan, [...moved, ...dropped])),
    part('Rows that the migration added', deleteAddedRows(plan, unread)),
    part(
      null,
      altered.flatMap((way) => (late.includes(way) ? [] : way.statements)),
    ),
    part(
      'The tables as they are now make room',
      moved.flatMap(({ name }) => makeRoom(plan, name)),
    ),
    ...remade.map((way) =>
      part(way.source === null ? `${way.name}: its rows are not in the database any more` : null, [
        way.sql,
        ...copyRows(way, now),
        ...counterStatements(way, now, heirOf(plan, way.name)),
      ]),
    ),
    part(
      'Values that are in other places now',
      plan.tables.flatMap((way) => (isStaying(way) && !late.includes(way) ? restoreColumns(way, now) : [])),
    ),
    part(
      null,
      late.flatMap((way) => [...way.statements, ...restoreColumns(way, now)]),
    ),
    part(null, [...moved.flatMap(({ name }) => dropMoved(plan, name)), ...dropped.map(({ name }) => `DROP TABLE ${quoteName(name)}`)]),
    part(
      'Placeholders, not the real values: some row that is there, since these may neither be empty nor refer to nothing',
      plan.tables.flatMap(({ name, references }) => references.map((one) => referToSome(name, one))),
    ),
    ...plan.tables.filter(({ mode }) => mode === 'virtual').map((way) => part(null, remakeVirtual(way, plan))),
    part(null, missingObjects(plan, [...moved, ...dropped])),
    part(null, settings(plan)),
  ].filter(({ statements }) => statements.length > 0);
}

function makeRoom({ unmovable }: Plan, name: string): readonly string[] {
  const model = unmovable.get(foldName(name));
  if (model !== undefined) return putRowsAside(model, asideName(name), model.autoincrement).map(({ sql }) => sql);
  return [`ALTER TABLE ${quoteName(name)} RENAME TO ${quoteName(asideName(name))}`];
}

/** Rows that were put aside lie in a table without a counter: its row does not go with the table. */
function dropMoved({ unmovable }: Plan, name: string): readonly string[] {
  const aside = asideName(name);
  const counter = `DELETE FROM sqlite_sequence WHERE name = '${aside.replaceAll("'", "''")}'`;
  return [...(unmovable.get(foldName(name))?.autoincrement === true ? [counter] : []), `DROP TABLE ${quoteName(aside)}`];
}

/** As it is declared. */
function heirOf({ seen, after }: Plan, table: string): string | null {
  const heir = seen.lineage.get(foldName(table))?.table;
  return after.find(({ type, name }) => type === 'table' && foldName(name) === heir)?.name ?? null;
}

function isStaying({ mode }: TableWay): boolean {
  return mode === 'keep' || mode === 'alter';
}

/** Whether values come out of a table: it must stand as it is until they are copied. */
function readsFrom({ source }: TableWay, table: string): boolean {
  if (source === null) return false;
  const tables = [source.table, ...[...source.columns.values()].flatMap((one) => (one.kind === 'lookup' ? [one.table] : []))];
  return tables.some((one) => foldName(one) === foldName(table));
}

function part(comment: string | null, statements: readonly string[]): ScriptPart {
  return { comment, statements };
}

/** Whether a table of after is one of before that stays where it is; virtual ones that are made again drop it themselves. */
function livesOn({ name, mode, source }: TableWay, now: string): boolean {
  if (mode === 'alter') return foldName(source?.table ?? name) === foldName(now);
  return (mode === 'keep' || mode === 'virtual') && foldName(name) === foldName(now);
}

function dropDependents(plan: Plan, leaving: readonly StoredObject[]): readonly string[] {
  return goingFirst(plan, leaving).map(({ type, name }) => `DROP ${type.toUpperCase()} ${quoteName(name)}`);
}

/** Indexes, views and triggers of after that must go before anything else: those that go with their table only where they would fire. */
function goingFirst(plan: Plan, leaving: readonly StoredObject[]): readonly StoredObject[] {
  const gone = new Set(leaving.map(({ name }) => foldName(name)));
  const written = new Set(plan.tables.flatMap((way) => (way.extras.length > 0 ? [foldName(way.source?.table ?? way.name)] : [])));
  const dependents = plan.after.filter(({ type, sql }) => type !== 'table' && sql !== null);
  const going = dependents.filter((object) => {
    const goesWithTable = object.type !== 'view' && gone.has(foldName(object.table));
    if (goesWithTable) return object.type === 'trigger' && written.has(foldName(object.table)) && !isAsBefore(plan, object);
    return !isAsBefore(plan, object) || isUpdated(plan, object);
  });
  const views = new Set(going.filter(({ type }) => type === 'view').map(({ name }) => foldName(name)));
  // A view takes its triggers along.
  return going.filter(({ type, table }) => type !== 'trigger' || !views.has(foldName(table)));
}

function isAsBefore({ before }: Plan, object: StoredObject): boolean {
  return before.some(({ type, name, sql }) => type === object.type && name === object.name && sql === object.sql);
}

/** Values that come back must not set off what the application meant for its own updates. */
function isUpdated(plan: Plan, { type, table }: StoredObject): boolean {
  return (
    type === 'trigger' &&
    plan.tables.some(
      (way) => foldName(way.name) === foldName(table) && way.mode !== 'remake' && restoreColumns(way, (name) => name).length > 0,
    )
  );
}

function missingObjects(plan: Plan, leaving: readonly StoredObject[]): readonly string[] {
  const gone = new Set(leaving.map(({ name }) => foldName(name)));
  const first = goingFirst(plan, leaving);
  const droppedViews = new Set(first.filter(({ type }) => type === 'view').map(({ name }) => foldName(name)));
  const stands = (object: StoredObject): boolean =>
    plan.after.some(
      (now) =>
        now.type === object.type &&
        now.name === object.name &&
        now.sql === object.sql &&
        !first.includes(now) &&
        !(now.type !== 'view' && gone.has(foldName(now.table))) &&
        !(now.type === 'trigger' && droppedViews.has(foldName(now.table))),
    );
  return plan.before.flatMap((object) => (object.type === 'table' || object.sql === null || stands(object) ? [] : [object.sql]));
}

function settings({ seen }: Plan): readonly string[] {
  const { before, after } = seen.bare;
  return [...before.settings].flatMap(([name, value]) => (after.settings.get(name) === value ? [] : [`PRAGMA ${name} = ${value}`]));
}
