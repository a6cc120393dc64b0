import { quoted } from '../store/names.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';

/** Runs a body while the tables have no triggers: those are the application's, and it wrote nothing now. */
export function withoutTriggers<R>(hands: Hands, tables: readonly string[], body: () => R): R {
  const triggers = [...new Set(tables)].flatMap((table) => hands.journal.watch.triggers(table));
  for (const { name } of triggers) runKept(hands, `DROP TRIGGER main.${quoted(name)}`);
  const result = body();
  for (const { sql } of triggers) runKept(hands, sql ?? '');
  return result;
}
