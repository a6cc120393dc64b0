import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { webhookCallback } from 'grammy';
import type { Bot } from 'grammy';
import type { Logger } from 'pino';
import type { WebhookSettings } from '../settings/settings.js';
import type { Intake } from '../telegram/intake.js';
import { UPDATES } from '../telegram/bot.js';
import { listen } from './listen.js';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const LARGEST_UPDATE_BYTES = 1_000_000;

/** Takes updates that Telegram brings, after it was told where to. Whoever does not show the secret is not even read. @throws MigrationError BOT_PORT_UNUSABLE */
export async function serveWebhook(bot: Bot, { url, secret, host, port }: WebhookSettings, log: Logger): Promise<Intake> {
  const path = new URL(url).pathname;
  const handle = webhookCallback(bot, 'http', { secretToken: secret });
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verdict = judge(request, path, secret);
    if (verdict !== 200) {
      log.warn({ from: request.socket.remoteAddress, status: verdict }, 'a request to the webhook was refused');
      response.writeHead(verdict, { connection: 'close' }).end();
      return;
    }
    try {
      await handle(request, response);
    } catch (error) {
      // Anything but 200 would bring the same update again, for hours.
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'an update could not be handled');
      if (!response.headersSent) response.writeHead(200).end();
    }
  };
  const server = await listen('The webhook', { host, port }, (request, response) => void take(request, response));
  try {
    await bot.api.setWebhook(url, { secret_token: secret, allowed_updates: UPDATES });
  } catch (error) {
    await server.close();
    throw error;
  }
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, stop: () => server.close().then(end) };
}

/** The status to answer with; 200 for an update of Telegram's. */
function judge(request: IncomingMessage, path: string, secret: string): number {
  if (request.url !== path) return 404;
  if (request.method !== 'POST') return 405;
  if (!isSame(String(request.headers[SECRET_HEADER] ?? ''), secret)) return 401;
  return Number(request.headers['content-length'] ?? Infinity) > LARGEST_UPDATE_BYTES ? 413 : 200;
}

/** Compares in a time that tells nothing of where two texts differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
