import type { BotCommand } from '@grammyjs/types';
import { badRequest } from './api-error.js';
import { isRecord } from './keyboard.js';
import type { Parameters } from './parameters.js';
import type { World } from './world.js';

const LONGEST_NAME = 32;
const LONGEST_DESCRIPTION = 256;
const MOST_COMMANDS = 100;
const SCOPES = new Set(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']);
const CHAT_SCOPES = new Set(['chat', 'chat_administrators', 'chat_member']);

/** The command menus that the bot has set, by scope and language. */
export class BotCommands {
  readonly #menus = new Map<string, readonly BotCommand[]>();

  set(scope: string, commands: readonly BotCommand[]): void {
    this.#menus.set(scope, commands);
  }

  delete(scope: string): void {
    this.#menus.delete(scope);
  }

  get(scope: string): readonly BotCommand[] {
    return this.#menus.get(scope) ?? [];
  }

  /** Every menu that is set, by its scope as `default`, `chat 42`, `chat_member -100 42`, with `/language` behind it where one was given. */
  get all(): Readonly<Record<string, readonly BotCommand[]>> {
    return Object.fromEntries(this.#menus);
  }
}

/** The scope that a call names, as the key of its menu. @throws ApiError 400 */
export function scopeKey(parameters: Parameters, world: World): string {
  const scope = parameters.json('scope', "can't parse BotCommandScope JSON object") ?? { type: 'default' };
  if (!isRecord(scope)) throw badRequest("can't parse BotCommandScope: BotCommandScope must be an Object");
  const language = parameters.text('language_code');
  if (language !== '' && !/^[a-z]{2}$/.test(language)) throw badRequest('invalid language code specified');
  return scopeName(scope, world) + (language === '' ? '' : `/${language}`);
}

function scopeName(scope: Record<string, unknown>, world: World): string {
  const { type, chat_id: chatId, user_id: userId } = scope;
  if (typeof type !== 'string') throw badRequest('can\'t parse BotCommandScope: Can\'t find field "type"');
  if (SCOPES.has(type)) return type;
  if (!CHAT_SCOPES.has(type)) throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  if (typeof chatId !== 'number' && typeof chatId !== 'string') throw badRequest("can't parse BotCommandScope: Empty chat_id specified");
  const { chat, members } = world.room(String(chatId));
  if (chat.type === 'channel') throw badRequest("can't change commands in channel chats");
  if (type === 'chat') return `chat ${chat.id}`;
  if (chat.type === 'private') throw badRequest("can't use specified scope in private chats");
  if (type === 'chat_administrators') return `chat_administrators ${chat.id}`;
  if (!(Number(userId) > 0)) throw badRequest("can't parse BotCommandScope: Invalid user_id specified");
  if (!members.has(Number(userId))) throw badRequest('user not found');
  return `chat_member ${chat.id} ${Number(userId)}`;
}

/** The commands of a call, checked. @throws ApiError 400 */
export function commandList(parameters: Parameters): readonly BotCommand[] {
  const commands = parameters.json('commands', "can't parse commands JSON object");
  if (!Array.isArray(commands)) throw badRequest('expected an Array of BotCommand');
  if (commands.length > MOST_COMMANDS) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return commands.map(botCommand);
}

function botCommand(value: unknown): BotCommand {
  if (!isRecord(value)) throw badRequest("can't parse BotCommand: expected an Object");
  const { command, description } = value;
  if (typeof command !== 'string' || typeof description !== 'string') {
    throw badRequest(`can't parse BotCommand: Can't find field "${typeof command === 'string' ? 'description' : 'command'}"`);
  }
  const name = command.trim().replace(/^\//, '');
  const about = description.trim();
  if (name === '') throw badRequest('command must be non-empty');
  if (name.length > LONGEST_NAME) throw badRequest(`command length must not exceed ${LONGEST_NAME}`);
  if (about === '') throw badRequest('command description must be non-empty');
  if (about.length > LONGEST_DESCRIPTION) throw badRequest(`command description length must not exceed ${LONGEST_DESCRIPTION}`);
  if (!/^[a-z0-9_]+$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  return { command: name, description: about };
}
