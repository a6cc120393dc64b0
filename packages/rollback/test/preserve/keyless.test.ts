import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const EVERY = { approval: 'all' } as const;
const made = (name: string, rule = ''): string => `CREATE TABLE ${name} (a INTEGER ${rule}, b TEXT)`;
const START = `${made('dates')}; INSERT INTO dates VALUES (NULL, 'w'), (1, 'x'), (NULL, 'y'), (2, 'z'), (2, 'z'), (3, 'u');`;
const SCRIPTS = {
  'leaves rows out': `${made('dates2', 'NOT NULL')}; INSERT INTO dates2 SELECT * FROM dates WHERE a IS NOT NULL; DROP TABLE dates; ALTER TABLE dates2 RENAME TO dates;`,
  'turns them round': `${made('dates2')}; INSERT INTO dates2 SELECT * FROM dates ORDER BY rowid DESC; DROP TABLE dates; ALTER TABLE dates2 RENAME TO dates;`,
  'puts others first': `ALTER TABLE dates RENAME TO old; ${made('dates')}; INSERT INTO dates VALUES (9, 'first'); INSERT INTO dates SELECT * FROM old; DROP TABLE old;`,
};

for (const [how, up] of Object.entries(SCRIPTS)) {
  test(`rows that nothing tells apart stay what they are where a script ${how}`, async () => {
    const place = workplace(START, { '001_anew.sql': up });
    const before = place.contents();
    await place.up(EVERY);
    const after = place.contents();
    await place.down(EVERY);
    expect(place.contents()).toEqual(before);
    await place.up(EVERY);
    expect(place.contents()).toEqual(after);
    place.write("DELETE FROM dates WHERE b = 'x'; UPDATE dates SET b = 'written' WHERE b = 'u'; INSERT INTO dates VALUES (7, 'new')");
    const written = place.contents();
    await place.down(EVERY);
    expect(place.rows('SELECT * FROM dates ORDER BY a, b')).toEqual([
      [null, 'w'],
      [null, 'y'],
      [2, 'z'],
      [2, 'z'],
      [3, 'written'],
      [7, 'new'],
    ]);
    await place.up(EVERY);
    expect(place.contents()).toEqual(written);
  });
}
