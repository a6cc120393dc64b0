import { MigrationError } from '@zepix/migrations-core';
import type { StoredObject } from '../model/index.js';
import { foldName, quoteName } from '../model/names.js';
import { guardStatement } from './guard.js';
import type { Guard } from './guard.js';
import type { ChangeStatement } from './statement.js';
import type { StoredSchema } from './stored.js';
import { Trial } from './trial.js';

/** Statements, one after the other, and the schema that they leave: as SQLite itself says wherever it can build that schema here. */
export class Draft {
  readonly #trial: Trial | null;
  readonly #statements: ChangeStatement[] = [];
  #state: StoredSchema;
  #isStale = false;

  constructor(from: StoredSchema) {
    this.#state = from;
    this.#trial = Trial.of(from);
  }

  get statements(): readonly ChangeStatement[] {
    return this.#statements;
  }

  /** Whether the statements run here. Without that, no ALTER can be tried, and `state` tells the names of objects alone. */
  get isTried(): boolean {
    return this.#trial !== null;
  }

  get state(): StoredSchema {
    if (this.#isStale && this.#trial !== null) this.#state = this.#trial.read();
    this.#isStale = false;
    return this.#state;
  }

  add(...statements: readonly ChangeStatement[]): void {
    for (const statement of statements) {
      this.#statements.push(statement);
      this.#run(statement);
    }
  }

  /** Adds statements but for those that were seen to fail: what is broken in the schema that is wanted is none of ours. */
  addWhatRuns(...statements: readonly ChangeStatement[]): void {
    for (const statement of statements) if (this.#trial?.attempt([statement.sql]) !== false) this.#statements.push(statement);
    this.#isStale = true;
  }

  /** Adds the guards whose question this schema can answer: not those that ask for a column that is only to come. */
  addGuards(guards: readonly Guard[]): void {
    for (const guard of guards)
      if (this.#trial?.attempt([`SELECT count(*), min(${guard.example}) FROM ${guard.rows}`]) === true)
        this.#statements.push(guardStatement(guard));
  }

  /** Adds statements if they all run and leave what the verdict accepts; says whether. */
  tries(statements: readonly ChangeStatement[], verdict: (state: StoredSchema) => boolean): boolean {
    const trial = this.#trial;
    if (trial === null) return false;
    const sql = statements.map((statement) => statement.sql);
    const accepted = trial.attempt(sql, () => verdict(trial.read()));
    if (!accepted) return false;
    this.#statements.push(...statements);
    this.#isStale = true;
    return true;
  }

  drop({ type, name }: StoredObject, reason: string): void {
    const object = `${type} ${quoteName(name)}`;
    this.add({ sql: `DROP ${type.toUpperCase()} ${quoteName(name)}`, action: 'drop', object, reason });
    this.forget(
      (one) => (one.type === type && foldName(one.name) === foldName(name)) || (isHolder(type) && foldName(one.table) === foldName(name)),
    );
  }

  /** For a state that can't be read: what is gone. */
  forget(isGone: (object: StoredObject) => boolean): void {
    if (this.#trial !== null) return;
    this.#state = { ...this.#state, objects: this.#state.objects.filter((object) => !isGone(object)) };
  }

  /** For a state that can't be read: what has come. */
  learn(object: StoredObject): void {
    if (this.#trial === null) this.#state = { ...this.#state, objects: [...this.#state.objects, object] };
  }

  close(): void {
    this.#trial?.close();
  }

  #run({ sql, object, action }: ChangeStatement): void {
    this.#isStale = true;
    try {
      this.#trial?.run(sql);
    } catch (cause) {
      const { message } = cause as Error;
      if (action === 'copy')
        throw new MigrationError('USAGE', `The rows of ${object} can't be copied so: ${message}`, { statement: sql, cause });
      throw new MigrationError('INTERNAL', `A statement for ${object} does not run: ${message}`, { statement: sql, cause });
    }
  }
}

function isHolder(type: StoredObject['type']): boolean {
  return type === 'table' || type === 'view';
}
