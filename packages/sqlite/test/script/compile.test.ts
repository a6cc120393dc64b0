import type { Intent, MigrationError, Program, Statement } from '@zepix/migrations-core';
import { describe, expect, test } from 'vitest';
import { RAISE_FUNCTION, compileScript, parseScript } from '../../src/script/index.js';
import { goldenCases } from './golden.js';

const INTENT: Intent = { direction: 'up', version: '002', ledgerTable: 'schema_migrations', transactional: true, foreignKeys: false };

function compile(text: string, intent: Partial<Intent> = {}): Program {
  return compileScript(parseScript({ file: 'x.sql', text }), { ...INTENT, ...intent });
}

/** A file's name and header say what it is meant for. */
function intentOf(name: string, text: string): Partial<Intent> {
  return {
    direction: name.endsWith('.down') ? 'down' : 'up',
    transactional: !text.startsWith('-- Transaction: NO'),
    foreignKeys: text.startsWith('-- Foreign-Keys: ON'),
    ...(name.endsWith('.adopted') && { adopted: true }),
  };
}

function statementView({ role, sql, original, location, message, standalone }: Statement): object {
  return { line: location.line, role, sql, ...(original === sql ? {} : { original }), message, standalone: standalone || undefined };
}

function problemView({ code, message, hint, location, statement }: MigrationError): object {
  return { line: location?.line, column: location?.column, code, message, hint, statement };
}

function view(program: Program): unknown {
  return {
    ...program,
    statements: program.statements.map(statementView),
    afterwards: program.afterwards.map(statementView),
    effects: program.effects.map(({ kind, table, location }) => `line ${location.line}: ${kind} ${table ?? '?'}`),
    mentions: [...program.mentions].toSorted().join(' '),
    problems: program.problems.map(problemView),
  };
}

describe('golden scripts compile as written down', () => {
  test.each(goldenCases('compile'))('$name', ({ name, text, expected }) => {
    const actual = JSON.parse(JSON.stringify(view(compile(text, intentOf(name, text)))));
    expect(actual).toEqual(expected(actual));
  });

  test.each(goldenCases('compile'))('$name: problems come in the order of the file', ({ name, text }) => {
    const offsets = compile(text, intentOf(name, text)).problems.map(({ location }) => location?.offset ?? -1);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });
});

describe('the specification runs as written', () => {
  test('its template: two guards inside, two SELECTs afterwards, its own row left out', () => {
    const text = goldenCases('compile').find(({ name }) => name === 'specification-up')?.text ?? '';
    const program = compile(text);
    expect(program.problems).toEqual([]);
    expect(program.statements.map(({ role }) => role)).toEqual(['guard', 'change', 'change', 'change', 'change', 'change', 'guard']);
    expect(program.afterwards.map(({ role }) => role)).toEqual(['query', 'query']);
    expect(program.ownDescription).toBe('Add hybrid SL columns');
    expect(program.effects).toEqual([]);
  });
});

describe('the ledger by another name', () => {
  test('is recognised in any quotes, and the usual name is then a table like any other', () => {
    const own = compile(`INSERT INTO "My Ledger" (version) VALUES ('7'); SELECT 1;`, { ledgerTable: 'my ledger', version: '007' });
    expect(own.problems).toEqual([]);
    expect(own.statements).toHaveLength(1);
    expect(compile('DROP TABLE schema_migrations', { ledgerTable: 'my ledger' }).problems).toEqual([]);
    expect(compile('DROP TABLE [MY LEDGER_history]', { ledgerTable: 'my ledger' }).problems).toHaveLength(1);
  });

  test('a version beyond 2^53 is compared digit by digit', () => {
    const insert = 'INSERT INTO schema_migrations (version) VALUES (20260112093000123456);';
    expect(compile(insert, { version: '20260112093000123456' }).problems).toEqual([]);
    expect(compile(insert, { version: '20260112093000123457' }).problems).toHaveLength(1);
  });
});

describe('mentions', () => {
  test('hold names in all quotes, lower case, and neither values nor reserved words', () => {
    const insert = `INSERT INTO 'Orders' ("A b", [c]) SELECT 'value', \`D\` FROM x ORDER BY key;`;
    const { mentions } = compile(`${insert} DROP TABLE 'y'; DROP TABLE z.'w';`);
    expect([...mentions].toSorted()).toEqual(['a b', 'by', 'c', 'd', 'key', 'orders', 'w', 'x', 'y', 'z']);
  });
});

test('a guard calls the function that the session registers', () => {
  expect(compile("SELECT RAISE(ABORT, 'no')").statements[0]?.sql).toBe(`SELECT ${RAISE_FUNCTION}('ABORT', 'no')`);
});

test('letters beyond ASCII make no keyword, whatever their capitals are', () => {
  expect(compile('DROP TABLE a; ſELECT 1; ıNSERT INTO b VALUES (1)').effects.map(({ kind }) => kind)).toEqual([
    'drop-table',
    'unparsed',
    'unparsed',
  ]);
});
