import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const EVERY = { approval: 'all' } as const;
const START = `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, amount INTEGER, note TEXT);
INSERT INTO t VALUES (1, 'a', 1, 'of a'), (2, 'b', 2, 'of b'), (3, 'c', 3, 'of c');`;

test.each([{ copiesUpTo: 0 }, { copiesUpTo: 200 }])(
  'a key that was used again for another row is told of, and nothing is lost, %o',
  async (how) => {
    const place = workplace(START, { '001_drop.sql': 'ALTER TABLE t DROP COLUMN note;' }, how);
    await place.up(EVERY);
    place.write("DELETE FROM t WHERE id = 3; INSERT INTO t (name, amount) VALUES ('other', 7); UPDATE t SET amount = 9 WHERE id = 1");
    const written = place.contents();
    const report = await place.down(EVERY);
    expect(place.rows('SELECT * FROM t')).toEqual([
      [1, 'a', 9, 'of a'],
      [2, 'b', 2, 'of b'],
      [3, 'other', 7, 'of c'],
    ]);
    expect(report.databases[0]?.ran[0]?.returned?.conflicts).toMatchObject([
      { kind: 'used-again', table: 't', rows: 1, reason: expect.stringContaining('(3)') as string },
    ]);
    // What was preserved is still there to look at.
    expect(place.rows("SELECT 1 FROM _zepix_preserved WHERE version = '001' AND direction = 'up'")).toHaveLength(1);
    await place.up(EVERY);
    expect(place.contents()).toEqual(written);
  },
);
