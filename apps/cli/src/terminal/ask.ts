import { confirm, isCancel, log } from '@clack/prompts';
import type { Report } from '@zepix/migrations-core';

/** Shows what would be lost and asks. False for no, and for Ctrl-C. */
export async function askForYes(report: Report): Promise<boolean> {
  for (const { name, planned } of report.databases) {
    for (const { reason, place } of planned.flatMap(({ confirmations }) => confirmations)) {
      log.warn(`${name}: ${reason}${place === null ? '' : ` (${place})`}`);
    }
  }
  const answer = await confirm({ message: 'Nothing of this is preserved. Go on?', initialValue: false });
  return !isCancel(answer) && answer;
}
