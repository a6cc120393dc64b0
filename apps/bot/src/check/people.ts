import { invalidSetting } from '../settings/refuse.js';
import type { Settings } from '../settings/settings.js';
import { doubtful, fine, wrong } from './check.js';
import type { Finding } from './check.js';

/** Whether those on the lists can do anything at all. */
export function checkPeople({ allow, twoPeople }: Pick<Settings, 'allow' | 'twoPeople'>): Finding {
  const { viewers, operators, approvers } = allow;
  const mayAsk = new Set([...operators, ...approvers]);
  if (mayAsk.size + viewers.length === 0)
    return wrong('people', invalidSetting('bot.approvers', 'is empty, and so is every other list: nobody gets an answer'));
  if (approvers.length === 0) return doubtful('people', 'nobody may approve: there are no approvers');
  if (twoPeople && mayAsk.size < 2) return wrong('people', invalidSetting('bot.twoPeople', 'needs a second person who may ask or approve'));
  return fine(
    'people',
    `${viewers.length} viewers, ${operators.length} operators, ${approvers.length} approvers${twoPeople ? ', two people for each run' : ''}`,
  );
}
