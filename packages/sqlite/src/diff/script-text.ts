import type { ChangeStatement } from './statement.js';

/**
 * The statements as a script: each with its reason above it, unless the one before has the same, and a `breakpoint` behind all but the
 * last. Ends with a line break; empty for none.
 */
export function changeScript(statements: readonly ChangeStatement[], breakpoint = ''): string {
  return statements
    .map(({ sql, reason }, at) => {
      const above = reason === statements[at - 1]?.reason ? '' : comment(reason);
      return `${above}${sql};${at === statements.length - 1 ? '' : breakpoint}\n`;
    })
    .join('');
}

function comment(reason: string): string {
  return `${reason.replace(/^/gm, '-- ')}\n`;
}
