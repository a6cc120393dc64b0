import { readFileSync } from 'node:fs';
import { inDatabase } from '@zepix/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const START = `CREATE TABLE a (id INTEGER PRIMARY KEY, note TEXT); INSERT INTO a VALUES (1, 'one'), (2, 'two');`;
const FILES = {
  '001_drop.sql': 'ALTER TABLE a DROP COLUMN note;',
  '002_rows.sql': 'DELETE FROM a WHERE id = 2;',
  '003_later.sql': 'CREATE TABLE b (x);',
};
const COLUMNS = ['version', 'number', 'name', 'direction', 'checksum', 'run_id', 'at', 'bytes', 'items', 'manifest'] as const;
const NIGHTLY = process.env['ZEPIX_NIGHTLY'] === '1';

const odd = fc.oneof(
  fc.constantFrom<unknown>('', '0', '001', '💥', 'null', '[null]', '[[]]', '{}', '{"format":1}', '[1', 'down', 'NaN', '9'.repeat(400)),
  fc.constantFrom<unknown>(0, -1, 1.5, 2n ** 62n, Buffer.from([0xff, 0x00, 0xfe])),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const edit = fc.record({ column: fc.constantFrom(...COLUMNS), value: odd, row: fc.integer({ min: 1, max: 2 }) });

async function migrated(): Promise<ReturnType<typeof workplace>> {
  const place = workplace(START, FILES, { journalMode: 'delete' });
  expect((await place.migrator.up({ approval: 'all', snapshot: false, to: '002' })).ok).toBe(true);
  return place;
}

test('whatever stands in the table of what is preserved, looking and planning end with a code and write nothing', async () => {
  const { file, migrator } = await migrated();
  const whole = inDatabase(file, (db) => db.prepare('SELECT * FROM _zepix_preserved').all()) as Record<string, unknown>[];
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      inDatabase(file, (db) => {
        for (const row of whole) {
          const names = Object.keys(row);
          const sql = `INSERT OR REPLACE INTO _zepix_preserved (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`;
          db.prepare(sql).run(row);
        }
        for (const { column, value, row } of edits) db.prepare(`UPDATE _zepix_preserved SET ${column} = ? WHERE id = ?`).run(value, row);
      });
      const before = readFileSync(file);
      const settings = { snapshot: false, rehearse: false };
      const reports = [migrator.status(), migrator.verify(), await migrator.plan(settings), await migrator.plan({ ...settings, to: '0' })];
      const codes = reports.flatMap(({ error, databases }) => [error, ...databases.map((one) => one.error)].map((one) => one?.code));
      expect(codes).not.toContain('INTERNAL');
      expect(readFileSync(file).equals(before)).toBe(true);
    }),
    { numRuns: NIGHTLY ? 2000 : 40 },
  );
});

test('a manifest that can not be read stops the way back that needs it, with its number', async () => {
  const { file, migrator, contents } = await migrated();
  inDatabase(file, (db) => void db.exec(`UPDATE _zepix_preserved SET manifest = substr(manifest, 1, 40) WHERE number = '2'`));
  const before = contents();
  const { databases } = await migrator.down({ approval: 'all', snapshot: false });
  expect(databases[0]?.error).toMatchObject({ code: 'LEDGER_INVALID' });
  expect(databases[0]?.error?.message).toContain('_zepix_preserved is damaged');
  expect(contents()).toEqual(before);
});

test('another table of that name is not read as ours', async () => {
  const { file, migrator } = await migrated();
  inDatabase(file, (db) => void db.exec('ALTER TABLE _zepix_preserved DROP COLUMN run_id'));
  expect(migrator.status().databases[0]).toMatchObject({ state: 'foreign-ledger', problems: [{ code: 'LEDGER_INVALID' }] });
  const { databases } = await migrator.up({ approval: 'all', snapshot: false });
  expect(databases[0]?.error).toMatchObject({ code: 'LEDGER_INVALID' });
});
