import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Message } from 'grammy/types';
import { buttonsOf, inDatabase } from '@zepix/testkit';
import { askFor, runIt, workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

/** What the audit log holds of one event, oldest first. */
function audit({ folder }: Workplace, event: string): string[] {
  return inDatabase(folder.file('.zepix-bot.db'), (database) =>
    database.prepare('SELECT detail FROM audit WHERE event = ? ORDER BY number').pluck().all(event),
  ) as string[];
}

function dataOf(card: Message, words: string): string {
  const button = buttonsOf(card).find(({ text }) => text.includes(words));
  return button !== undefined && 'callback_data' in button ? button.callback_data : '';
}

test('a file that changed after its card was shown is not run', async () => {
  const place = await workplace();
  await place.start();
  const { ann } = place.people;
  const card = await askFor(ann, '/migrate');
  place.migrate({ '001_items.sql': 'CREATE TABLE other (id INTEGER PRIMARY KEY);\n' });
  await ann.press(card, 'Approve');
  const end = await ann.expect((message) => !/Planning|Migrate\?|Under way/.test(message.text ?? ''));
  expect(end.text).toMatch(/chang/);
  expect(place.rows("SELECT count(*) FROM sqlite_schema WHERE name IN ('items', 'other')")).toEqual([[0]]);
});

test('one press counts: the second one, a replay and another person’s are told why not', async () => {
  const place = await workplace();
  await place.start();
  const { ann, oli } = place.people;
  const card = await askFor(ann, '/migrate');
  const answers = await Promise.all([ann.press(card, 'Approve'), ann.press(card, 'Approve'), ann.press(card, 'Approve')]);
  expect(answers.filter(({ text }) => text === 'Approved. It begins now.')).toHaveLength(1);
  await ann.expect(/^✅ Done/);
  expect((await ann.press(card, 'Approve')).text).toContain('This was approved already');
  expect((await ann.press(card, 'Reject')).text).toContain('This was approved already');
  expect((await oli.pressData(card, dataOf(card, 'Approve'))).text).toBe('This card belongs to another chat.');
  expect(place.rows('SELECT count(*) FROM schema_migrations')).toEqual([[1]]);
  expect(audit(place, 'approved')).toHaveLength(1);
});

test('a press under another message, in another chat, or of a nonce that nobody gave out is refused and written down', async () => {
  const place = await workplace();
  await place.start();
  const { telegram, people } = place;
  const { ann, oli } = people;
  const card = await askFor(oli, '/migrate');
  const data = dataOf(card, 'Approve');
  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  expect(data).not.toMatch(/shop|migrate|001/);
  expect((await ann.pressData(telegram.forward(card, ann.chat, oli.user), data)).text).toBe('This card belongs to another chat.');
  const other = await oli.ask('/migration_help', 'Migrations');
  expect((await oli.pressData(other, data)).text).toBe('This is a copy of the card. Press the card itself.');
  const guess = `${data.slice(0, -1)}${data.endsWith('A') ? 'B' : 'A'}`;
  expect((await ann.pressData(card, guess)).text).toContain('not known any more');
  expect(audit(place, 'refused')).toHaveLength(3);
  expect(existsSync(place.folder.file('shop.db'))).toBe(false);
});

test('a card whose time is over is refused', async () => {
  const place = await workplace();
  await place.start();
  const { ann } = place.people;
  const card = await askFor(ann, '/migrate');
  inDatabase(place.folder.file('.zepix-bot.db'), (database) =>
    database.exec("UPDATE requests SET body = json_set(body, '$.expiresAt', '2020-01-01T00:00:00.000Z')"),
  );
  expect((await ann.press(card, 'Approve')).text).toContain('This card could be approved until 2020-01-01');
  expect((await ann.press(card, 'Approve')).text).toBe('This card is too old. Ask again.');
  expect(audit(place, 'expired')).toHaveLength(1);
});

test('with two people nobody approves what they asked for', async () => {
  const place = await workplace();
  await place.start({ ZEPIX_BOT_TWO_PEOPLE: 'true' });
  const { ann, oli } = place.people;
  const own = await askFor(ann, '/migrate');
  expect((await ann.press(own, 'Approve')).text).toBe('Somebody else must approve what you asked for.');
  const asked = await askFor(oli, '/migrate');
  expect((await oli.press(asked, 'Approve')).text).toContain('Only an approver');
  expect(existsSync(place.folder.file('shop.db'))).toBe(false);
});

test('two people in a group: one asks, the other approves', async () => {
  const place = await workplace();
  const { telegram, people } = place;
  const group = telegram.group({ members: [people.ann.user, people.oli.user] });
  await place.start({ ZEPIX_BOT_TWO_PEOPLE: 'true', ZEPIX_BOT_GROUPS: String(group.id) });
  const [ann, oli] = [telegram.as(people.ann.user, group), telegram.as(people.oli.user, group)];
  const card = await askFor(oli, '/migrate');
  await ann.press(card, 'Approve');
  await ann.expect(/^✅ Done/);
  const [[details]] = place.rows("SELECT details FROM schema_migrations_history WHERE event = 'applied'") as [[string]];
  expect(JSON.parse(details)).toMatchObject({
    consent: { askedBy: expect.stringContaining('oli') as string, approvedBy: expect.stringContaining('ann') as string },
  });
  expect(place.rows("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%audit%' OR name LIKE '%request%'")).toEqual([[0]]);
});

test('what takes something back runs only when its name is typed, in a group as an answer', async () => {
  const place = await workplace();
  const { telegram, people } = place;
  const group = telegram.group({ members: [people.ann.user] });
  await place.start({ ZEPIX_BOT_GROUPS: String(group.id) });
  const ann = telegram.as(people.ann.user, group);
  await runIt(ann, '/migrate');
  const card = await askFor(ann, '/migration_rollback shop 1');
  await ann.press(card, 'Approve');
  const question = await ann.expect('Type it to approve');
  ann.send('shop');
  ann.send('shopp', { replyTo: question });
  expect((await ann.expect('Not started')).text).toContain('That is not the name');
  expect(place.rows('SELECT version FROM schema_migrations')).toEqual([['001']]);
  ann.send('shop', { replyTo: question });
  await ann.expect(/^✅ Done/);
  expect(place.rows('SELECT version FROM schema_migrations')).toEqual([]);
});

test('a card outlives the bot: approved after a restart it runs once, replayed after another one it does not', async () => {
  const place = await workplace();
  const { ann } = place.people;
  const first = await place.start();
  const card = await askFor(ann, '/migrate');
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await place.start();
  await ann.press(card, 'Approve');
  await ann.expect(/^✅ Done/);
  second.child.kill('SIGKILL');
  await second.ended;
  await place.start();
  expect((await ann.press(card, 'Approve')).text).toContain('approved already');
});

test('no secret is ever shown, logged or kept', async () => {
  const { start, people, telegram, folder } = await workplace();
  const { token } = telegram;
  const bot = await start({ ZEPIX_BOT_LOG_LEVEL: 'trace' });
  const outage = telegram.fault({ kind: 'reset' });
  await bot.said('telegram does not answer');
  people.ann.send('/migration_status');
  outage.end();
  await askFor(people.ann, '/migrate');
  bot.child.kill('SIGTERM');
  await bot.ended;
  const state = inDatabase(folder.file('.zepix-bot.db'), (database) => database.serialize().toString('latin1'));
  const [, secret = ''] = token.split(':');
  const everywhere = bot.output() + state + JSON.stringify(telegram.calls);
  expect(everywhere).toContain('R-');
  expect(everywhere).not.toContain(secret);
});
