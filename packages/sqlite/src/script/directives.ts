import type { CommentLine } from '@zepix/migrations-core';
import { isSelect } from './classify.js';
import type { Shape } from './classify.js';
import type { Findings } from './findings.js';
import type { RawStatement } from './parse.js';

const DIRECTIVE = /^(assert|rebuild|copy):(.*)$/i;
const ASSERT_HINT = 'Put "-- assert: message" on a line of its own, directly above the SELECT whose value must be true.';

/** Judges the directives above a statement. Gives the message of its `-- assert:`, or null where it has none. */
export function judgeDirectives(raw: RawStatement, shape: Shape, findings: Findings): string | null {
  let message: string | null = null;
  for (const line of raw.above) {
    const [, word, rest] = DIRECTIVE.exec(line.text) ?? [];
    if (word === undefined) continue;
    if (word.toLowerCase() !== 'assert') refuseUnsupported(word, line, shape, findings);
    else if (!isSelect(shape)) misplaced(line, `"-- assert:" stands above ${named(shape)}, which gives no value to check.`, findings);
    else if (message !== null) misplaced(line, 'A second "-- assert:" stands above one SELECT.', findings, 'Give each its own SELECT.');
    else message = rest?.trim() || 'the check does not hold';
  }
  return message;
}

/** An assert that stands above nothing would silently check nothing. */
export function judgeStray(comments: readonly CommentLine[], findings: Findings): void {
  for (const line of comments) {
    if (DIRECTIVE.exec(line.text)?.[1]?.toLowerCase() !== 'assert') continue;
    misplaced(line, '"-- assert:" does not stand above a statement.', findings);
  }
}

/** They would mean "bring this table to this definition": to create it instead is not what their author wants. */
function refuseUnsupported(word: string, line: CommentLine, { verb, object }: Shape, findings: Findings): void {
  if (verb !== 'CREATE' || !object.endsWith('TABLE')) return;
  const hint = 'Write the rebuild out: create the new table, copy the rows, drop the old one, rename. If the line is prose, reword it.';
  const message = `This version does not carry out "-- ${word.toLowerCase()}:" yet.`;
  findings.problem('DIRECTIVE_UNSUPPORTED', { location: line.location }, message, hint);
}

function misplaced(line: CommentLine, message: string, findings: Findings, hint = ASSERT_HINT): void {
  findings.problem('ASSERT_MISPLACED', { location: line.location }, message, hint);
}

function named({ explained, verb, object }: Shape): string {
  if (explained) return 'EXPLAIN';
  return [verb, object].filter((word) => word !== '').join(' ') || 'this statement';
}
