import type { Outline } from './template.js';

/** The name of a migration's file in TypeScript. */
export function codeFile({ version, name }: Pick<Outline, 'version' | 'name'>): string {
  return `${version}_${name}.ts`;
}

/** A new migration in TypeScript: what it says of itself and what to know, nothing that runs yet. */
export function codeTemplate({ description, previous, reversible }: Outline): string {
  const settings = [
    `  description: ${literal(description.replaceAll(/\s+/g, ' ').trim())},`,
    ...(previous === null ? [] : [`  requires: ${literal(previous)},`]),
    ...(reversible ? [] : ['  reversible: false,']),
  ];
  return `import { defineMigration, sql } from '@zepix/migrations-core';

export default defineMigration({
${settings.join('\n')}

  up(m) {
    // Everything here runs in one transaction together with the entry in the ledger, and must be done when it returns: nothing is awaited.
    // Values are bound, never pasted in: m.run(sql\`UPDATE t SET a = \${a} WHERE id = \${id}\`); plain statements go to m.exec('...').
  },
${reversible ? BACK : ''}});
`;
}

const BACK = `
  down(m) {
    // Undo here what "up" did, its last statement first. Rows that were written since then should survive.
  },
`;

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
