import { MigrationError } from '@zepix/migrations-core';
import { createIndex, createTableLines, differencesOf } from '../model/index.js';
import type { StoredObject, TableModel } from '../model/index.js';
import { foldName, quoteName } from '../model/names.js';
import { parentsFirst } from '../model/parents.js';
import { closed } from '../script/index.js';
import type { Rename } from './change.js';
import { hasExpressions } from './copy.js';
import { Draft } from './draft.js';
import { guardsOf } from './guards.js';
import { alterations, has } from './native.js';
import { REFERENCES_FOLLOW, REFERENCES_STAY, refillStatements, remakeTables } from './rebuild.js';
import { movings } from './moving.js';
import type { Rebuild } from './rebuild.js';
import { renameOf } from './rename-model.js';
import { renameSteps } from './renames.js';
import { differingKeys, findTable, missingIn } from './state.js';
import type { ChangeStatement, SqlOptions } from './statement.js';
import { findObject, objectKey } from './stored.js';
import type { StoredSchema } from './stored.js';
import { displacedTriggers } from './trigger-order.js';
import { carriedColumns } from './virtual.js';

export interface PlannerOptions extends SqlOptions {
  readonly text: 'exact' | 'model';
  readonly sqlite: string;
}

/** What hangs on a table and is made anew by itself. */
const HANGING = new Set(['index', 'trigger', 'view']);

const FOREIGN_KEYS_OFF: ChangeStatement = {
  sql: 'PRAGMA foreign_keys = OFF',
  action: 'setting',
  object: 'foreign_keys',
  reason: 'With foreign keys on, dropping a table would delete or refuse rows that refer to it.',
};

/** Puts the statements in order: what goes, renames, what stands in the way, ALTERs, rebuilds, what is new, what hangs on tables. */
export class Planner {
  readonly #draft: Draft;
  readonly #to: StoredSchema;
  readonly #options: PlannerOptions;
  /** Of states that were seen: comparing models is what takes long. */
  readonly #differing = new WeakMap<StoredSchema, ReadonlySet<string>>();
  /** Those that no ALTER has carried out: left to rebuilds. */
  #renames: readonly Rename[];

  constructor(from: StoredSchema, to: StoredSchema, renames: readonly Rename[], options: PlannerOptions) {
    this.#draft = new Draft(from);
    this.#to = to;
    this.#renames = renames;
    this.#options = options;
  }

  plan(): readonly ChangeStatement[] {
    try {
      this.#dropWhatGoes();
      this.#rename();
      this.#guard();
      this.#dropWhatDiffers();
      const [virtual, ordinary] = this.#alter();
      this.#rebuild(ordinary);
      this.#create('table');
      this.#rebuild(virtual);
      this.#create('virtual');
      this.#dropTables(() => true);
      this.#remake();
      this.#prove();
      return this.#withForeignKeysOff();
    } finally {
      this.#draft.close();
    }
  }

  get #state(): StoredSchema {
    return this.#draft.state;
  }

  #differs(object: Pick<StoredObject, 'type' | 'name'>, state = this.#state): boolean {
    const keys = this.#differing.get(state) ?? differingKeys(state, this.#to, this.#options.text);
    this.#differing.set(state, keys);
    return keys.has(objectKey(object.type, object.name));
  }

  /** What a table of the state becomes; undefined for one that goes. */
  #targetOf(table: TableModel): TableModel | undefined {
    const target = findTable(this.#to.model, renameOf(this.#renames, table.name)?.to ?? table.name);
    return target?.kind === table.kind ? target : undefined;
  }

  /** What each table that is wanted is made of; none for those that are new. */
  #sources(): ReadonlyMap<TableModel, TableModel> {
    const there = new Set(this.#state.objects.map(({ type, name }) => objectKey(type, name)));
    const sources = new Map<TableModel, TableModel>();
    for (const table of this.#state.model.tables) {
      const target = this.#targetOf(table);
      if (target !== undefined && there.has(objectKey('table', table.name))) sources.set(target, table);
    }
    return sources;
  }

  #dropWhatGoes(): void {
    const goes = new Set(this.#goingTables().map(({ name }) => foldName(name)));
    for (const type of ['view', 'trigger', 'index'] as const) {
      for (const object of missingIn(this.#to, this.#state)) {
        if (object.type === type && !goes.has(foldName(object.table)) && this.#isThere(object)) this.#drop(object, 'is to go');
      }
    }
    // Expressions that are given may read from tables that go: those go last.
    const isRead = this.#options.copy !== undefined || this.#options.fill !== undefined;
    this.#dropTables(({ kind, name }) => !isRead || kind === 'virtual' || this.#isWanted(name));
  }

  /** A view that went has taken its triggers along. */
  #isThere({ type, name }: StoredObject): boolean {
    return findObject(this.#state, type, name) !== undefined;
  }

  #isWanted(name: string): boolean {
    const names = [...this.#to.model.tables, ...this.#to.model.views];
    return names.some((one) => foldName(one.name) === foldName(name));
  }

  #goingTables(): readonly TableModel[] {
    return this.#state.model.tables.filter((table) => this.#targetOf(table) === undefined);
  }

  /** Children before their parents. */
  #dropTables(isMeant: (table: TableModel) => boolean): void {
    for (const table of referring(this.#goingTables().filter(isMeant)).toReversed()) {
      const object = findObject(this.#state, 'table', table.name);
      if (object !== undefined) this.#drop(object, 'is to go');
    }
  }

  #drop(object: StoredObject, why: string): void {
    this.#draft.drop(object, `${capital(object.type)} ${quoteName(object.name)} ${why}.`);
  }

  #rename(): void {
    const { sqlite } = this.#options;
    // Expressions that are given know columns by their old names.
    const isLeft = ({ table, column }: Rename): boolean =>
      column !== undefined && (!has(sqlite, 'rename column') || hasExpressions(renameOf(this.#renames, table)?.to ?? table, this.#options));
    const left = this.#renames.filter(isLeft);
    const steps = renameSteps(
      this.#state,
      this.#renames.filter((rename) => !isLeft(rename)),
    );
    const statements = steps.map((step): ChangeStatement => ({ ...step, action: 'rename' }));
    if (steps.length === 0 || !this.#draft.tries(statements, () => true)) return;
    this.#renames = left.map((rename) => ({ ...rename, table: renameOf(this.#renames, rename.table)?.to ?? rename.table }));
  }

  /** Behind the renames that ALTER carries out: what is asked of the rows is asked under the new names. */
  #guard(): void {
    if (this.#options.guards !== true) return;
    const sources = this.#sources();
    for (const to of this.#to.model.tables) {
      const from = sources.get(to);
      const isLeft = this.#renames.some(({ table }) => foldName(table) === foldName(from?.name ?? ''));
      if (from?.kind !== 'table' || isLeft || hasExpressions(to.name, this.#options)) continue;
      this.#draft.addGuards(guardsOf(from, to, this.#state.model.indexes, this.#to.model.indexes));
    }
  }

  #dropWhatDiffers(): void {
    for (const type of ['trigger', 'view', 'index'] as const) {
      const differing = this.#state.objects.filter((object) => object.type === type && this.#differs(object));
      for (const object of differing) if (this.#isThere(object)) this.#drop(object, 'is to be another');
    }
    for (const object of this.#state.objects.filter((one) => this.#isEmptied(one))) this.#drop(object, 'is to be another');
  }

  /** A virtual table that is to be another and from which no row can be carried over. */
  #isEmptied({ type, name }: StoredObject): boolean {
    const from = type === 'table' ? findTable(this.#state.model, name) : undefined;
    const to = from === undefined ? undefined : this.#targetOf(from);
    if (from?.kind !== 'virtual' || to === undefined || carriedColumns(from, to).length > 0) return false;
    return this.#isChanged(from, to);
  }

  /** Alters tables where that does, and gives those that have to be made anew: virtual ones, and others. */
  #alter(): readonly [virtual: readonly Rebuild[], ordinary: readonly Rebuild[]] {
    const sources = this.#sources();
    const rebuilds = referring(this.#to.model.tables).flatMap((to) => {
      const from = sources.get(to);
      if (from === undefined || !this.#isChanged(from, to) || this.#alters(from, to)) return [];
      return [this.#rebuildOf(from, to)];
    });
    return [rebuilds.filter(({ to }) => to.kind === 'virtual'), rebuilds.filter(({ to }) => to.kind !== 'virtual')];
  }

  #isChanged(from: TableModel, to: TableModel): boolean {
    const isRenamed = this.#renames.some(({ table }) => foldName(table) === foldName(from.name));
    return isRenamed || hasExpressions(to.name, this.#options) || this.#differs({ type: 'table', name: to.name });
  }

  #alters(from: TableModel, to: TableModel): boolean {
    if (this.#renames.some(({ table }) => foldName(table) === foldName(from.name)) || hasExpressions(to.name, this.#options)) return false;
    const statements = alterations(from, to, this.#options.sqlite);
    if (statements === null || statements.length === 0) return false;
    return this.#draft.tries(statements, (state) => !this.#differs({ type: 'table', name: to.name }, state));
  }

  #rebuildOf(from: TableModel, to: TableModel): Rebuild {
    const own = this.#renames.filter(({ table }) => foldName(table) === foldName(from.name));
    const source = (column: string): string => {
      const rename = own.find((one) => one.column !== undefined && foldName(one.to) === foldName(column));
      // A name that was given to another column since is no source.
      const isTaken = own.some((one) => one.column !== undefined && foldName(one.column) === foldName(column));
      return rename?.column ?? (isTaken ? '' : column);
    };
    return { from, to, source, create: this.#textOf('table', to.name), reason: this.#reasonFor(to) };
  }

  #reasonFor({ name }: TableModel): string {
    const own = differencesOf(this.#to.model, this.#state.model).filter(
      ({ table, what }) => foldName(table) === foldName(name) && !HANGING.has(what),
    );
    const objects = own.map(({ object }) => object);
    return objects.length === 0
      ? 'it is to be written otherwise.'
      : `no ALTER does ${objects.slice(0, 3).join(', ')}${objects.length > 3 ? ' …' : ''}.`;
  }

  #rebuild(rebuilds: readonly Rebuild[]): void {
    if (rebuilds.length === 0) return;
    this.#draft.add(REFERENCES_STAY);
    // All are moved away before any is made: names may be exchanged.
    for (const rebuild of rebuilds) {
      const ways = movings(rebuild, { indexes: this.#state.model.indexes, sqlite: this.#options.sqlite });
      if (!ways.some((way) => this.#draft.tries(way, () => true))) this.#draft.add(...(ways[0] ?? []));
    }
    this.#draft.add(...remakeTables(rebuilds, this.#options), REFERENCES_FOLLOW);
    for (const { from } of rebuilds) this.#draft.forget(({ table }) => foldName(table) === foldName(from.name));
    for (const { to } of rebuilds) this.#learn('table', to.name);
  }

  #learn(type: StoredObject['type'], name: string): void {
    const object = findObject(this.#to, type, name);
    if (object !== undefined) this.#draft.learn(object);
  }

  #create(kind: TableModel['kind']): void {
    const known = this.#state;
    for (const table of referring(this.#to.model.tables)) {
      if (table.kind !== kind || findObject(known, 'table', table.name) !== undefined) continue;
      this.#make('table', table.name);
      this.#draft.addWhatRuns(...refillStatements(table));
    }
  }

  #make(type: StoredObject['type'], name: string): void {
    const object = `${type} ${quoteName(name)}`;
    this.#draft.add({ sql: this.#textOf(type, name), action: 'create', object, reason: `Make ${object}.` });
    this.#learn(type, name);
  }

  #textOf(type: StoredObject['type'], name: string): string {
    const isNamed = (one: { readonly name: string }): boolean => foldName(one.name) === foldName(name);
    const { tables, indexes } = this.#to.model;
    const table = this.#options.text === 'model' && type === 'table' ? tables.find(isNamed) : undefined;
    const index = this.#options.text === 'model' && type === 'index' ? indexes.find(isNamed) : undefined;
    if (table !== undefined && table.definition === null) return createTableLines(table);
    if (index !== undefined) return createIndex(index);
    return closed(findObject(this.#to, type, name)?.sql ?? '');
  }

  /** Indexes, views and triggers: those that are new, and those that went with their table or before it changed. */
  #remake(): void {
    for (const object of displacedTriggers(this.#state, this.#to)) this.#drop(object, 'has to stand behind others');
    for (const type of ['index', 'view', 'trigger'] as const) {
      for (const object of missingIn(this.#state, this.#to)) if (object.type === type) this.#make(type, object.name);
    }
  }

  /** @throws INTERNAL where the statements do not lead to what they are for */
  #prove(): void {
    if (!this.#draft.isTried) return;
    const wrong = [...differingKeys(this.#state, this.#to, this.#options.text)];
    const missing = missingIn(this.#state, this.#to).map(({ type, name }) => `${type} ${name} (missing)`);
    const extra = missingIn(this.#to, this.#state).map(({ type, name }) => `${type} ${name} (left over)`);
    const all = [...wrong, ...missing, ...extra];
    if (all.length === 0) return;
    throw new MigrationError('INTERNAL', `The statements do not make the schema that they are for: ${all.join(', ')}.`, {
      hint: 'This is a bug in the migration engine: please report it with both schemas.',
    });
  }

  #withForeignKeysOff(): readonly ChangeStatement[] {
    const { statements } = this.#draft;
    return statements.some(({ sql }) => sql.startsWith('DROP TABLE')) ? [FOREIGN_KEYS_OFF, ...statements] : statements;
  }
}

/** Parents first. */
function referring(tables: readonly TableModel[]): readonly TableModel[] {
  const items = tables.map((table) => ({ name: table.name, table, parents: table.foreignKeys.map(({ parent }) => parent) }));
  return parentsFirst(items).map(({ table }) => table);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
