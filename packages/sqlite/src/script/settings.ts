import type { Intent, StatementRole } from '@zepix/migrations-core';
import type { Findings } from './findings.js';
import type { RawStatement } from './parse.js';
import { whyNotInTransaction } from './pragmas.js';
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

/**
 * What becomes of a PRAGMA that can do nothing in a transaction, in a script of another tool that ran it in one: a journal mode, which
 * lasts, is set after the commit; what would only hold for the connection is left out. Null where it is none of these.
 */
export function judgeSetting(raw: RawStatement, pragma: Pragma | null, intent: Intent, findings: Findings): 'left-out' | 'later' | null {
  if (pragma === null || intent.adopted !== true || !intent.transactional) return null;
  const why = whyNotInTransaction(pragma);
  if (why === null) return null;
  const line = `PRAGMA ${pragma.name} on line ${raw.location.line}`;
  if (pragma.name === 'journal_mode') findings.notice(raw.location, `${line} is run after the commit: it ${why}.`);
  else findings.notice(raw.location, `${line} is left out: it ${why}.`);
  return pragma.name === 'journal_mode' ? 'later' : 'left-out';
}

/** What a PRAGMA foreign_keys sets; null where it only asks, or says something that SQLite does not know. */
export function switchedTo({ text }: RawStatement): boolean | null {
  const value = /foreign_keys[\s"'`\]]*[=(]\s*['"]?(\w+)/i.exec(text)?.[1]?.toLowerCase();
  if (value === undefined) return null;
  return /^(?:on|yes|true|\d*[1-9]\d*)$/.test(value);
}

function whyLeftOut({ name }: Hint, { foreignKeys, adopted }: Intent): string {
  if (name === 'legacy_alter_table') return 'it only asks for the setting';
  if (adopted === true) return `foreign keys are ${foreignKeys ? 'on' : 'off'} while this migration runs`;
  if (foreignKeys) return 'foreign keys are on while this migration runs, as the header line "-- Foreign-Keys: ON" says';
  return 'foreign keys are off while a migration runs, and only the header line "-- Foreign-Keys: ON" keeps them on';
}
