import { MigrationError, locate } from '@zepix/migrations-core';
import type { Intent } from '@zepix/migrations-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileScript, parseScript } from '../../src/script/index.js';

const name = fc.constantFrom('orders', '"or;der"', '`a``;b`', '[x;y]', 'größe', 'end', 'begin', 'a$b', '"END"', "'quo;ted'", '_1');
const value = fc.constantFrom("''", "'it''s; END;'", "x'3B'", '1.5e-3', '.5', '0xFF', '?1', ':a', '@b', '$c', '"a"";"', 'NULL', "'-- no'", "'/*'");
const gap = fc.constantFrom(' ', '\n', '\t\f ', ' /* ; END; */ ', ' -- x; \'"`[\n', '/**/', '\n\n', '/* * / */');
const between = fc.array(fc.oneof(gap, fc.constantFrom('\ufeff', ';', ' ; ', '-- assertion;\n', "-- don't; BEGIN\n")), { maxLength: 4 });

const expression = fc.tuple(value, value).map(([a, b]) => `CASE WHEN ${a} THEN CASE ${b} WHEN 1 THEN ${a} END ELSE ${b} END`);
const simple = fc.tuple(name, value, expression, gap).chain(([n, v, e, g]) =>
  fc.constantFrom(
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
  .tuple(fc.constantFrom('', 'EXPLAIN ', 'explain query plan '), fc.constantFrom('', 'TEMP ', 'temporary '), name, gap, fc.array(simple, { minLength: 1, maxLength: 3 }))
  .map(([explain, temp, n, g, body]) => {
    const inner = body.map((each) => (each === 'END' || each === 'BEGIN' ? 'SELECT 1' : each));
    return `${explain}CREATE${g}${temp}TRIGGER${g}${n} AFTER INSERT ON ${n} WHEN 1${g}BEGIN${g}${inner.join(`;${g}`)};${g}END`;
  });
const statement = fc.oneof({ weight: 4, arbitrary: simple }, { weight: 1, arbitrary: trigger });
const script = fc.array(fc.tuple(between, statement), { maxLength: 12 });

const join = (parts: readonly (readonly [readonly string[], string])[]): string => parts.map(([before, sql]) => `${before.join('')}${sql};`).join('');

const INTENTS: readonly Intent[] = (['up', 'down'] as const).flatMap((direction) =>
  [true, false].map((transactional) => ({ direction, version: '2', ledgerTable: 'orders', transactional, foreignKeys: transactional })),
);

/** Whatever the text, nothing but a MigrationError may come out, and what was cut must join again. */
function withstands(text: string): void {
  const source = { file: 'x.sql', text };
  try {
    const parsed = parseScript(source);
    expect(parsed.statements.map(({ piece }) => piece).join('') + parsed.tail).toBe(text);
    for (const intent of INTENTS) {
      const program = compileScript(parsed, intent);
      for (const { original, location } of program.statements) expect(text.startsWith(original, location.offset)).toBe(true);
    }
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    expect(error.location).toEqual(locate(source, error.location?.offset ?? -1));
  }
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
        const { statements, afterwards, notices, problems } = compileScript(parsed, INTENTS[0] as Intent);
        // BEGIN and its COMMIT share a notice; a statement may have several problems.
        expect(statements.length + afterwards.length + 2 * notices.length + problems.length).toBeGreaterThanOrEqual(parsed.size);
      }),
      { numRuns: 300 },
    );
  });
});

describe('hostile text', () => {
  const SHARP = ["'", '"', '`', '[', ']', ';', '--', '/*', '*/', '(', ')', '\n', '\0', '\ud800', '\ufeff', ' BEGIN ', ' END ', ';END;', 'CREATE TRIGGER ', 'x', '.', 'WITH ', 'RAISE(', ' AS ', ',', 'INSERT INTO orders ', 'VALUES', 'PRAGMA '];
  const sharp = fc.constantFrom(...SHARP);

  test('of random pieces gives statements or a MigrationError', () => {
    fc.assert(fc.property(fc.array(fc.oneof(sharp, fc.string({ maxLength: 4 }), simple), { maxLength: 25 }), (parts) => withstands(parts.join(''))), { numRuns: 1500 });
  });

  test('of a good script with one change gives statements or a MigrationError', () => {
    const change = fc.tuple(script, fc.nat(), fc.nat({ max: 5 }), sharp);
    fc.assert(
      fc.property(change, ([parts, place, cut, insert]) => {
        const text = join(parts);
        const at = text.length === 0 ? 0 : place % text.length;
        withstands(text.slice(0, at) + insert + text.slice(at + cut));
      }),
      { numRuns: 800 },
    );
  });

  test('deep and long texts neither overflow nor take quadratic time', () => {
    const long = 200_000;
    withstands('('.repeat(long));
    withstands(`SELECT ${'('.repeat(long)}1${')'.repeat(long)};`);
    withstands(`INSERT INTO orders VALUES ${'('.repeat(long)}`);
    withstands(';'.repeat(long));
    withstands('/**/'.repeat(long));
    withstands('-- assert: x\n'.repeat(long));
    withstands(`SELECT 1;${'/**/'.repeat(long)}SELECT 2`);
    withstands("''".repeat(long));
    withstands(`WITH ${'a AS (SELECT 1),'.repeat(long / 4)}`);
    withstands('CREATE TRIGGER t AFTER INSERT ON x BEGIN '.repeat(long / 10));
    withstands('SELECT 1;/**/'.repeat(long / 10));
  });
});
