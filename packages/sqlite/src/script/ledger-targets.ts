import type { Shape } from './classify.js';
import type { TableName, Words } from './words.js';

/** Every table or view whose definition or rows the statement changes, now or, by a trigger's body, later. */
export function writtenBy(words: Words, shape: Shape): TableName[] {
  const { verb, object, target } = shape;
  if (shape.explained || target === null) return [];
  const own = [target];
  if (verb === 'CREATE' && object === 'INDEX') return behind(words, target.next, 'ON');
  if (verb === 'CREATE' && object === 'TRIGGER') return [...behind(words, target.next, 'ON'), ...writtenInBody(words, target.next)];
  if (verb === 'ALTER') return [...own, ...behind(words, target.next, 'RENAME', 'TO')];
  return ['CREATE', 'DROP', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE'].includes(verb) ? own : [];
}

function behind(words: Words, from: number, ...marks: readonly string[]): TableName[] {
  const at = words.find(from, ...marks);
  const name = at === -1 ? null : words.tableName(at + marks.length);
  return name === null ? [] : [name];
}

function writtenInBody(words: Words, from: number): TableName[] {
  const names: TableName[] = [];
  for (let at = from; at < words.length; at += 1) {
    const name = writtenAt(words, at);
    if (name !== null) names.push(name);
  }
  return names;
}

function writtenAt(words: Words, at: number): TableName | null {
  if (words.word(at) === 'INTO' || words.are(at, 'DELETE', 'FROM')) return words.tableName(words.word(at) === 'INTO' ? at + 1 : at + 2);
  if (words.word(at) !== 'UPDATE') return null;
  return words.tableName(words.word(at + 1) === 'OR' ? at + 3 : at + 1);
}
