import { command, line, title } from '../message/value.js';
import type { Message } from '../message/value.js';
import { edit } from '../tools/post.js';
import type { Tools } from '../tools/tools.js';

/** Says in the place of those cards that they will not come. */
export async function breakOff(tools: Tools): Promise<void> {
  for (const at of await tools.unfinished.takeLeft()) tools.background.run('broken off', () => edit(tools, at, BROKEN_OFF));
}

const BROKEN_OFF: Message = {
  head: title('🔌', 'No card comes'),
  sections: [[line('The bot was started anew while it made this plan. Nothing was changed. Ask again.')]],
  foot: [line('Look: ', command('migration_status'))],
};
