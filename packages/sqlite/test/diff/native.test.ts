import { describe, expect, it } from 'vitest';
import { sqlFor } from './place.js';

const TRADES = `CREATE TABLE trades (id INTEGER PRIMARY KEY, lots REAL NOT NULL, note TEXT, CONSTRAINT positive CHECK (lots > 0))`;
const other = (from: string, to: string): string => TRADES.replace(from, to);

describe('where SQLite has an ALTER, that is all', () => {
  it.each([
    [
      'a column more',
      other('note TEXT', "note TEXT, side TEXT NOT NULL DEFAULT 'BUY'"),
      [`ALTER TABLE trades ADD COLUMN side TEXT NOT NULL DEFAULT 'BUY'`],
    ],
    ['a column less', other(' note TEXT,', ''), ['ALTER TABLE trades DROP COLUMN note']],
    ['NULL forbidden', other('note TEXT', 'note TEXT NOT NULL'), ['ALTER TABLE trades ALTER COLUMN note SET NOT NULL']],
    ['NULL allowed', other(' NOT NULL', ''), ['ALTER TABLE trades ALTER COLUMN lots DROP NOT NULL']],
    ['a check less', other(', CONSTRAINT positive CHECK (lots > 0)', ''), ['ALTER TABLE trades DROP CONSTRAINT positive']],
    ['an index more', `${TRADES}; CREATE INDEX by_note ON trades (note)`, ['CREATE INDEX by_note ON trades (note)']],
    ['the same, written otherwise', TRADES.toLowerCase(), []],
  ])('%s', (_, to, expected) => {
    expect(sqlFor(TRADES, to)).toEqual(expected);
  });

  it('a rename is given, never guessed', () => {
    const renamed = other('note', 'remark');
    expect(sqlFor(TRADES, renamed, { renames: [{ table: 'TRADES', column: 'Note', to: 'remark' }] })).toEqual([
      'ALTER TABLE trades RENAME COLUMN note TO remark',
    ]);
    expect(sqlFor(TRADES, renamed)).toEqual(['ALTER TABLE trades DROP COLUMN note', 'ALTER TABLE trades ADD COLUMN remark TEXT']);
  });

  it.each([
    ['3.53', ['ALTER TABLE trades ALTER COLUMN note SET NOT NULL']],
    ['3.52.9', expect.arrayContaining(['PRAGMA legacy_alter_table = ON'])],
  ])('not where SQLite %s has none', (sqlite, expected) => {
    expect(sqlFor(TRADES, other('note TEXT', 'note TEXT NOT NULL'), { sqlite })).toEqual(expected);
  });
});
