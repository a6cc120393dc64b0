import { expect, test } from 'vitest';
import { workplace } from './workplace.js';

const ORDERS = `CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, note TEXT);
INSERT INTO orders (symbol, note) VALUES ('EURUSD', 'a'), ('GBPUSD', 'b'), ('USDJPY', NULL);`;
const DROP_NOTE = {
  '001_no_note.sql': 'ALTER TABLE orders DROP COLUMN note;',
  'rollback/001_rollback_no_note.sql': 'ALTER TABLE orders ADD COLUMN note TEXT;',
};
const MAY_BE_EMPTY = {
  '001_optional.sql': `CREATE TABLE n (id INTEGER PRIMARY KEY, symbol TEXT, note TEXT); INSERT INTO n SELECT * FROM orders;
DROP TABLE orders; ALTER TABLE n RENAME TO orders;`,
};
const DRY = { dryRun: true, rehearse: true } as const;

test('a plan tells what it would destroy and, rehearsed, how much of it is kept', async () => {
  const place = workplace(ORDERS, DROP_NOTE);
  const [report] = (await place.up(DRY)).databases;
  expect(report?.planned[0]).toMatchObject({ confirmations: [], destroys: [{ reason: 'Drops a column of orders, which has rows.' }] });
  expect(report?.rehearsal?.steps[0]?.preserved?.items).toEqual([{ kind: 'column', table: 'orders', columns: ['note'], rows: 2 }]);
  expect(place.rows('SELECT count(note) FROM orders')).toEqual([[2]]);
});

test('taking back is tried on a copy: what comes back, and that a change of mind gives what is there now', async () => {
  const place = workplace(ORDERS, DROP_NOTE);
  await place.up();
  place.write("INSERT INTO orders (symbol) VALUES ('since')");
  const [report] = (await place.down(DRY)).databases;
  expect(report?.rehearsal?.steps).toMatchObject([{ status: 'proven', differences: [], returned: { rows: 0, values: 2, conflicts: [] } }]);
  expect(place.rows("SELECT count(*) FROM pragma_table_info('orders') WHERE name = 'note'"), 'the live database is untouched').toEqual([
    [0],
  ]);
});

test('rows that would be kept aside are counted beforehand', async () => {
  const place = workplace(ORDERS, MAY_BE_EMPTY);
  await place.up();
  place.write('INSERT INTO orders (symbol) VALUES (NULL), (NULL)');
  const [report] = (await place.down(DRY)).databases;
  expect(report?.error).toBeNull();
  expect(report?.rehearsal?.steps[0]?.returned?.conflicts).toMatchObject([{ kind: 'kept-aside', table: 'orders', rows: 2 }]);
});

test('a rollback that fails on the copy is refused before it could fail where it counts', async () => {
  const place = workplace(ORDERS, { ...DROP_NOTE, 'rollback/001_rollback_no_note.sql': 'ALTER TABLE order ADD COLUMN note TEXT;' });
  await place.up();
  const { databases } = await place.migrator.down({ ...DRY, snapshot: false });
  expect(databases[0]?.error).toMatchObject({ dataState: 'It failed in the rehearsal, on a copy. Nothing was changed.' });
  expect(databases[0]?.rehearsal?.steps).toMatchObject([{ status: 'failed' }]);
});

test('what can be taken back but not applied again is said not to be proven', async () => {
  const place = workplace(ORDERS, {
    '001_made.sql': 'CREATE TABLE made (id);',
    'rollback/001_rollback_made.sql': 'DROP TABLE made; CREATE TABLE in_the_way (id);',
    '002_next.sql': 'CREATE TABLE in_the_way (id);',
    'rollback/002_rollback_next.sql': 'DROP TABLE in_the_way;',
  });
  await place.up();
  const steps = (await place.down({ ...DRY, steps: 2 })).databases[0]?.rehearsal?.steps;
  expect(steps?.map(({ status }) => status)).toEqual(['unproven', 'unproven']);
});

test('what a copy grows by is what the database grows by, the way back in the ledger included', async () => {
  const columns = Array.from({ length: 400 }, (_, index) => `a_long_name_of_a_column_${index} TEXT`).join(', ');
  const place = workplace(`CREATE TABLE wide (id INTEGER PRIMARY KEY, ${columns});`, {
    '001_gone.sql': 'DROP TABLE wide;',
  });
  const { rehearsal, ran } = (await place.up({ rehearse: true })).databases[0] ?? {};
  expect(ran?.[0]?.bytes).toBeGreaterThan(16_384);
  expect(rehearsal?.steps[0]?.bytes).toBe(ran?.[0]?.bytes);
});
