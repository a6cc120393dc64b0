import type { Report } from '@zepix/migrations-core';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const EVERY = { approval: 'all' } as const;
const conflicts = ({ databases }: Report): readonly unknown[] => databases[0]?.ran[0]?.returned?.conflicts ?? [];

const RULES = {
  'NOT NULL': { rule: 'v TEXT NOT NULL', written: 'NULL' },
  UNIQUE: { rule: 'v TEXT UNIQUE', written: "'a'" },
  CHECK: { rule: "v TEXT CHECK (v <> 'bad')", written: "'bad'" },
} as const;

for (const [name, { rule, written }] of Object.entries(RULES)) {
  test(`a row of before that breaks a ${name} that comes back keeps what it had there, and its children keep it`, async () => {
    const made = (table: string, column: string): string => `CREATE TABLE ${table} (id TEXT PRIMARY KEY, ${column}, note TEXT)`;
    const start = `${made('p', rule)}; CREATE TABLE c (p TEXT NOT NULL REFERENCES p (id), note TEXT);
INSERT INTO p VALUES ('x', 'a', 'n'), ('y', 'b', 'm'); INSERT INTO c VALUES ('y', 'old');`;
    const up = `${made('new_p', 'v TEXT')}; INSERT INTO new_p SELECT * FROM p; DROP TABLE p; ALTER TABLE new_p RENAME TO p;`;
    const place = workplace(start, { '001_loosen.sql': up });
    const { schema } = place.contents();
    await place.up(EVERY);
    place.write(`UPDATE p SET v = ${written}, note = 'written' WHERE id = 'y'; INSERT INTO p VALUES ('z', ${written}, 'new')`);
    const then = place.contents();
    const report = await place.down(EVERY);
    expect(place.contents()['schema']).toEqual(schema);
    expect(place.rows('SELECT * FROM p')).toEqual([
      ['x', 'a', 'n'],
      ['y', 'b', 'written'],
    ]);
    expect(place.rows('SELECT * FROM c')).toEqual([['y', 'old']]);
    expect(place.rows('PRAGMA foreign_key_check')).toEqual([]);
    expect(conflicts(report)).toEqual([
      expect.objectContaining({
        kind: 'kept-aside',
        table: 'p',
        rows: 1,
        reason: expect.stringContaining('they have what they had there') as string,
      }),
      expect.objectContaining({ kind: 'kept-aside', table: 'p', rows: 1 }),
    ]);
    await place.up(EVERY);
    expect(place.contents()).toEqual(then);
  });
}
