import type { Bot } from 'grammy';
import { UPDATES } from './bot.js';
import type { Intake } from './intake.js';

const STOP_MS = 3000;

/** Fetches updates until it is stopped. */
export function pollUpdates(bot: Bot): Intake {
  const ended = bot.start({ allowed_updates: UPDATES });
  ended.catch(() => undefined);
  return { ended, stop: () => stop(bot, ended) };
}

/** Stopping tells Telegram which update was the last; where it does not answer, that one comes again, and its request is known then. */
async function stop(bot: Bot, ended: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
  await Promise.race([Promise.allSettled([bot.stop(), ended]), patience]);
  clearTimeout(timer);
}
