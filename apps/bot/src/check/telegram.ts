import { Api, GrammyError } from 'grammy';
import { botError } from '../settings/refuse.js';
import type { Settings } from '../settings/settings.js';
import { explain } from '../telegram/explain.js';
import { doubtful, fine, wrong } from './check.js';
import type { Finding } from './check.js';

const PATIENCE_SECONDS = 15;

/** Asks Telegram about the token, where updates go, and the chats. Where the token is no good, nothing else can be asked. */
export async function checkTelegram(settings: Settings): Promise<readonly Finding[]> {
  const api = new Api(settings.token, { apiRoot: settings.apiRoot, timeoutSeconds: PATIENCE_SECONDS });
  try {
    const me = await api.getMe();
    const token = fine('token', `@${me.username} (${me.id}), by ${settings.tokenSource}`);
    const chats = await checkChats(api, settings, me.id);
    return [token, await checkUpdates(api, settings), ...chats];
  } catch (error) {
    return [wrong('token', explain(error, settings))];
  }
}

async function checkUpdates(api: Api, { webhook }: Settings): Promise<Finding> {
  const info = await api.getWebhookInfo();
  const where = info.url === undefined || info.url === '' ? null : info.url;
  const trouble = info.last_error_message === undefined ? '' : `; Telegram says: ${info.last_error_message}`;
  if (webhook !== null && !isForTelegram(webhook.url))
    return doubtful('updates', `come by webhook to ${webhook.url}: Telegram itself calls HTTPS on port 443, 80, 88 or 8443 only`);
  if (webhook !== null)
    return fine('updates', `come by webhook to ${new URL(webhook.url).host}${where === webhook.url ? trouble : ', once the bot starts'}`);
  if (where === null) return fine('updates', 'are fetched (long polling)');
  return doubtful('updates', `go to a webhook on ${new URL(where).host}; unless this bot set it, it will not start (BOT_WEBHOOK_FOREIGN)`);
}

const WEBHOOK_PORTS: ReadonlySet<string> = new Set(['', '443', '80', '88', '8443']);

/** A Bot API server of one's own calls other addresses, too. */
function isForTelegram(url: string): boolean {
  const { protocol, port } = new URL(url);
  return protocol === 'https:' && WEBHOOK_PORTS.has(port);
}

async function checkChats(api: Api, { adminChat, allow }: Settings, bot: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  if (adminChat === null) findings.push(doubtful('chat', 'there is no admin chat: nobody is alerted'));
  else findings.push(await checkChat(api, adminChat, 'admin chat', true));
  for (const group of allow.groups) findings.push(await checkChat(api, group, 'group', true));
  const people = new Set([...allow.viewers, ...allow.operators, ...allow.approvers]);
  people.delete(bot);
  for (const user of people) if (user !== adminChat) findings.push(await checkChat(api, user, 'user', false));
  return findings;
}

/** "typing…" shows nothing that stays, and tells whether the bot may write. Somebody on a list may write first; then it can answer. */
async function checkChat(api: Api, chat: number, name: string, isNeeded: boolean): Promise<Finding> {
  try {
    await api.sendChatAction(chat, 'typing');
    return fine('chat', `${name} ${chat} can be written to`);
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const text = `${name} ${chat} can't be written to: ${error.description}`;
    if (!isNeeded) return doubtful('chat', `${text}; they must press Start first`);
    return wrong(
      'chat',
      botError('BOT_CHAT_UNREACHABLE', `${text}.`, 'Open the chat with the bot and press Start, or add it to the group.', error),
    );
  }
}
