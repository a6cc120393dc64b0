import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { workplace } from './workplace.js';

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

test('by webhook: updates come in, others are turned away unread', async () => {
  const port = await freePort();
  const { start, people, telegram } = await workplace();
  const url = `http://127.0.0.1:${port}/zepix`;
  const secret = 'a-secret-of-telegram-only';
  const bot = await start({ ZEPIX_BOT_WEBHOOK_URL: url, ZEPIX_BOT_WEBHOOK_PORT: port, ZEPIX_BOT_WEBHOOK_SECRET: secret });
  await people.ann.ask('/migration_status', 'Database Migration Status');
  expect(telegram.webhookInfo).toMatchObject({ url, pending_update_count: 0 });
  const update = { update_id: 1, message: { message_id: 9, date: 1, chat: people.ann.chat, from: people.ann.user, text: '/migrate' } };
  const post = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(update) })).status;
  expect(await post('/zepix', {})).toBe(401);
  expect(await post('/zepix', { 'x-telegram-bot-api-secret-token': 'guess' })).toBe(401);
  expect(await post('/', { 'x-telegram-bot-api-secret-token': secret })).toBe(404);
  expect((await fetch(url)).status).toBe(405);
  expect(bot.output()).not.toContain(secret);
  bot.child.kill('SIGTERM');
  expect((await bot.ended).code).toBe(0);
  const polling = await start();
  await people.ann.ask('/migration_help', 'Migrations');
  expect(telegram.webhookInfo).toBeNull();
  expect(polling.output()).toContain('"mode":"polling"');
});

test('a webhook that Telegram refuses, and a port that is taken, are explained', async () => {
  const { launch, telegram } = await workplace();
  const env = { ZEPIX_BOT_WEBHOOK_SECRET: 'a-secret-of-telegram-only', ZEPIX_BOT_WEBHOOK_PORT: await freePort() };
  const refused = await launch([], { ...env, ZEPIX_BOT_WEBHOOK_URL: 'http://example.com/x' }).ended;
  expect([refused.code, refused.stdout.includes('BOT_WEBHOOK_REFUSED')]).toEqual([64, true]);
  const taken = new URL(telegram.root).port;
  const busy = await launch([], { ...env, ZEPIX_BOT_WEBHOOK_URL: 'https://example.com/x', ZEPIX_BOT_WEBHOOK_PORT: taken }).ended;
  expect([busy.code, busy.stdout.includes('BOT_PORT_UNUSABLE')]).toEqual([6, true]);
});

test('health tells whether Telegram answers', async () => {
  const port = await freePort();
  const { start } = await workplace();
  await start({ ZEPIX_BOT_HEALTH_PORT: port });
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ ok: true, mode: 'polling', telegramSilentSince: null });
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
});
