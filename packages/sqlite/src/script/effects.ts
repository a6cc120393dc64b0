import type { Effect } from '@zepix/migrations-core';
import type { Shape } from './classify.js';
import type { RawStatement } from './parse.js';
import type { TableName, Words } from './words.js';

/** Statements that take nothing away from rows or tables that are there. What a trigger's body does happens later. */
const HARMLESS = new Set([
  'CREATE',
  'SELECT',
  'VALUES',
  'PRAGMA',
  'ANALYZE',
  'REINDEX',
  'VACUUM',
  'ATTACH',
  'DETACH',
  'BEGIN',
  'COMMIT',
  'END',
  'ROLLBACK',
  'SAVEPOINT',
  'RELEASE',
]);
const DROPPED_LIGHTLY = new Set(['INDEX', 'VIEW', 'TRIGGER']);
const ALTERED_LIGHTLY = new Set(['RENAME', 'ADD', 'ALTER']);

/** What one statement destroys or overwrites, by its text alone. */
export function effectsOf({ words, text, location }: RawStatement, shape: Shape): Effect[] {
  if (shape.explained || HARMLESS.has(shape.verb)) return [];
  const { target } = shape;
  const kinds = target === null ? null : kindsOf(words, shape, target);
  if (target === null || kinds === null) return [{ kind: 'unparsed', table: null, location, original: text }];
  return kinds.map((kind) => ({ kind, table: plainName(target), location, original: text }));
}

/** A table's name as effects give it: without `main.` and `temp.`, with any other schema. */
export function plainName({ schema, name }: TableName): string {
  return schema === null || /^(main|temp)$/i.test(schema) ? name : `${schema}.${name}`;
}

/** Null where the statement is not understood. */
function kindsOf(words: Words, shape: Shape, target: TableName): Effect['kind'][] | null {
  switch (shape.verb) {
    case 'DELETE':
      return ['delete'];
    case 'UPDATE':
      return ['update'];
    case 'INSERT':
    case 'REPLACE':
      return inserted(words, shape, target);
    case 'DROP':
      return dropped(shape.object);
    case 'ALTER':
      return shape.object === 'TABLE' ? altered(words, target.next) : null;
    default:
      return null;
  }
}

function inserted(words: Words, { conflict }: Shape, target: TableName): Effect['kind'][] {
  const overwrites = words.find(target.next, 'DO', 'UPDATE') !== -1;
  return [...(conflict === 'REPLACE' ? (['replace'] as const) : []), ...(overwrites ? (['update'] as const) : [])];
}

function dropped(object: string): Effect['kind'][] | null {
  if (object === 'TABLE') return ['drop-table'];
  return DROPPED_LIGHTLY.has(object) ? [] : null;
}

function altered(words: Words, at: number): Effect['kind'][] | null {
  if (words.word(at) === 'DROP') return words.word(at + 1) === 'CONSTRAINT' ? [] : ['drop-column'];
  return ALTERED_LIGHTLY.has(words.word(at)) ? [] : null;
}
