import type { Intent } from '@zepix/migrations-core';
import type { Shape } from './classify.js';
import type { Findings } from './findings.js';
import { isLedgerCreation, isOwnDelete, readOwnInsert } from './ledger-rows.js';
import { writtenBy } from './ledger-targets.js';
import type { RawStatement } from './parse.js';
import type { TableName } from './words.js';

/** What becomes of a statement by the ledger's rules. */
export interface LedgerVerdict {
  /** It is not run: the engine does its work, or it is refused. */
  readonly leftOut: boolean;
  /** The description that the script's own row gives. */
  readonly description: string | null;
}

const KEPT: LedgerVerdict = { leftOut: false, description: null };
const LEFT_OUT: LedgerVerdict = { leftOut: true, description: null };

/** The engine alone writes the ledger. A script may say its own row, as hand-run scripts do; it is then left out. */
export function judgeLedger(raw: RawStatement, shape: Shape, intent: Intent, findings: Findings): LedgerVerdict {
  const touched = writtenBy(raw.words, shape).find((name) => isLedgers(name, shape, intent));
  if (touched === undefined) return KEPT;
  const description = isLedgerItself(touched, intent) ? ownRow(raw, shape, touched, intent) : undefined;
  if (description === undefined) {
    refuse(raw, shape, touched, intent, findings);
    return LEFT_OUT;
  }
  findings.notice(raw.location, `${spoken(shape, touched)} on line ${raw.location.line} is left out: ${why(shape)}.`);
  return { leftOut: true, description };
}

/** The ledger, the two tables beside it, and the indexes and triggers that are named after those two. */
function isLedgers({ name }: TableName, { verb, object }: Shape, { ledgerTable }: Intent): boolean {
  const [written, ledger] = [name.toLowerCase(), ledgerTable.toLowerCase()];
  const beside = [`${ledger}_history`, `${ledger}_models`];
  const isPart = verb === 'DROP' && (object === 'INDEX' || object === 'TRIGGER');
  return written === ledger || beside.some((each) => (isPart ? written.startsWith(each) : written === each));
}

function isLedgerItself({ schema, name }: TableName, { ledgerTable }: Intent): boolean {
  return name.toLowerCase() === ledgerTable.toLowerCase() && (schema === null || schema.toLowerCase() === 'main');
}

/** The own row's description (null without one) where the statement may be left out; undefined where it must be refused. */
function ownRow({ words }: RawStatement, shape: Shape, target: TableName, intent: Intent): string | null | undefined {
  const { verb } = shape;
  if (isLedgerCreation(shape)) return null;
  if (intent.direction === 'down') return verb === 'DELETE' && isOwnDelete(words, target, intent) ? null : undefined;
  return verb === 'INSERT' || verb === 'REPLACE' ? readOwnInsert(words, target, intent)?.description : undefined;
}

function why({ verb }: Shape): string {
  if (verb === 'CREATE') return 'the engine creates the table itself';
  return `the engine ${verb === 'DELETE' ? 'removes' : 'writes'} this row itself`;
}

function spoken({ verb, object }: Shape, { name }: TableName): string {
  const words: Readonly<Record<string, string>> = { INSERT: 'INSERT into', REPLACE: 'REPLACE into', DELETE: 'DELETE from' };
  const action = words[verb] ?? [verb, object].filter((word) => word !== '').join(' ');
  return `The ${action} ${name}`;
}

function refuse(raw: RawStatement, { verb, object }: Shape, { name }: TableName, intent: Intent, findings: Findings): void {
  const action = [verb, object].filter((word) => word !== '').join(' ');
  const message = `This ${action} would change "${name}", which only the migration engine may write.`;
  const own =
    intent.direction === 'up'
      ? `INSERT INTO ${intent.ledgerTable} (version, …) VALUES ('${intent.version}', …)`
      : `DELETE FROM ${intent.ledgerTable} WHERE version = '${intent.version}'`;
  const hint = `Remove it: the engine keeps the ledger itself. The one row that a script may name is its own (${own}).`;
  findings.problem('LEDGER_WRITE_REFUSED', raw, message, hint);
}
