import { describe, expect, test } from 'vitest';
import { SHAPES, START } from './shapes.js';
import { workplace } from './workplace.js';

describe.each([
  { journalMode: 'wal', copiesUpTo: 0 },
  { journalMode: 'delete', copiesUpTo: 200 },
] as const)('an up without a rollback, %o', (settings) => {
  test.each(Object.entries(SHAPES))('%s: goes back as it was, and comes again as it became', async (_, script) => {
    const place = workplace(START, { '001_change.sql': script }, settings);
    const before = place.contents();
    await place.up();
    const after = place.contents();
    expect(after).not.toEqual(before);
    await place.down();
    expect(place.contents()).toEqual(before);
    await place.up();
    expect(place.contents()).toEqual(after);
    expect(place.rows('PRAGMA integrity_check')).toEqual([['ok']]);
  });
});

test('a statement that fails is not done in another way', async () => {
  const place = workplace('CREATE TABLE only (id); INSERT INTO only VALUES (1);', { '001_change.sql': 'DROP TABLE nowhere;' });
  await expect(place.up()).rejects.toThrow('no such table: nowhere');
  expect(place.rows('SELECT id FROM only')).toEqual([[1]]);
});
