import type { Intent, StatementRole } from '@zepix/migrations-core';
import type { Findings } from './findings.js';
import type { RawStatement } from './parse.js';
import type { HintPragma, Pragma } from './pragmas.js';

type Hint = Pragma & { readonly name: HintPragma };

/**
 * What becomes of a PRAGMA that other tools' scripts use to prepare a rebuild: its role, or null where it is left out.
 * Inside a transaction `foreign_keys` would do nothing without a word, so leaving it out is said aloud.
 */
export function judgeHint(raw: RawStatement, hint: Hint, intent: Intent, findings: Findings): StatementRole | null {
  if (!intent.transactional) return hint.hasValue ? 'setting' : 'query';
  const takesEffect = hint.hasValue && (hint.name === 'legacy_alter_table' || (hint.name === 'defer_foreign_keys' && intent.foreignKeys));
  const outcome = takesEffect ? 'takes effect for this migration' : `is left out: ${whyLeftOut(hint, intent)}`;
  findings.notice(raw.location, `PRAGMA ${hint.name} on line ${raw.location.line} ${outcome}.`);
  return takesEffect ? 'setting' : null;
}

function whyLeftOut({ name }: Hint, { foreignKeys }: Intent): string {
  if (name === 'legacy_alter_table') return 'it only asks for the setting';
  if (foreignKeys) return 'foreign keys are on while this migration runs, as the header line "-- Foreign-Keys: ON" says';
  return 'foreign keys are off while a migration runs, and only the header line "-- Foreign-Keys: ON" keeps them on';
}
