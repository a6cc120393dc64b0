import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { place } from './place.js';

const SHOP = { '001_orders.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY);\n' };

test('the commands stand in the menus of the allowed chats, by role, and in no other', async () => {
  const here = await place({ shop: SHOP });
  const group = here.telegram.group({ members: [here.viewer.user] });
  const allow = { viewers: [here.viewer.user.id], approvers: [here.approver.user.id], groups: [group.id] };
  await here.start({ allow });
  await expect.poll(() => Object.keys(here.telegram.menus).length).toBe(3);
  const names = (chat: number): readonly string[] => here.telegram.menus[`chat ${chat}`]?.map(({ command }) => command) ?? [];
  const looks = ['migration_status', 'migration_plan', 'migration_history', 'migration_snapshots', 'migration_help'];
  expect(names(here.viewer.user.id)).toEqual(looks);
  expect(names(group.id)).toEqual(names(here.approver.user.id));
  expect(names(group.id)).toEqual(expect.arrayContaining([...looks, 'migrate', 'migration_rollback', 'migration_restore']));
});

test('a long status has pages, which are turned over and refreshed in place', async () => {
  const all = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`database_${index}`, SHOP]));
  const here = await place(all);
  await here.start();
  const first = await here.viewer.ask('/migration_status', 'Page 1 of');
  await here.viewer.press(first, 'More');
  const second = await here.viewer.expect('Page 2 of');
  expect(second.message_id).toBe(first.message_id);
  for (const page of [first, second]) {
    expect(page.text).toContain('Database Migration Status');
    expect(page.text).toContain('70 of 70 databases need you');
  }
  await here.viewer.press(second, 'Back');
  await here.viewer.expect('Page 1 of');
  await here.migrator.up({ filter: ['database_0'] });
  await here.viewer.press(first, 'Refresh');
  await here.viewer.expect('🟢 DATABASE_0\n');
});

test('looking leaves no trace: no file, no table, no database', async () => {
  const here = await place({ shop: SHOP, other: SHOP });
  await here.migrator.up({ filter: ['shop'] });
  await here.start();
  const files = (): readonly string[] => readdirSync(here.folder.path, { recursive: true, encoding: 'utf8' }).toSorted();
  const before = files();
  await here.viewer.ask('/migration_status', 'OTHER');
  await here.viewer.ask('/migration_plan', 'Migration Plan');
  await here.viewer.ask('/migration_history', 'Migration History');
  await here.viewer.ask('/migration_snapshots', 'Snapshots');
  expect(files()).toEqual(before);
});

test('a name that means no database is said so', async () => {
  const here = await place({ shop: SHOP });
  await here.start();
  const answer = await here.viewer.ask('/migration_status <b>nobody</b>', 'Database Migration Status');
  expect(answer.text?.replaceAll('\u2060', '')).toContain('<b>nobody</b>');
  expect(answer.text).not.toContain('🟢');
});

test('a crowd that asks for plans is turned away behind a short queue, and those in it are served', async () => {
  const here = await place({ shop: SHOP });
  await here.start();
  for (let index = 0; index < 14; index += 1) here.operator.send('/migrate');
  const answered = (words: string): number => here.operator.screen.filter(({ text }) => text?.includes(words)).length;
  await expect.poll(() => answered('Migrate?') + answered('Too many plans'), { timeout: 20_000 }).toBe(14);
  expect(answered('Migrate?')).toBeGreaterThanOrEqual(10);
});
