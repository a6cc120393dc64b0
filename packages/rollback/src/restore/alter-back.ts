import { saysTheSame } from '@zepix/migrations-sqlite';
import { quoted } from '../store/names.js';
import { alterations } from './alter-trial.js';
import type { Alteration } from './alter-trial.js';
import type { Verdict } from './examine.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { clearAway } from './schema-back.js';
import { objectKey, standingObjects } from './standing-objects.js';

/** A schema that did not come out as the trial had it. */
class OtherSchema extends Error {}

/**
 * Gives those tables their old definition by ALTER that can have it so: their rows and most indexes stay where they are. Gives which; the
 * others, and all where it does not go, are made anew. `touched`: tables whose triggers must be away.
 */
export function alterBack(hands: Hands, verdicts: readonly Verdict[], touched: ReadonlySet<string>): ReadonlySet<Verdict> {
  const all = alterations(hands, verdicts);
  if (all.length === 0) return new Set();
  try {
    hands.keeper.attempt(() => alter(hands, all, touched));
    return new Set(all.map(({ verdict }) => verdict));
  } catch (error) {
    if (!(error instanceof OtherSchema || isOfSqlite(error))) throw error;
    return new Set();
  }
}

function isOfSqlite(error: unknown): boolean {
  return /^SQLITE_(?:ERROR|CONSTRAINT)/.test(String((error as { readonly code?: unknown } | null)?.code));
}

function alter(hands: Hands, all: readonly Alteration[], touched: ReadonlySet<string>): void {
  const { before, after } = hands.stored.manifest;
  const indexes = before.filter(({ type }) => type === 'index');
  const own = new Set(all.flatMap(({ table, text }) => [table.toLowerCase(), text.name.toLowerCase()]));
  const others = standingObjects(hands).filter((object) => !after.some((one) => objectKey(one) === objectKey(object)));
  const stays = others.filter(({ type, table }) => type !== 'trigger' || !touched.has(table.toLowerCase()));
  clearAway(hands, touched, ({ name, table }) => own.has(table.toLowerCase()) && indexes.some((index) => index.name === name));
  for (const { statements } of all) for (const sql of statements) runKept(hands, sql);
  const wanted = [...all.map(({ text }) => text), ...indexes.filter(({ table }) => own.has(table.toLowerCase()))];
  const standing = standingObjects(hands);
  hands.bench.reword(
    wanted.filter(({ type, name, sql }) =>
      standing.some((one) => one.type === type && one.name === name && one.sql !== sql && saysTheSame(one.sql, sql)),
    ),
  );
  hands.journal.follow(null);
  const now = new Set(standingObjects(hands).map(objectKey));
  const missing = [...stays, ...all.map(({ text }) => text)].find((one) => !now.has(objectKey(one)));
  if (missing !== undefined) throw new OtherSchema(`${missing.type} ${quoted(missing.name)}`);
}
