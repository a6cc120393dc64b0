import { everybody, roleOf } from '../access/allow.js';
import type { Role } from '../access/allow.js';
import { ABOUT, commandsOf } from '../views/help.js';
import { messageOf } from '../tools/tools.js';
import type { Tools } from '../tools/tools.js';

/** Registers the commands in the allowed chats only: nobody else sees in the bot's menu what it is there for. */
export async function registerCommands(tools: Tools): Promise<void> {
  const { allow } = tools;
  for (const user of everybody(allow)) await register(tools, user, roleOf(allow, user) ?? 'viewer');
  for (const group of allow.groups ?? []) await register(tools, group, 'approver');
}

async function register({ api, log }: Tools, chat: number, role: Role): Promise<void> {
  const commands = commandsOf(role).map((command) => ({ command, description: ABOUT[command].does }));
  try {
    await api.setMyCommands(commands, { scope: { type: 'chat', chat_id: chat } });
  } catch (error) {
    // Somebody who never wrote to the bot has no chat with it yet.
    log.warn({ chat, error: messageOf(error) }, 'the commands could not be registered');
  }
}
