import type { Bot } from 'grammy';
import type { BotState } from '@zepix/migrations-telegram';
import { botError } from '../settings/refuse.js';

const KEY = 'webhook';

/** Looks whether updates go to a webhook that is not ours: taking it away would silence another program. @throws MigrationError BOT_WEBHOOK_FOREIGN */
export async function refuseForeignWebhook({ api }: Pick<Bot, 'api'>, state: Pick<BotState, 'recall'>, own: string | null): Promise<void> {
  const { url } = await api.getWebhookInfo();
  if (url === undefined || url === '' || url === own || url === (await state.recall(KEY))) return;
  throw botError(
    'BOT_WEBHOOK_FOREIGN',
    `The updates of this bot's token go to a webhook on ${new URL(url).host}, which this bot did not set.`,
    'Give this bot a token of its own. If nobody needs that webhook any more, start once with --delete-webhook.',
  );
}

export async function rememberWebhook(state: Pick<BotState, 'remember'>, url: string): Promise<void> {
  await state.remember(KEY, url, null);
}
