import type { ChangeStatement } from './statement.js';

/** The statements as a script: each with its reason above it, unless the one before has the same. Ends with a line break; empty for none. */
export function changeScript(statements: readonly ChangeStatement[]): string {
  return statements.map(({ sql, reason }, at) => `${reason === statements[at - 1]?.reason ? '' : comment(reason)}${sql};\n`).join('');
}

function comment(reason: string): string {
  return `${reason.replace(/^/gm, '-- ')}\n`;
}
