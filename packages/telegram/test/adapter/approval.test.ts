import { inDatabase, rowsOf } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { place } from './place.js';

const SHOP = {
  '001_orders.sql': '-- Description: Orders\nCREATE TABLE orders (id INTEGER PRIMARY KEY);\n',
  'rollback/001_rollback_orders.sql': 'DROP TABLE orders;\n',
};

describe('an approver in a chat of their own', () => {
  test('asks, approves and sees it done', async () => {
    const { approver, state, migrator, folder, start } = await place({ shop: SHOP });
    await start();
    const card = await approver.ask('/migrate', 'Migrate?');
    expect((await approver.press(card, 'Approve')).text).toContain('begins');
    const summary = await approver.expect(/✅ Done/);
    expect(summary.text).toContain('001_orders');
    expect(rowsOf(folder.file('shop.db'), 'SELECT * FROM orders')).toEqual([]);
    const { result } = await migrator.history();
    const applied = result?.[0]?.entries.find(({ event }) => event === 'applied');
    const [request] = [...state.requests.values()];
    expect(applied?.details['consent']).toMatchObject({
      request: request?.id,
      askedBy: expect.stringContaining('Anna'),
      approvedBy: expect.stringContaining('Anna'),
    });
    await expect.poll(() => state.requests.get(request?.id ?? '')?.status).toBe('done');
    expect((await approver.press(card, 'Approve')).text).toContain('done');
  });
});

/** What a migration does, and whether its approval needs the name. */
const ACTS: readonly (readonly [what: string, sql: string, isTyped: boolean])[] = [
  ['adds a table and a column', 'CREATE TABLE more (id INTEGER PRIMARY KEY);\nALTER TABLE orders ADD COLUMN note TEXT;\n', false],
  ['makes an index', 'CREATE INDEX by_state ON orders (state);\n', false],
  ['deletes from a table without rows', 'DELETE FROM empty;\n', false],
  ['drops a table that has rows', 'DROP TABLE orders;\n', true],
  ['drops a column', 'ALTER TABLE orders DROP COLUMN state;\n', true],
  ['overwrites values', "UPDATE orders SET state = 'closed' WHERE id = 1;\n", true],
  ['deletes rows that are not there yet', "DELETE FROM orders WHERE state = 'of tomorrow';\n", true],
  ['runs without a transaction', '-- Transaction: NO\nCREATE INDEX by_state ON orders (state);\n', true],
  ['deletes by a trigger that no statement names', 'INSERT INTO empty VALUES (1);\n', true],
];

test.each(ACTS)('the name is typed only where it should be: a migration that %s', async (_, sql, isTyped) => {
  const first = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT);\nCREATE TABLE empty (id INTEGER PRIMARY KEY);\n';
  const clear = 'CREATE TRIGGER clear AFTER INSERT ON empty BEGIN DELETE FROM orders WHERE id = 1; END;\n';
  const { approver, migrator, folder, start } = await place({ shop: { '001_orders.sql': `${first}${clear}`, '002_act.sql': sql } });
  await migrator.up({ to: '001' });
  inDatabase(folder.file('shop.db'), (database) => database.exec("INSERT INTO orders (state) VALUES ('open'), ('open')"));
  await start();
  const card = await approver.ask('/migrate', 'Migrate?');
  expect(card.text?.includes('To be typed besides: shop')).toBe(isTyped);
  expect((await approver.press(card, 'Approve')).text).toContain(isTyped ? 'type the name' : 'begins');
  if (isTyped) {
    const prompt = await approver.expect('Type it to approve');
    expect(migrator.status().databases[0]?.version).toBe('001');
    approver.send('shop', { replyTo: prompt });
  }
  await approver.expect('✅ Done\n━');
  expect(migrator.status().databases[0]?.version).toBe('002');
});
