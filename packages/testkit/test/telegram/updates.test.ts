import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { call, telegramForTest, verdict } from './call.js';

const OUSTED = '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';

test('updates stay until they are confirmed', async () => {
  const telegram = await telegramForTest();
  telegram.as(telegram.user('Ann')).send('/start now');
  const poll = async (offset: number): Promise<{ update_id: number; message: object }[]> =>
    (await call(telegram, 'getUpdates', { offset, timeout: 0 })).result as never;
  const [update] = await poll(0);
  expect(await poll(0)).toEqual([update]);
  expect(update?.message).toMatchObject({ text: '/start now', entities: [{ type: 'bot_command', offset: 0, length: 6 }] });
  expect(await poll((update?.update_id ?? 0) + 1)).toEqual([]);
  expect(telegram.unconfirmed).toBe(0);
});

test('a poll waits for news, and gives way to another one with a conflict', async () => {
  const telegram = await telegramForTest();
  const first = verdict(telegram, 'getUpdates', { timeout: 20 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = call(telegram, 'getUpdates', { timeout: 20 });
  expect(await first).toBe(OUSTED);
  telegram.as(telegram.user('Ann')).send('hello');
  expect(await second).toMatchObject({ ok: true, result: [{ message: { text: 'hello' } }] });
});

test('a token must be right', async () => {
  const telegram = await telegramForTest();
  expect(await call(telegram, 'getMe', {}, '1:wrong')).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' });
  expect(await call(telegram, 'getMe', {}, 'nonsense')).toEqual({ ok: false, error_code: 404, description: 'Not Found' });
  expect(await verdict(telegram, 'getGold', {})).toBe('404 Not Found: method not found');
  const { token } = telegram;
  telegram.revokeToken();
  expect((await call(telegram, 'getMe', {}, token)).error_code).toBe(401);
});

test('a webhook gets every update with the secret, again until it accepts; polls are refused meanwhile', async () => {
  const telegram = await telegramForTest();
  const got: { secret: unknown; text: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { message } = JSON.parse(Buffer.concat(chunks).toString()) as { message: { text: string; chat: { id: number } } };
      got.push({ secret: request.headers['x-telegram-bot-api-secret-token'], text: message.text });
      response.statusCode = got.length === 1 ? 500 : 200;
      response.end(JSON.stringify({ method: 'sendMessage', chat_id: message.chat.id, text: 'by the way' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  expect(await verdict(telegram, 'setWebhook', { url: 'http://example.com/x' })).toBe(
    '400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  );
  expect(await verdict(telegram, 'setWebhook', { url, secret_token: 'no spaces' })).toBe(
    '400 Bad Request: secret token contains unallowed characters',
  );
  expect(await verdict(telegram, 'setWebhook', { url, secret_token: 'abc' })).toBe('ok');
  expect(await verdict(telegram, 'getUpdates', {})).toBe(
    "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
  const ann = telegram.as(telegram.user('Ann'));
  await ann.ask('one', 'by the way');
  expect(got).toEqual([
    { secret: 'abc', text: 'one' },
    { secret: 'abc', text: 'one' },
  ]);
  expect(telegram.webhookInfo?.last_error_message).toBe('Wrong response from the webhook: 500 Internal Server Error');
  expect(await verdict(telegram, 'deleteWebhook', {})).toBe('ok');
  expect(await verdict(telegram, 'getUpdates', {})).toBe('ok');
});

test('faults: cut, silent, another status, later; and a call whose answer alone is lost', async () => {
  const telegram = await telegramForTest();
  const ann = telegram.acquainted(telegram.user('Ann'));
  const send = (text: string): Promise<string> => verdict(telegram, 'sendMessage', { chat_id: ann.chat.id, text });
  const cut = telegram.fault({ kind: 'reset', methods: ['sendMessage'], calls: 2 });
  await expect(send('a')).rejects.toThrow('fetch failed');
  expect(await verdict(telegram, 'getMe', {})).toBe('ok');
  await expect(send('b')).rejects.toThrow('fetch failed');
  expect(cut.hits).toBe(2);
  telegram.fault({ kind: { retryAfter: 7 }, calls: 1 });
  expect(await send('c')).toBe('429 Too Many Requests: retry after 7');
  telegram.fault({ kind: 'reset', calls: 1, afterwards: true });
  await expect(send('d')).rejects.toThrow('fetch failed');
  const silent = telegram.fault({ kind: 'hang' });
  await expect(fetch(`${telegram.root}/bot${telegram.token}/getMe`, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  silent.end();
  expect(await send('e')).toBe('ok');
  expect(ann.screen.map(({ text }) => text)).toEqual(['d', 'e']);
});
