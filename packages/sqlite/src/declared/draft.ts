import { MigrationError } from '@zepix/migrations-core';
import type { SchemaDraft, Drafting, Renaming, SchemaObject } from '@zepix/migrations-core';
import { Trial, changeScript, changeSql, diff, readStoredOf, renameCandidates, renamedSchema } from '../diff/index.js';
import type { Change, ChangeStatement, StoredSchema } from '../diff/index.js';
import { createIndex, createTable } from '../model/index.js';
import type { SchemaModel } from '../model/index.js';
import { foldName } from '../model/names.js';
import { inTermsOf, keptObjects } from './in-terms.js';

/** Writes the migration from a migrated to a declared schema, and the one back, which restores every text byte for byte. */
export function draftBetween({ migrated, declared, renames, breakpoint }: Drafting): SchemaDraft {
  const from = readStoredOf(migrated.map(({ create }) => create));
  const wanted = declaredSchema(declared);
  const renamed = renamedSchema(from, wanted, renames);
  const to = wantedSchema(renamed, wanted);
  const changes = diff(from, to, { renames });
  if (changes.length === 0) return { changes: [], candidates: [], up: '', down: '', kept: [] };
  const up = changeSql(changes, from, to, { guards: true });
  return {
    changes: changes.map(({ object, kind, reason, loses }) => ({ object, kind, reason, loses })),
    candidates: renameCandidates(from, to, renames),
    up: changeScript(up, breakpoint),
    down: changeScript(wayBack(from, up, changes)),
    kept: keptObjects(renamed.model, wanted.model),
  };
}

function declaredSchema(script: string): StoredSchema {
  try {
    return readStoredOf([script]);
  } catch (cause) {
    const statement = firstRefused(script);
    throw new MigrationError(
      'DECLARATIONS_UNREADABLE',
      `What is declared can't be made in SQLite: ${(cause as Error).message}, in: ${firstOf(statement)}`,
      {
        hint: hintFor(statement),
        statement,
        dataState: 'Nothing was changed.',
        cause,
      },
    );
  }
}

function hintFor(statement: string): string {
  return /^\s*CREATE (?:UNIQUE )?INDEX [^]*`[^`]*\(/i.test(statement)
    ? 'drizzle-kit 0.x cuts an expression in an index at its commas: leave that index out of the schema, and put it into a migration by hand; it stays there.'
    : 'Correct the declared schema; the statement is what drizzle-kit made of it.';
}

/** The statement at which a script of drizzle-kit stops. */
function firstRefused(script: string): string {
  const trial = Trial.empty();
  try {
    return script.split('--> statement-breakpoint').find((statement) => !trial.attempt([statement])) ?? script;
  } finally {
    trial.close();
  }
}

const SHOWN = 300;

function firstOf(statement: string): string {
  const text = statement.replaceAll(/\s+/g, ' ').trim();
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
}

/** The declared schema with all that stays as it is, as a database that was made of it would read. */
function wantedSchema(renamed: StoredSchema, declared: StoredSchema): StoredSchema {
  const model = inTermsOf(renamed.model, declared.model);
  try {
    return readStoredOf(textsOf(model, [...declared.objects, ...renamed.objects]));
  } catch (cause) {
    throw new MigrationError('DECLARATIONS_UNREADABLE', `What is declared does not fit what is there: ${(cause as Error).message}.`, {
      hint: 'STRICT tables take only INT, INTEGER, REAL, TEXT, BLOB and ANY; a trigger or view that stays may need what is not declared.',
      dataState: 'Nothing was changed.',
      cause,
    });
  }
}

function textsOf({ tables, indexes, views, triggers }: SchemaModel, objects: StoredSchema['objects']): readonly string[] {
  const stored = (type: SchemaObject['kind'], name: string): string =>
    objects.find((object) => object.type === type && foldName(object.name) === foldName(name))?.sql ?? '';
  return [
    ...tables.map((table) => (table.definition === null ? createTable(table) : stored('table', table.name))),
    ...indexes.map(createIndex),
    ...views.map(({ name }) => stored('view', name)),
    ...triggers.map(({ name }) => stored('trigger', name)),
  ];
}

function wayBack(from: StoredSchema, up: readonly ChangeStatement[], changes: readonly Change[]): readonly ChangeStatement[] {
  const after = schemaAfter(from, up);
  const text = 'exact';
  return changeSql(diff(after, from, { renames: backwards(changes), text }), after, from, { text, guards: true });
}

function schemaAfter(from: StoredSchema, statements: readonly ChangeStatement[]): StoredSchema {
  const trial = Trial.of(from);
  if (trial === null) throw new MigrationError('GENERATED_UNPROVEN', 'The schema that the migrations make can not be built in memory.');
  try {
    for (const { sql, action } of statements) if (action !== 'guard') trial.run(sql);
    return trial.read();
  } finally {
    trial.close();
  }
}

function backwards(changes: readonly Change[]): readonly Renaming[] {
  return changes.flatMap(({ kind, what, table, from, to }) => {
    if (kind !== 'rename' || from === null || to === null) return [];
    return [what === 'table' ? { table: to, to: from } : { table, column: to, to: from }];
  });
}
