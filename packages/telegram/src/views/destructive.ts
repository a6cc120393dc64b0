import type { DatabaseReport, Report } from '@zepix/migrations-core';
import { lossesOf } from './preserved.js';

/**
 * The names of those databases whose plan needs a word more than a press: where something is taken back, dropped or overwritten (that it is
 * kept makes it no less an act), where a statement is not understood, and where what is done stays when it fails. What the script says and
 * what trying it has shown both count: better to ask once too often.
 */
export function destructive({ databases }: Report): readonly string[] {
  return databases.filter(isDestructive).map(({ name }) => name);
}

function isDestructive({ planned, rehearsal }: DatabaseReport): boolean {
  const seen = rehearsal?.steps.some(({ preserved }) => lossesOf(preserved).length > 0) ?? false;
  return (
    seen ||
    planned.some(
      ({ direction, transactional, confirmations, destroys }) =>
        direction === 'down' || !transactional || confirmations.length > 0 || destroys.length > 0,
    )
  );
}
