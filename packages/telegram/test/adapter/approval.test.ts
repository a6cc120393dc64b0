import { rowsOf } from '@zepix/testkit';
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
