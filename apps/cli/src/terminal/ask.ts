import { confirm, isCancel, log, select } from '@clack/prompts';
import { MigrationError } from '@zepix/migrations-core';
import type { Renaming, Report } from '@zepix/migrations-core';

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

/** Asks which of the pairs, all of one thing that goes, was a rename; null for none. @throws INTERRUPTED for Ctrl-C */
export async function askForRename(pairs: readonly Renaming[]): Promise<Renaming | null> {
  const [first] = pairs;
  if (first === undefined) return null;
  const [what, gone] = first.column === undefined ? ['Table', first.table] : ['Column', `${first.table}.${first.column}`];
  const answer = await select<number>({
    message: `${what} ${gone} is declared no more. Was it renamed?`,
    options: [
      ...pairs.map(({ to }, value) => ({ value, label: `yes, it is ${to} now` })),
      { value: -1, label: 'no: drop it, with its values' },
    ],
  });
  if (isCancel(answer)) {
    throw new MigrationError('INTERRUPTED', 'Nobody said what was renamed.', {
      hint: 'Run it again and answer, or say it beforehand: --rename old:new, and --no-renames for what is left.',
      dataState: 'Nothing was written.',
    });
  }
  return pairs[answer] ?? null;
}
