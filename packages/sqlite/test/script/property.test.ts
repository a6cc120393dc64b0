import { MigrationError, locate } from '@zepix/migrations-core';
import type { Intent, SourceText } from '@zepix/migrations-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileScript, parseScript } from '../../src/script/index.js';

const name = fc.constantFrom('orders', '"or;der"', '`a``;b`', '[x;y]', 'größe', 'end', 'begin', 'a$b', '"END"', "'quo;ted'", '_1');
const quoted = fc.constantFrom("''", "'it''s; END;'", "x'3B'", "'-- no'", "'/*'", '"a"";"');
const value = fc.oneof(quoted, fc.constantFrom('1.5e-3', '.5', '0xFF', '?1', ':a', '@b', '$c', 'NULL'));
const gap = fc.constantFrom(' ', '\n', '\t\f ', ' /* ; END; */ ', ' -- x; \'"`[\n', '/**/', '\n\n', '/* * / */');
const between = fc.array(fc.oneof(gap, fc.constantFrom('\ufeff', ';', ' ; ', '-- assertion;\n', "-- don't; BEGIN\n")), { maxLength: 4 });

const expression = fc.tuple(value, value).map(([a, b]) => `CASE WHEN ${a} THEN CASE ${b} WHEN 1 THEN ${a} END ELSE ${b} END`);
const simple = fc
  .tuple(name, value, expression, gap)
  .chain(([n, v, e, g]) =>
    fc.constantFrom<string[]>(
      `SELECT${g}${v}, ${e}`,
      `INSERT INTO ${n}${g}VALUES (${v}, ${e})`,
      `UPDATE ${n} SET a = ${e}${g}WHERE${g}b = ${v}`,
      `WITH c AS (SELECT ${v})${g}DELETE FROM ${n} WHERE${g}a = ${v}`,
      `SELECT 1 - -${v}`,
      `CREATE${g}TABLE ${n} (a${g}TEXT DEFAULT ${v})`,
      `CREATE TEMP${g}VIEW ${n} AS SELECT ${v}`,
      'BEGIN',
      'END',
      `EXPLAIN QUERY PLAN${g}SELECT ${v}`,
      `PRAGMA ${n} = ${v}`,
    ),
  );
const trigger = fc
  .tuple(
    fc.constantFrom('', 'EXPLAIN ', 'explain query plan '),
    fc.constantFrom('', 'TEMP ', 'temporary '),
    name,
    gap,
    fc.array(simple, { minLength: 1, maxLength: 3 }),
  )
  .map(([explain, temp, n, g, body]) => {
    const inner = body.map((each) => (each === 'END' || each === 'BEGIN' ? 'SELECT 1' : each));
    return `${explain}CREATE${g}${temp}TRIGGER${g}${n} AFTER INSERT ON ${n} WHEN 1${g}BEGIN${g}${inner.join(`;${g}`)};${g}END`;
  });
const statement = fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: trigger });
const script = fc.array(fc.tuple(between, statement), { maxLength: 12 });

const join = (parts: readonly (readonly [readonly string[], string])[]): string =>
  parts.map(([before, sql]) => `${before.join('')}${sql};`).join('');

const INTENTS: readonly Intent[] = (['up', 'down'] as const).flatMap((direction) =>
  [true, false].map((transactional) => ({ direction, version: '2', ledgerTable: 'orders', transactional, foreignKeys: transactional })),
);

/** Whatever the text, nothing but a MigrationError with its place may come out, and what was cut must join again. */
function faultOf(text: string): string {
  const source = { file: 'x.sql', text };
  try {
    return faultOfParsed(source);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    const { line, column, offset } = error.location ?? { line: 0, column: 0, offset: -1 };
    const actual = locate(source, offset);
    return actual.line === line && actual.column === column ? '' : `${error.code} at a wrong place`;
  }
}

function faultOfParsed(source: SourceText): string {
  const parsed = parseScript(source);
  if (parsed.statements.map(({ piece }) => piece).join('') + parsed.tail !== source.text) return 'does not join';
  const programs = INTENTS.map((intent) => compileScript(parsed, intent));
  const isOff = programs.some(({ statements }) => statements.some((each) => !source.text.startsWith(each.original, each.location.offset)));
  return isOff ? 'a statement is not where it says' : '';
}

describe('for every script', () => {
  test('the statements come out exactly, at their places, and join to the text', () => {
    fc.assert(
      fc.property(script, between, (parts, tail) => {
        const text = join(parts) + tail.join('');
        const source = { file: 'x.sql', text };
        const parsed = parseScript(source);
        expect(parsed.statements.map((each) => each.text)).toEqual(parts.map(([, sql]) => sql));
        expect(parsed.statements.map(({ piece }) => piece).join('') + parsed.tail).toBe(text);
        for (const each of parsed.statements) {
          expect(each.location).toEqual(locate(source, each.location.offset));
          expect(text.startsWith(each.text, each.location.offset)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what is left out, kept or refused accounts for every statement', () => {
    fc.assert(
      fc.property(script, (parts) => {
        const parsed = parseScript({ file: 'x.sql', text: join(parts) });
        const intent = { direction: 'up', version: '2', ledgerTable: 'orders', transactional: true, foreignKeys: false } as const;
        const { statements, afterwards, notices, problems } = compileScript(parsed, intent);
        // BEGIN and its COMMIT share a notice; a statement may have several problems.
        expect(statements.length + afterwards.length + 2 * notices.length + problems.length).toBeGreaterThanOrEqual(parsed.size);
      }),
      {
        numRuns: 300,
        // Seldom found by chance: a second pair.
        examples: [
          [
            [
              [[], 'BEGIN'],
              [[], 'END'],
              [[], 'BEGIN'],
              [[], 'END'],
            ],
          ],
        ],
      },
    );
  });
});

describe('hostile text', () => {
  const SHARP = [
    "'",
    '"',
    '`',
    '[',
    ']',
    ';',
    '--',
    '/*',
    '*/',
    '(',
    ')',
    '\n',
    '\0',
    '\ud800',
    '\ufeff',
    'x',
    '.',
    ',',
    ' BEGIN ',
    ' END ',
    ';END;',
    'CREATE TRIGGER ',
    'WITH ',
    'RAISE(',
    ' AS ',
    'INSERT INTO orders ',
    'VALUES',
    'PRAGMA ',
  ];
  const sharp = fc.constantFrom(...SHARP);

  test('of random pieces gives statements or a MigrationError', () => {
    const pieces = fc.array(fc.oneof(sharp, fc.string({ maxLength: 4 }), simple), { maxLength: 25 });
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(faultOf(parts.join(''))).toBe('');
      }),
      { numRuns: 1500 },
    );
  });

  test('of a good script with one change gives statements or a MigrationError', () => {
    const change = fc.tuple(script, fc.nat(), fc.nat({ max: 5 }), sharp);
    fc.assert(
      fc.property(change, ([parts, place, cut, insert]) => {
        const text = join(parts);
        const at = text.length === 0 ? 0 : place % text.length;
        expect(faultOf(text.slice(0, at) + insert + text.slice(at + cut))).toBe('');
      }),
      { numRuns: 800 },
    );
  });

  const LONG = 200_000;
  test.each([
    ['open parentheses', '('.repeat(LONG)],
    ['closed parentheses', `SELECT ${'('.repeat(LONG)}1${')'.repeat(LONG)};`],
    ['a row that never ends', `INSERT INTO orders VALUES ${'('.repeat(LONG)}`],
    ['a condition in parentheses', `DELETE FROM orders WHERE ${'('.repeat(LONG)}version = 2${')'.repeat(LONG)}`],
    ['semicolons', ';'.repeat(LONG)],
    ['comments on one line', `SELECT 1;${'/**/'.repeat(LONG)}SELECT 2`],
    ['directives', '-- assert: x\n'.repeat(LONG)],
    ['strings', "''".repeat(LONG)],
    ['table expressions', `WITH ${'a AS (SELECT 1),'.repeat(LONG / 4)}`],
    ['open triggers', 'CREATE TRIGGER t AFTER INSERT ON x BEGIN '.repeat(LONG / 10)],
    ['statements on one line', 'SELECT 1;/**/'.repeat(LONG / 10)],
    ['transactions', 'BEGIN;COMMIT;'.repeat(LONG / 20)],
  ])('%s without end neither overflow nor hang', (_, text) => {
    expect(faultOf(text)).toBe('');
  });
});
