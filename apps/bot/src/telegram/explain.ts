import { GrammyError, HttpError } from 'grammy';
import { toMigrationError } from '@zepix/migrations-core';
import type { MigrationError } from '@zepix/migrations-core';
import { botError } from '../settings/refuse.js';

/** What went wrong with Telegram, as an error of ours, with what to do about it. */
export function explain(
  error: unknown,
  { apiRoot, tokenSource }: { readonly apiRoot: string; readonly tokenSource: string },
): MigrationError {
  if (error instanceof HttpError) {
    return botError(
      'TELEGRAM_UNREACHABLE',
      `Telegram does not answer at ${apiRoot}: ${reasonOf(error)}.`,
      'Check the network, a proxy, and bot.apiRoot.',
    );
  }
  if (!(error instanceof GrammyError)) return toMigrationError(error);
  const said = `${error.error_code} ${error.description}`;
  if (error.error_code === 401 || (error.error_code === 404 && error.method === 'getMe')) {
    return botError(
      'BOT_TOKEN_REFUSED',
      `Telegram does not know the token of ${tokenSource} (${said}).`,
      'Ask @BotFather for it (/token), and correct it there.',
    );
  }
  if (error.error_code === 409) {
    return botError(
      'BOT_TOKEN_SHARED',
      `Another program fetches updates with this bot's token (${said}).`,
      'Give this bot a token of its own: the trading bot keeps its own. Or stop the second copy of this bot.',
    );
  }
  if (error.method === 'setWebhook') {
    return botError(
      'BOT_WEBHOOK_REFUSED',
      `Telegram refuses the webhook: ${said}.`,
      'Correct bot.webhook.url: HTTPS, on port 443, 80, 88 or 8443.',
    );
  }
  if (error.error_code >= 500) return botError('TELEGRAM_UNREACHABLE', `Telegram has trouble: ${said}.`, 'Wait, then try again.');
  return toMigrationError(error);
}

/** The innermost reason, by its code: the texts around it hold the address, and so the token. */
function reasonOf({ error }: HttpError): string {
  const { code, type, name } = error as { readonly code?: string; readonly type?: string; readonly name?: string };
  return code ?? type ?? name ?? 'no connection';
}
