import type { SqlValue } from '@zepix/migrations-core';
import { quoteName } from '@zepix/migrations-sqlite';
import type { ColumnModel, Workbench } from '@zepix/migrations-sqlite';
import { makeValue } from './values.js';
import type { Chance } from './chance.js';

const TRIED = 40;

/**
 * Values that the CHECKs on a column let pass: of those that the checks name themselves (and their neighbours), and of ordinary ones.
 * Null where no check mentions the column. A check that reaches over several columns is left to trial.
 */
export function valuesUnderChecks(
  bench: Workbench,
  column: ColumnModel,
  checks: readonly string[],
  strict: boolean,
  chance: Chance,
): readonly SqlValue[] | null {
  const about = checks.filter((check) => mentions(check, column.name));
  if (about.length === 0) return null;
  const ordinary = Array.from({ length: TRIED }, (_, index) => makeValue(column, strict, { index, chance, tame: true, distinct: false }));
  const named = about.flatMap(literals);
  const passes = (value: SqlValue): boolean => about.every((check) => holds(bench, check, column.name, value) !== false);
  const fitting = [...named, ...ordinary].filter(passes);
  return fitting.length === 0 ? named : fitting;
}

function mentions(check: string, column: string): boolean {
  const word = column.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w$])${word}(?![\w$])`, 'i').test(check);
}

/** Null where the check can't be asked about one column alone. */
function holds(bench: Workbench, check: string, column: string, value: SqlValue): boolean | null {
  try {
    const [row] = bench.rows(`SELECT CASE WHEN (${check}) IS NOT 0 THEN 1 ELSE 0 END FROM (SELECT ? AS ${quoteName(column)})`, value);
    return row?.[0] === 1n;
  } catch {
    return null;
  }
}

function literals(check: string): SqlValue[] {
  const strings = [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([, inner]) => (inner ?? '').replaceAll("''", "'"));
  const bare = check.replaceAll(/'(?:[^']|'')*'/g, '');
  const numbers = [...bare.matchAll(/(?<![\w.])-?\d+(?![\w.])/g)].flatMap(([digits]) => [
    BigInt(digits),
    BigInt(digits) + 1n,
    BigInt(digits) - 1n,
  ]);
  return [...strings, ...strings.map((one) => one.toLowerCase()), ...numbers, ...lengths(check), ...(/json/i.test(check) ? JSONS : [])];
}

const JSONS = ['{}', '[]', '{"a":1}', '[1,"ü",null]', '"text"', '12'];

/** Texts as long as a `length(c) = 36` may ask for. */
function lengths(check: string): string[] {
  if (!/length/i.test(check)) return [];
  return [...check.matchAll(/\d+/g)].flatMap(([digits]) =>
    Number(digits) <= 200 ? ['0123456789abcdef'.repeat(13).slice(0, Number(digits))] : [],
  );
}
