import { MigrationError, locate } from '@zepix/migrations-core';
import { describe, expect, test } from 'vitest';
import { parseScript } from '../../src/script/index.js';
import type { SqliteScript } from '../../src/script/index.js';
import { goldenCases } from './golden.js';

const parse = (text: string): SqliteScript => parseScript({ file: 'x.sql', text });
const texts = (text: string): string[] => parse(text).statements.map((each) => each.text);

function outcome(text: string): unknown {
  try {
    const { header, statements } = parse(text);
    return {
      header: header.map((line) => [line.location.line, line.location.column, line.text]),
      statements: statements.map((each) => ({ line: each.location.line, column: each.location.column, text: each.text })),
    };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    const { code, message, hint, location } = error;
    return { error: { code, message, hint, line: location?.line, column: location?.column } };
  }
}

describe('golden scripts are cut as written down', () => {
  test.each(goldenCases('split'))('$name', ({ text, expected }) => {
    const actual = JSON.parse(JSON.stringify(outcome(text)));
    expect(actual).toEqual(expected(actual));
  });

  test.each(goldenCases('split').filter(({ name }) => !name.startsWith('invalid-')))('$name loses no character', ({ text }) => {
    const { statements, tail, source } = parse(text);
    expect(statements.map(({ piece }) => piece).join('') + tail).toBe(text);
    for (const { location } of statements) expect(location).toEqual(locate(source, location.offset));
  });
});

describe('what is no golden file', () => {
  test('a text without a statement has size 0 and keeps its comments as header', () => {
    expect(parse('')).toMatchObject({ size: 0, header: [], tail: '' });
    expect(parse(' ;; ;\n--  one \n').header).toEqual([{ text: 'one', location: { file: 'x.sql', line: 2, column: 1, offset: 6 } }]);
  });

  test('a NUL is refused, since SQLite would stop reading there', () => {
    const location = { file: 'x.sql', line: 2, column: 2, offset: 11 };
    expect(() => parse('SELECT 1;\n \0')).toThrow(expect.objectContaining({ code: 'ENCODING_INVALID', location }));
  });

  test('columns count UTF-16 code units and survive a mark of the byte order', () => {
    expect(parse("\ufeffSELECT '😀'; SELECT 2").statements[1]?.location).toEqual({ file: 'x.sql', line: 1, column: 15, offset: 14 });
  });

  test('behind "; END" a forgotten semicolon costs one statement, not the file', () => {
    const trigger = 'CREATE TRIGGER a AFTER INSERT ON b BEGIN SELECT 1; END';
    expect(texts(`${trigger} CREATE TABLE c (d); SELECT 2;`)).toEqual([`${trigger} CREATE TABLE c (d)`, 'SELECT 2']);
    expect(texts('CREATE TRIGGER a AFTER INSERT ON b BEGIN END; SELECT 2;')).toHaveLength(2);
    expect(texts('CREATE TRIGGER a AFTER INSERT ON b; SELECT 2;')).toHaveLength(2);
  });

  test('a comment behind a statement on its line is not above the next', () => {
    const [, second] = parse('SELECT 1; -- behind\n-- above\nSELECT 2;').statements;
    expect(second?.above.map(({ text }) => text)).toEqual(['above']);
  });

  test('20,000 statements', () => {
    const one = "INSERT INTO some_table (a, b) VALUES ('x;y', 12.5);\n";
    const { statements, tail } = parse(one.repeat(20_000));
    expect(statements).toHaveLength(20_000);
    expect(statements.at(-1)?.location).toEqual({ file: 'x.sql', line: 20_000, column: 1, offset: 19_999 * one.length });
    expect(tail).toBe('\n');
  });
});
