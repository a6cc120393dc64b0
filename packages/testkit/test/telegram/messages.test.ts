import { expect, test } from 'vitest';
import { call, telegramForTest, verdict } from './call.js';

const NOT_MODIFIED =
  '400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

test('a message is counted after its formatting is read: 4096 and no more', async () => {
  const telegram = await telegramForTest();
  const { chat } = telegram.acquainted(telegram.user('Ann'));
  const send = (text: string): Promise<string> => verdict(telegram, 'sendMessage', { chat_id: chat.id, text, parse_mode: 'HTML' });
  expect(await send(`<b>${'x'.repeat(4096)}</b>`)).toBe('ok');
  expect(await send('&lt;'.repeat(4096))).toBe('ok');
  expect(await send('x'.repeat(4097))).toBe('400 Bad Request: message is too long');
  expect(await send('<b></b>')).toBe('400 Bad Request: text must be non-empty');
  expect(await send('')).toBe('400 Bad Request: message text is empty');
  expect(await send('<b>')).toBe('400 Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"');
});

test('buttons: data of 1 to 64 bytes, a text, at most 100', async () => {
  const telegram = await telegramForTest();
  const { chat } = telegram.acquainted(telegram.user('Ann'));
  const send = (...buttons: object[]): Promise<string> =>
    verdict(telegram, 'sendMessage', {
      chat_id: chat.id,
      text: 'x',
      reply_markup: { inline_keyboard: buttons.map((button) => [button]) },
    });
  const button = { text: 'Yes', callback_data: 'x'.repeat(64) };
  expect(await send(button)).toBe('ok');
  expect(await send({ text: 'Yes', callback_data: 'é'.repeat(33) })).toBe('400 Bad Request: BUTTON_DATA_INVALID');
  expect(await send({ text: 'Yes', callback_data: '' })).toBe(
    "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  );
  expect(await send({ text: ' ', callback_data: 'x' })).toBe('400 Bad Request: inline keyboard button text must be non-empty');
  expect(await send(...Array.from({ length: 101 }, () => button))).toBe('400 Bad Request: reply markup is too long');
});

test('an edit must change something, and only what is there and the bot wrote', async () => {
  const telegram = await telegramForTest();
  const ann = telegram.acquainted(telegram.user('Ann'));
  const at = { chat_id: ann.chat.id };
  const keyboard = { inline_keyboard: [[{ text: 'Yes', callback_data: 'x' }]] };
  await call(telegram, 'sendMessage', { ...at, text: '<b>x</b>', parse_mode: 'HTML', reply_markup: keyboard });
  const edit = { ...at, message_id: 1, text: '<strong>x</strong>', parse_mode: 'HTML' };
  expect(await verdict(telegram, 'editMessageText', { ...edit, reply_markup: JSON.stringify(keyboard) })).toBe(NOT_MODIFIED);
  expect(await verdict(telegram, 'editMessageText', edit)).toBe('ok');
  expect(ann.screen[0]?.reply_markup).toBeUndefined();
  expect(await verdict(telegram, 'editMessageReplyMarkup', { ...at, message_id: 1 })).toBe(NOT_MODIFIED);
  expect(await verdict(telegram, 'editMessageText', { ...edit, text: 'x'.repeat(4097) })).toBe('400 Bad Request: MESSAGE_TOO_LONG');
  expect(await verdict(telegram, 'editMessageText', { ...edit, message_id: 7 })).toBe('400 Bad Request: message to edit not found');
  const own = ann.send('hello');
  expect(await verdict(telegram, 'editMessageText', { ...edit, message_id: own.message_id })).toBe(
    "400 Bad Request: message can't be edited",
  );
  expect(await verdict(telegram, 'deleteMessage', { ...at, message_id: 1 })).toBe('ok');
  expect(await verdict(telegram, 'deleteMessage', { ...at, message_id: 1 })).toBe('400 Bad Request: message to delete not found');
});

test('where the bot may not write, it is told why', async () => {
  const telegram = await telegramForTest();
  const stranger = telegram.user('Stranger');
  const send = (id: number): Promise<string> => verdict(telegram, 'sendMessage', { chat_id: id, text: 'x' });
  expect(await send(42)).toBe('400 Bad Request: chat not found');
  expect(await send(stranger.id)).toBe('400 Bad Request: chat not found');
  const group = telegram.group({ type: 'group', members: [stranger] });
  expect(await send(stranger.id)).toBe("403 Forbidden: bot can't initiate conversation with a user");
  telegram.acquainted(stranger);
  telegram.setStanding(stranger.id, 'blocked');
  expect(await send(stranger.id)).toBe('403 Forbidden: bot was blocked by the user');
  telegram.setStanding(group.id, 'kicked');
  expect(await send(group.id)).toBe('403 Forbidden: bot was kicked from the group chat');
  telegram.setStanding(group.id, 'member');
  const upgraded = telegram.upgradeGroup(group);
  expect(await call(telegram, 'sendMessage', { chat_id: group.id, text: 'x' })).toEqual({
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: upgraded.id },
  });
});

test('too much is refused with the time to wait: a chat, a group', async () => {
  const telegram = await telegramForTest({ limits: { chatPerSecond: 1, chatBurst: 3, groupPerMinute: 4, allPerSecond: 30 } });
  const { chat } = telegram.acquainted(telegram.user('Ann'));
  const flood = async (id: number, count: number): Promise<string[]> => {
    const verdicts = [];
    for (let turn = 0; turn < count; turn++) verdicts.push(await verdict(telegram, 'sendMessage', { chat_id: id, text: `${turn}` }));
    return verdicts;
  };
  expect(await flood(chat.id, 4)).toEqual(['ok', 'ok', 'ok', '429 Too Many Requests: retry after 1']);
  const { id } = telegram.group();
  telegram.limits = { chatPerSecond: 1000, chatBurst: 1000, groupPerMinute: 4, allPerSecond: 1000 };
  expect(await flood(id, 5)).toEqual(['ok', 'ok', 'ok', 'ok', '429 Too Many Requests: retry after 15']);
  telegram.limits = null;
  expect(await flood(id, 5)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
});
