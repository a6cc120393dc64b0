import type { Findings } from './findings.js';
import { refuseWord, transactionWord } from './transaction-words.js';
import type { Unit } from './transaction-words.js';

interface Mark {
  readonly unit: Unit;
  readonly index: number;
  readonly word: 'begin' | 'commit';
}

const HINT = 'Correct it with the tool that wrote it, which can not run it either; or put "-- Transaction: NO" above the first statement.';

/**
 * Judges BEGIN and COMMIT in a script of another tool's folder. Some leave the transaction that their tool began, change a setting that
 * does nothing in one, and begin the next (`COMMIT; PRAGMA foreign_keys=OFF; BEGIN; … COMMIT; PRAGMA foreign_keys=ON; BEGIN`); some hold
 * several pairs. All of it runs in our one transaction, under that setting: those that belong together are left out. Gives the index of
 * the COMMIT behind which nothing is changed, or null.
 */
export function judgeAdoptedTransactions(units: readonly Unit[], findings: Findings): number | null {
  const marks: Mark[] = [];
  units.forEach((unit, index) => {
    const word = transactionWord(unit);
    if (word === 'begin' || word === 'commit') marks.push({ unit, index, word });
    else if (word !== null) refuseWord(unit, word, findings);
  });
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === undefined || last === undefined) return null;
  const alone = marks.find(({ word }, at) => word === marks[at + 1]?.word) ?? (first.word === last.word ? last : undefined);
  if (alone !== undefined) {
    const message = alone.word === 'begin' ? 'This BEGIN has no COMMIT.' : `This ${alone.unit.shape.verb} has no BEGIN.`;
    findings.problem('STATEMENT_REFUSED', alone.unit.raw, message, HINT);
    return null;
  }
  const lines = marks.map(({ unit }) => unit.raw.location.line);
  const where = `${lines.slice(0, -1).join(', ')} and ${lines.at(-1) ?? ''}`;
  findings.notice(
    first.unit.raw.location,
    `BEGIN and COMMIT on lines ${where} are left out: the migration already runs in one transaction.`,
  );
  const isLast = last.word === 'commit' && !units.slice(last.index).some(({ role }) => role === 'change');
  return isLast ? last.index : null;
}
