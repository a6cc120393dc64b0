import { expect, test } from 'vitest';
import { call, telegramForTest, verdict } from './call.js';
import type { Telegram } from '@zepix/testkit';

async function pending(telegram: Telegram): Promise<readonly Record<string, Record<string, unknown>>[]> {
  return (await call(telegram, 'getUpdates', { timeout: 0 })).result as never;
}

test('in privacy mode a bot in a group sees commands for it and replies to it, nothing else', async () => {
  const telegram = await telegramForTest({ username: 'our_bot' });
  const ann = telegram.user('Ann');
  const group = telegram.group({ members: [ann] });
  await call(telegram, 'sendMessage', { chat_id: group.id, text: 'Type the name.' });
  const actor = telegram.as(ann, group);
  const question = actor.screen[0];
  expect(question).toBeDefined();
  actor.send('hello');
  actor.send('/status@other_bot');
  actor.send('/status@our_bot');
  actor.send('/status');
  if (question) actor.send('the name', { replyTo: question });
  expect((await pending(telegram)).map(({ message }) => message?.['text'])).toEqual(['/status@our_bot', '/status', 'the name']);
});

test('an anonymous administrator shows the group in place of a person; a press shows the person', async () => {
  const telegram = await telegramForTest();
  const ann = telegram.user('Ann');
  const group = telegram.group({ admins: [ann] });
  const actor = telegram.as(ann, group);
  actor.send('/migrate', { as: 'anonymous' });
  await call(telegram, 'sendMessage', {
    chat_id: group.id,
    text: 'Sure?',
    reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'nonce' }]] },
  });
  const card = await actor.expect('Sure?');
  const press = actor.press(card, 'Yes');
  const [message, callback] = await pending(telegram);
  expect(message?.['message']).toMatchObject({ from: { username: 'GroupAnonymousBot' }, sender_chat: { id: group.id } });
  expect(callback?.['callback_query']).toMatchObject({ from: { id: ann.id }, data: 'nonce', message: { text: 'Sure?' } });
  const id = callback?.['callback_query']?.['id'];
  expect(await verdict(telegram, 'answerCallbackQuery', { callback_query_id: id, text: 'Done', show_alert: true })).toBe('ok');
  expect(await press).toMatchObject({ text: 'Done', alert: true });
  expect(await verdict(telegram, 'answerCallbackQuery', { callback_query_id: id })).toBe(
    '400 Bad Request: query is too old and response timeout expired or query ID is invalid',
  );
});

test('a forwarded card has lost its buttons; what was removed comes back as inaccessible', async () => {
  const telegram = await telegramForTest();
  const [ann, bob] = [telegram.acquainted(telegram.user('Ann')), telegram.acquainted(telegram.user('Bob'))];
  await call(telegram, 'sendMessage', {
    chat_id: ann.chat.id,
    text: 'Sure?',
    reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'nonce' }]] },
  });
  const card = await ann.expect('Sure?');
  const copy = telegram.forward(card, bob.chat, bob.user);
  await expect(bob.press(copy, 'Yes')).rejects.toThrow('No button Yes');
  void bob.pressData(copy, 'nonce').catch(() => undefined);
  await call(telegram, 'deleteMessage', { chat_id: ann.chat.id, message_id: card.message_id });
  void ann.press(card, 'Yes', 1).catch(() => undefined);
  const presses = (await pending(telegram)).map(({ callback_query: query }) => query?.['message']);
  expect(presses).toMatchObject([
    { text: 'Sure?', chat: { id: bob.chat.id } },
    { date: 0, message_id: card.message_id },
  ]);
});

test('menus: names, descriptions and scopes are checked', async () => {
  const telegram = await telegramForTest();
  const ann = telegram.user('Ann');
  const set = (command: string, description: string, scope: object = { type: 'default' }): Promise<string> =>
    verdict(telegram, 'setMyCommands', { commands: [{ command, description }], scope });
  expect(await set('migrate', 'Apply')).toBe('ok');
  expect(await set('Migrate', 'Apply')).toBe('400 Bad Request: BOT_COMMAND_INVALID');
  expect(await set('x'.repeat(33), 'Apply')).toBe('400 Bad Request: command length must not exceed 32');
  expect(await set('migrate', ' ')).toBe('400 Bad Request: command description must be non-empty');
  expect(await set('migrate', 'x'.repeat(257))).toBe('400 Bad Request: command description length must not exceed 256');
  expect(await set('migrate', 'Apply', { type: 'chat', chat_id: ann.id })).toBe('400 Bad Request: chat not found');
  telegram.acquainted(ann);
  expect(await set('migrate', 'Apply', { type: 'chat', chat_id: ann.id })).toBe('ok');
  expect(Object.keys(telegram.menus)).toEqual(['default', `chat ${ann.id}`]);
  expect(await call(telegram, 'getMyCommands', { scope: { type: 'chat', chat_id: ann.id } })).toMatchObject({
    result: [{ command: 'migrate', description: 'Apply' }],
  });
});

test('members and administrators', async () => {
  const telegram = await telegramForTest();
  const [ann, bob, eve] = [telegram.user('Ann'), telegram.user('Bob'), telegram.user('Eve')];
  const group = telegram.group({ admins: [ann], members: [bob] });
  const status = async (id: number): Promise<unknown> =>
    ((await call(telegram, 'getChatMember', { chat_id: group.id, user_id: id })).result as { status: string } | undefined)?.status;
  expect(await Promise.all([ann, bob, eve].map(({ id }) => status(id)))).toEqual(['creator', 'member', 'left']);
  expect(await verdict(telegram, 'getChatMember', { chat_id: group.id, user_id: 42 })).toBe('400 Bad Request: user not found');
  expect(await call(telegram, 'getChatAdministrators', { chat_id: group.id })).toMatchObject({ result: [{ user: { id: ann.id } }] });
});
