import type { Intent, Program, Statement, StatementRole } from '@zepix/migrations-core';
import { judgeAdoptedTransactions } from './adopted-transactions.js';
import { classify, isQuery } from './classify.js';
import type { Shape } from './classify.js';
import { judgeDirectives, judgeStray } from './directives.js';
import { effectsOf } from './effects.js';
import { Findings } from './findings.js';
import { raises, rewriteRaise } from './guards.js';
import { judgeLedger } from './ledger.js';
import { mentionsOf } from './mentions.js';
import type { RawStatement, SqliteScript } from './parse.js';
import { isHint } from './pragmas.js';
import { judgeHint, judgeSetting, switchedTo } from './settings.js';
import { judgeTransaction, transactionWord } from './transaction-words.js';
import type { Unit } from './transaction-words.js';

/** A statement with all that was found out about it. */
interface Judged extends Unit {
  readonly message: string | null;
  readonly description: string | null;
}

/** What the scripts say of foreign keys: off where any of their statements turns them off. */
function foreignKeysOf(judged: readonly Judged[]): boolean | null {
  const said = new Set(judged.map(({ raw, shape }) => (shape.pragma?.name === 'foreign_keys' ? switchedTo(raw) : null)));
  return said.has(false) ? false : said.has(true) ? true : null;
}

/**
 * Judges a script for one migration: what runs, in which order, what is left out and why, what it destroys, and everything
 * that forbids it to run. Pure; never throws: see `problems`, which are in the order of the file.
 */
export function compileScript(script: SqliteScript, intent: Intent): Program {
  if (script.size === 0) return emptyProgram(script);
  const findings = new Findings();
  const judged = script.statements.map((raw) => judge(raw, intent, findings));
  if (intent.adopted !== true) judgeStray(script.stray, findings);
  const judgeWords = intent.adopted === true ? judgeAdoptedTransactions : judgeTransaction;
  const commit = intent.transactional ? judgeWords(judged, findings) : null;
  const kept = judged.filter((each) => each.role !== null && !(intent.transactional && transactionWord(each) !== null));
  const afterCommit = commit === null ? [] : judged.slice(commit + 1).filter(({ role }) => role === 'query');
  const behind = new Set([...afterCommit, ...judged.filter(({ setting }) => setting === 'later')]);
  const foreignKeys = foreignKeysOf(judged);
  return {
    statements: kept.filter((each) => !behind.has(each)).map((each) => ready(each, intent)),
    afterwards: kept.filter((each) => behind.has(each)).map((each) => ready(each, intent)),
    effects: kept.flatMap(({ raw, shape }) => effectsOf(raw, shape)),
    mentions: mentionsOf(kept.map(({ raw }) => raw)),
    notices: findings.notices,
    ownDescription: judged.find(({ description }) => description !== null)?.description ?? null,
    problems: findings.problems,
    ...(foreignKeys !== null && { foreignKeys }),
  };
}

function judge(raw: RawStatement, intent: Intent, findings: Findings): Judged {
  const shape = classify(raw.words);
  const message = intent.adopted === true ? null : judgeDirectives(raw, shape, findings);
  const { leftOut, description } = judgeLedger(raw, shape, intent, findings);
  const setting = leftOut ? null : judgeSetting(raw, shape.pragma, intent, findings);
  if (setting !== null) return { raw, shape, role: setting === 'later' ? 'query' : null, message, description, setting };
  const role = leftOut ? null : roleOf(raw, shape, message, intent, findings);
  return { raw, shape, role, message, description, setting: null };
}

function roleOf(raw: RawStatement, shape: Shape, message: string | null, intent: Intent, findings: Findings): StatementRole | null {
  if (message !== null) return 'assert';
  if (shape.pragma !== null && isHint(shape.pragma)) return judgeHint(raw, shape.pragma, intent, findings);
  if (!isQuery(shape)) return 'change';
  return !shape.explained && raises(raw, shape) ? 'guard' : 'query';
}

function ready({ raw, shape, role, message, setting }: Judged, { transactional, adopted }: Intent): Statement {
  return {
    role: role ?? 'change',
    sql: rewriteRaise(raw, shape),
    original: raw.text,
    location: raw.location,
    ...(message === null ? {} : { message }),
    ...(adopted === true && { quotedText: true }),
    standalone: !transactional && (role === 'setting' || transactionWord({ raw, shape, setting }) !== null),
  };
}

/** Allowed, since real histories have migrations that were emptied on purpose; but said, since most are mistakes. */
function emptyProgram({ source }: SqliteScript): Program {
  return {
    statements: [],
    afterwards: [],
    effects: [],
    mentions: new Set(),
    notices: [`${source.file} holds no statement: it is recorded and changes nothing.`],
    ownDescription: null,
    problems: [],
  };
}
