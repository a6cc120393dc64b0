import type { ScriptPart } from './script.js';

/** The statements as a script: in one transaction, for whoever runs it without this engine, which leaves those words out. */
export function scriptText(parts: readonly ScriptPart[]): string {
  const statements = parts.flatMap((part) => part.statements);
  if (statements.length === 0) return '';
  const body = parts
    .map(({ comment, statements: some }) => `${comment === null ? '' : `-- ${comment}.\n`}${some.map(closed).join('\n')}\n`)
    .join('\n');
  // https://sqlite.org/pragma.html#pragma_legacy_alter_table: a table that makes room must not take the references to it along.
  const renames = statements.some((statement) => /^ALTER TABLE .* RENAME TO /.test(statement));
  const drops = statements.some((statement) => /^(?:DROP TABLE|DELETE) /.test(statement));
  const before = [
    ...(renames || drops ? ['PRAGMA foreign_keys = OFF;\n'] : []),
    ...(renames ? ['PRAGMA legacy_alter_table = ON;\n'] : []),
  ].join('');
  return `${before}BEGIN;\n\n${body}\nCOMMIT;\n${renames ? 'PRAGMA legacy_alter_table = OFF;\n' : ''}`;
}

/** SQLite keeps a comment that ends a CREATE VIEW: a semicolon behind it would be part of the comment. */
function closed(statement: string): string {
  return /--[^\n]*$/.test(statement) ? `${statement}\n;` : `${statement};`;
}
