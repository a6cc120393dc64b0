import { confirm, isCancel, log } from '@clack/prompts';
import type { Report } from '@zepix/migrations-core';

/** Shows what would be lost and asks. False for no, and for Ctrl-C. */
export async function askForYes(report: Report): Promise<boolean> {
  for (const { name, planned } of report.databases) {
    for (const { reason, place } of planned.flatMap(({ confirmations }) => confirmations)) {
      log.warn(`${name}: ${reason}${place === null ? '' : ` (${place})`}`);
    }
  }
  return confirmYes('Nothing of this is preserved. Go on?');
}

/** Asks a question whose answer is no unless somebody says yes. */
export async function confirmYes(message: string): Promise<boolean> {
  const answer = await confirm({ message, initialValue: false });
  return !isCancel(answer) && answer;
}
