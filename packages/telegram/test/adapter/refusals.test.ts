import { writeFiles } from '@zepix/testkit';
import { describe, expect, test } from 'vitest';
import { place } from './place.js';
import type { Place } from './place.js';

const SHOP = {
  '001_orders.sql': 'CREATE TABLE orders (id INTEGER PRIMARY KEY);\nINSERT INTO orders VALUES (1);\n',
  'rollback/001_rollback_orders.sql': 'DROP TABLE orders;\n',
};

const events = ({ state }: Place): readonly string[] => state.entries.map(({ event, detail }) => `${event}: ${detail}`);
const stateOf = ({ migrator }: Place): string | undefined => migrator.status().databases[0]?.state;

describe('strangers', () => {
  test('get silence, and the owner is told once a day, however often they write', async () => {
    const here = await place({ shop: SHOP });
    await here.start();
    const stranger = here.telegram.acquainted(here.telegram.user('Mallory', { username: 'mallory' }));
    const channel = here.telegram.channel('Loud');
    for (const command of ['/migration_status', '/migrate', '/migration_help']) stranger.send(command);
    await here.admin.expect('Somebody else wrote');
    const group = here.telegram.group({ members: [here.approver.user, stranger.user] });
    here.telegram.as(here.approver.user, group).send('/migration_status');
    here.telegram.as(stranger.user, group).send('/migration_status', { as: channel });
    await expect.poll(() => here.state.entries.filter(({ event }) => event === 'stranger').length).toBe(3);
    await here.viewer.ask('/migration_help', 'You are');
    expect(stranger.screen).toEqual([]);
    expect(here.telegram.as(stranger.user, group).screen).toEqual([]);
  });

  test('nobody is let in by an empty list', async () => {
    const here = await place({ shop: SHOP });
    await here.start({ allow: {}, adminChat: undefined });
    here.approver.send('/migration_status');
    await expect.poll(() => here.state.entries.length).toBe(1);
    expect(here.approver.screen).toEqual([]);
  });

  test('a press of theirs changes nothing and is not answered', async () => {
    const here = await place({ shop: SHOP });
    const group = here.telegram.group({ members: [here.operator.user, here.viewer.user] });
    await here.start({ allow: { operators: [here.operator.user.id], groups: [group.id] } });
    const card = await here.telegram.as(here.operator.user, group).ask('/migrate', 'Migrate?');
    await expect(here.telegram.as(here.viewer.user, group).press(card, 'Approve', 500)).rejects.toThrow('did not answer');
    expect(stateOf(here)).toBe('missing');
  });
});

describe('a card', () => {
  test('is approved by an approver only, and rejected by who asked', async () => {
    const here = await place({ shop: SHOP });
    await here.start();
    const card = await here.operator.ask('/migrate', 'Migrate?');
    expect((await here.operator.press(card, 'Approve')).text).toContain('Only an approver');
    expect((await here.operator.press(card, 'Reject')).text).toBe('Rejected.');
    expect((await here.operator.press(card, 'Approve')).text).toBe('This was rejected.');
    expect(events(here)).toEqual([
      expect.stringMatching(/^asked: /),
      expect.stringMatching(/^refused: Only an approver/),
      expect.stringMatching(/^rejected: /),
      'refused: This was rejected.',
    ]);
    expect(stateOf(here)).toBe('missing');
  });

  test('is good for one approval: of many presses at once one wins', async () => {
    const here = await place({ shop: SHOP });
    const group = here.telegram.group({ members: [here.approver.user, here.second.user] });
    const allow = { approvers: [here.approver.user.id, here.second.user.id], groups: [group.id] };
    await here.start({ allow });
    const [one, other] = [here.telegram.as(here.approver.user, group), here.telegram.as(here.second.user, group)];
    const card = await one.ask('/migrate', 'Migrate?');
    const answers = await Promise.all([one, other, one, other].map((actor) => actor.press(card, 'Approve')));
    expect(answers.filter(({ text }) => /begins/.test(text ?? ''))).toHaveLength(1);
    await one.expect('✅ Done\n━');
    const { result } = await here.migrator.history();
    expect(result?.[0]?.entries.filter(({ event }) => event === 'applied')).toHaveLength(1);
  });

  test('is refused from another chat, from a copy, and behind its time', async () => {
    const here = await place({ shop: SHOP });
    await here.start();
    const card = await here.approver.ask('/migrate', 'Migrate?');
    const data = buttonData(card);
    expect((await here.second.pressData(card, data)).text).toBe('This card belongs to another chat.');
    const other = await here.approver.ask('/migration_help', 'You are');
    expect((await here.approver.pressData(other, data)).text).toContain('copy of the card');
    expect((await here.approver.pressData(card, `${data.slice(0, -2)}xx`)).text).toContain('not known');
    expect(stateOf(here)).toBe('missing');
  });

  test('is refused behind its time', async () => {
    const here = await place({ shop: SHOP });
    await here.start({ approvalMs: 1 });
    const card = await here.approver.ask('/migrate', 'Migrate?');
    expect((await here.approver.press(card, 'Approve')).text).toContain('Ask again');
    await here.approver.expect('Too late');
    expect(stateOf(here)).toBe('missing');
  });

  test('is refused where a file was changed since', async () => {
    const here = await place({ shop: SHOP });
    await here.start();
    const card = await here.approver.ask('/migrate', 'Migrate?');
    writeFiles(here.folder.file('migrations', 'shop'), { '001_orders.sql': 'CREATE TABLE other (id);\n' });
    await here.approver.press(card, 'Approve');
    await here.approver.expect('Refused: the plan changed');
    expect(stateOf(here)).toBe('missing');
    await expect.poll(() => [...here.state.requests.values()].map(({ status }) => status)).toEqual(['stale']);
  });

  test('of two people is not approved by who asked', async () => {
    const here = await place({ shop: SHOP });
    const group = here.telegram.group({ members: [here.approver.user, here.second.user] });
    await here.start({ twoPeople: true, allow: { approvers: [here.approver.user.id, here.second.user.id], groups: [group.id] } });
    const [one, other] = [here.telegram.as(here.approver.user, group), here.telegram.as(here.second.user, group)];
    const card = await one.ask('/migrate', 'Migrate?');
    expect((await one.press(card, 'Approve')).text).toContain('Somebody else must approve');
    expect((await other.press(card, 'Approve')).text).toContain('begins');
    await other.expect('✅ Done\n━');
    const consent = (await here.migrator.history()).result?.[0]?.entries.find(({ event }) => event === 'applied')?.details['consent'];
    expect(consent).toMatchObject({ askedBy: `Anna [${here.approver.user.id}]`, approvedBy: `Ben [${here.second.user.id}]` });
  });
});

describe('what may lose something', () => {
  test('runs when the name was typed by who pressed, and by nobody else', async () => {
    const here = await place({ shop: SHOP });
    await here.migrator.up();
    const group = here.telegram.group({ members: [here.approver.user, here.second.user] });
    await here.start({ allow: { approvers: [here.approver.user.id, here.second.user.id], groups: [group.id] } });
    const [one, other] = [here.telegram.as(here.approver.user, group), here.telegram.as(here.second.user, group)];
    const card = await one.ask('/migration_rollback shop', 'Take back?');
    await one.press(card, 'Approve');
    const prompt = await one.expect('Type it to approve');
    other.send('shop', { replyTo: prompt });
    one.send('Shop', { replyTo: prompt });
    await one.expect('not the name');
    expect(stateOf(here)).toBe('up-to-date');
    one.send('shop', { replyTo: prompt });
    await one.expect('✅ Done\n━');
    expect(here.migrator.status().databases[0]?.version).toBeNull();
  });
});

test('a forwarded command is no order, and an anonymous admin is told so', async () => {
  const here = await place({ shop: SHOP });
  const group = here.telegram.group({ admins: [here.approver.user] });
  await here.start({ allow: { approvers: [here.approver.user.id], groups: [group.id] } });
  here.approver.send('/migrate', { forwardedFrom: here.second.user });
  await here.approver.expect('forwarded message is no order');
  const anonymous = here.telegram.as(here.approver.user, group);
  anonymous.send('/migrate', { as: 'anonymous' });
  await anonymous.expect('Write as yourself');
  expect([...here.state.requests]).toEqual([]);
});

function buttonData(card: Awaited<ReturnType<Place['approver']['expect']>>): string {
  const [button] = card.reply_markup?.inline_keyboard.flat() ?? [];
  if (button === undefined || !('callback_data' in button)) throw new Error('no button');
  return button.callback_data;
}
