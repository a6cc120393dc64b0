import type { StatementRole } from '@zepix/migrations-core';
import type { Shape } from './classify.js';
import type { Findings } from './findings.js';
import type { RawStatement } from './parse.js';
import { whyNotInTransaction } from './pragmas.js';

/** A statement as the transaction's rules see it. `role` is null where another rule left it out. */
export interface Unit {
  readonly raw: RawStatement;
  readonly shape: Shape;
  readonly role: StatementRole | null;
  /** Set where it is a setting that was dealt with: left out, or run after the commit. */
  readonly setting: 'left-out' | 'later' | null;
}

type TransactionWord = 'begin' | 'commit' | 'rollback' | 'rollback-to' | 'savepoint' | 'outside';
type Phase = 'before' | 'open' | 'after';

const OWN = '"-- Transaction: NO" in the header';
const REMOVE = `Remove it: the migration runs in one transaction. A script that must manage its own needs ${OWN}.`;
const WORDS: Readonly<Record<string, TransactionWord>> = {
  BEGIN: 'begin',
  COMMIT: 'commit',
  END: 'commit',
  ROLLBACK: 'rollback',
  SAVEPOINT: 'savepoint',
  RELEASE: 'savepoint',
  ATTACH: 'outside',
  DETACH: 'outside',
  VACUUM: 'outside',
};

/** The statement's part in transactions; null for all that simply runs inside of one. */
export function transactionWord({ raw, shape, setting }: Omit<Unit, 'role'>): TransactionWord | null {
  if (shape.explained || setting !== null) return null;
  if (shape.pragma !== null) return whyNotInTransaction(shape.pragma) === null ? null : 'outside';
  const word = WORDS[shape.verb] ?? null;
  return word === 'rollback' && raw.words.find(1, 'TO') !== -1 ? 'rollback-to' : word;
}

/**
 * Judges the script's own BEGIN and COMMIT in a migration that runs in our transaction: one pair may stand there, with nothing
 * that changes anything outside of it, and is left out. Gives the index of that COMMIT, or null.
 */
export function judgeTransaction(units: readonly Unit[], findings: Findings): number | null {
  const words = units.map(transactionWord);
  const begin = words.indexOf('begin');
  const walk = new Walk(units, begin !== -1, findings);
  words.forEach((word, index) => walk.step(index, word));
  const commit = walk.finish();
  if (commit !== null) noticePair(units, begin, commit, findings);
  return commit;
}

class Walk {
  readonly #units: readonly Unit[];
  readonly #hasBegin: boolean;
  readonly #findings: Findings;
  #phase: Phase = 'before';
  #opened: number | null = null;
  #commit: number | null = null;

  constructor(units: readonly Unit[], hasBegin: boolean, findings: Findings) {
    this.#units = units;
    this.#hasBegin = hasBegin;
    this.#findings = findings;
  }

  step(index: number, word: TransactionWord | null): void {
    if (word === 'begin') this.#begin(index);
    else if (word === 'commit' || word === 'rollback') this.#close(index, word);
    else if (word !== null) refuseWord(this.#units[index], word, this.#findings);
    else if (this.#units[index]?.role === 'change' && this.#hasBegin && this.#phase !== 'open') this.#outside(index);
  }

  finish(): number | null {
    // A BEGIN after the pair has been refused as the second one already.
    const isOpen = this.#phase === 'open' && this.#commit === null;
    if (isOpen && this.#opened !== null) this.#refuse(this.#opened, 'This BEGIN has no COMMIT.', REMOVE);
    return this.#commit;
  }

  #begin(index: number): void {
    if (this.#opened !== null) this.#refuse(index, 'This is a second BEGIN, and a migration is one transaction.', oneTransaction('BEGIN'));
    this.#opened ??= index;
    this.#phase = 'open';
  }

  #close(index: number, word: 'commit' | 'rollback'): void {
    const verb = this.#units[index]?.shape.verb ?? '';
    if (word === 'rollback') refuseWord(this.#units[index], word, this.#findings);
    else if (this.#phase !== 'open') this.#refuse(index, `This ${verb} has no BEGIN.`, REMOVE);
    else if (this.#commit !== null) this.#refuse(index, `This ${verb} belongs to a second BEGIN.`, oneTransaction('BEGIN'));
    else this.#commit = index;
    this.#phase = this.#opened === null ? 'before' : 'after';
  }

  #outside(index: number): void {
    const [side, word] = this.#phase === 'before' ? ['before', 'BEGIN'] : ['after', 'COMMIT'];
    const message = `This statement changes something ${side} the script's own ${word}.`;
    this.#refuse(index, message, `Move it between BEGIN and COMMIT, or remove both: the migration runs in one transaction. Or put ${OWN}.`);
  }

  #refuse(index: number, message: string, hint: string): void {
    const raw = this.#units[index]?.raw;
    if (raw !== undefined) this.#findings.problem('STATEMENT_REFUSED', raw, message, hint);
  }
}

function oneTransaction(word: string): string {
  return `Keep one ${word} … COMMIT around everything, or none. To commit in between, put ${OWN} or split the migration in two.`;
}

function rollbackHint(): string {
  return `Remove it; to stop a migration on a condition, write SELECT CASE WHEN … THEN RAISE(ABORT, 'why') END. Or put ${OWN}.`;
}

/** Refuses what has no place in a migration's one transaction, whoever wrote the script. */
export function refuseWord(unit: Unit | undefined, word: Exclude<TransactionWord, 'begin' | 'commit'>, findings: Findings): void {
  if (unit !== undefined) findings.problem('STATEMENT_REFUSED', unit.raw, ...whyRefused(word, unit));
}

function whyRefused(word: Exclude<TransactionWord, 'begin' | 'commit'>, unit: Unit): readonly [message: string, hint: string] {
  if (word === 'rollback') return ['ROLLBACK would undo the migration while it runs.', rollbackHint()];
  const { verb } = unit.shape;
  if (word === 'savepoint' || word === 'rollback-to') {
    const spoken = word === 'savepoint' ? verb : 'ROLLBACK TO';
    return [`${spoken} is not for a migration, which is taken as a whole or not at all.`, REMOVE];
  }
  const { pragma } = unit.shape;
  const alone = `Put it in a migration of its own with ${OWN}, or remove it.`;
  if (pragma !== null) return [`PRAGMA ${pragma.name} ${whyNotInTransaction(pragma) ?? ''}.`, alone];
  return [`${verb} cannot run inside the migration's transaction.`, alone];
}

function noticePair(units: readonly Unit[], begin: number, commit: number, findings: Findings): void {
  const [first, last] = [units[begin], units[commit]];
  if (first === undefined || last === undefined) return;
  const [from, to] = [first.raw.location.line, last.raw.location.line];
  const where = from === to ? `on line ${from}` : `on lines ${from} and ${to}`;
  const names = `${first.shape.verb} and ${last.shape.verb}`;
  findings.notice(first.raw.location, `${names} ${where} are left out: the migration already runs in one transaction.`);
}
