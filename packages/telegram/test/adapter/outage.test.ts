import { inDatabase, writeFiles } from '@zepix/testkit';
import { expect, test } from 'vitest';
import { place } from './place.js';

const SHOP = {
  '001_orders.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT);\n',
  'rollback/001_rollback_orders.sql': 'DROP TABLE orders;\n',
};
const SENDING = ['sendMessage', 'editMessageText'];

test('an outage keeps a run from nothing, and how it ended is told behind it', async () => {
  const here = await place({ shop: SHOP });
  await here.start();
  const card = await here.approver.ask('/migrate', 'Migrate?');
  const fault = here.telegram.fault({ kind: 'reset', methods: SENDING });
  expect((await here.approver.press(card, 'Approve')).text).toContain('begins');
  await expect.poll(() => here.migrator.status().databases[0]?.state).toBe('up-to-date');
  await expect.poll(() => fault.hits, { timeout: 5000 }).toBeGreaterThan(2);
  expect([...here.state.requests.values()].map(({ status }) => status)).toEqual(['running']);
  fault.end();
  await here.approver.expect('✅ Done\n━');
  await expect.poll(() => [...here.state.requests.values()].map(({ status }) => status)).toEqual(['done']);
});

test('too many requests are waited for as long as Telegram says', async () => {
  const here = await place({ shop: SHOP });
  await here.start();
  const fault = here.telegram.fault({ kind: { retryAfter: 1 }, methods: SENDING, calls: 1 });
  const status = await here.viewer.ask('/migration_status', 'Database Migration Status');
  expect(fault.hits).toBe(1);
  expect(status.text).toContain('SHOP');
});

test('a bot that died before it told how a run ended tells it when it lives again, once', async () => {
  const here = await place({ shop: SHOP });
  const first = await here.start();
  const card = await here.approver.ask('/migrate', 'Migrate?');
  const fault = here.telegram.fault({ kind: 'reset', methods: SENDING });
  await here.approver.press(card, 'Approve');
  await expect.poll(() => here.migrator.status().databases[0]?.state).toBe('up-to-date');
  await first.stop();
  fault.end();
  const second = await here.start();
  const told = await here.approver.expect('cut off');
  expect(told.text).toContain('001_orders');
  await expect.poll(() => [...here.state.requests.values()].map(({ status }) => status)).toEqual(['done']);
  await second.stop();
  await here.start();
  await here.viewer.ask('/migration_help', 'You are');
  expect(here.approver.screen.filter(({ text }) => text?.includes('cut off'))).toHaveLength(1);
});

test('a chat that is gone by the end of a run: the admin is told', async () => {
  const here = await place({ shop: SHOP });
  const group = here.telegram.group({ members: [here.approver.user] });
  await here.start({ allow: { approvers: [here.approver.user.id], groups: [group.id] } });
  const actor = here.telegram.as(here.approver.user, group);
  const card = await actor.ask('/migrate', 'Migrate?');
  await actor.press(card, 'Approve');
  here.telegram.setStanding(group.id, 'kicked');
  await here.admin.expect('✅ Done\n━');
});

test('a failure that a summary told in the admin’s chat is no alert besides; one elsewhere is', async () => {
  const here = await place({ shop: { ...SHOP, '002_one.sql': 'CREATE UNIQUE INDEX one ON orders (state);\n' } });
  await here.migrator.up({ to: '001' });
  const allow = { approvers: [here.admin.user.id, here.approver.user.id] };
  const quiet = await here.start({ allow, watchMs: 50 });
  const card = await here.admin.ask('/migrate', 'Migrate?');
  inDatabase(here.folder.file('shop.db'), (database) => database.exec(`INSERT INTO orders (state) VALUES ('new'), ('new')`));
  await here.admin.press(card, 'Approve');
  await here.admin.expect('nothing was changed');
  writeFiles(here.folder.file('migrations', 'shop'), { '003_more.sql': 'CREATE TABLE t (a);\n' });
  await here.admin.expect('003_more');
  expect(here.admin.screen.filter(({ text }) => text?.includes('A run failed'))).toEqual([]);
  await quiet.stop();
});
