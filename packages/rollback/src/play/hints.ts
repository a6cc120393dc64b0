import type { Playable, SqlValue } from '@zepix/migrations-core';
import { foldName } from '@zepix/migrations-sqlite';

/** Values that scripts compare columns with, by folded column name: rows without them would pass their conditions by. */
export type Hints = ReadonlyMap<string, readonly SqlValue[]>;

const NAME = String.raw`(?:"([^"]+)"|\x60([^\x60]+)\x60|\[([^\]]+)\]|([A-Za-z_]\w*))`;
const LITERAL = String.raw`'(?:[^']|'')*'|-?\d+(?:\.\d+)?`;
const COMPARED = new RegExp(
  String.raw`${NAME}\s*(?:=|==|<>|!=|<=|>=|<|>|\bIS\s+NOT\b|\bIS\b|\b(?:NOT\s+)?LIKE\b|\bGLOB\b)\s*(${LITERAL})`,
  'gi',
);
const LISTED = new RegExp(String.raw`${NAME}\s+(?:NOT\s+)?IN\s*\(\s*((?:${LITERAL})(?:\s*,\s*(?:${LITERAL}))*)\s*\)`, 'gi');
const CASED = new RegExp(String.raw`\bCASE\s+(?:\w+\.)?${NAME}\s+((?:WHEN\s+(?:${LITERAL})\s+THEN\s+(?:${LITERAL}|NULL)\s*)+)`, 'gi');

/**
 * Whether a script may count up to a number that it finds in a row (`WITH n AS (… UNION ALL SELECT i + 1 FROM n …)`): with numbers beyond
 * 2^53 it would never end, and a statement that runs can't be stopped.
 */
export function countsRows(scripts: readonly Playable[]): boolean {
  return scripts.some(({ program }) => program.statements.some(({ original }) => /\bWITH\b[\s\S]*\bUNION\b/i.test(original)));
}

/** The hints in the statements of some scripts. */
export function hintsOf(scripts: readonly Playable[]): Hints {
  const found = new Map<string, Set<SqlValue>>();
  for (const { original } of scripts.flatMap(({ program }) => program.statements)) {
    for (const pattern of [COMPARED, LISTED, CASED]) {
      for (const [, a, b, c, d, values = ''] of original.matchAll(pattern)) {
        const column = foldName(a ?? b ?? c ?? d ?? '');
        const known = found.get(column) ?? new Set();
        found.set(column, known);
        for (const [literal] of values.matchAll(new RegExp(LITERAL, 'g'))) known.add(valueOf(literal));
      }
    }
  }
  return new Map([...found].map(([column, values]) => [column, [...values]]));
}

function valueOf(literal: string): SqlValue {
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'").replaceAll('%', 'x');
  return literal.includes('.') ? Number(literal) : BigInt(literal);
}
