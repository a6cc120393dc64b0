import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { literal } from '../../src/content/literal.js';
import type { Cell } from '../../src/content/literal.js';

function readBack(sql: string): Cell {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  const statement = db.prepare(`SELECT typeof(v), CASE typeof(v) WHEN 'text' THEN CAST(v AS BLOB) ELSE v END FROM (SELECT ${sql} AS v)`);
  const [type, value] = statement.safeIntegers(true).raw().get() as [Cell['type'], unknown];
  return { type, value } as Cell;
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

test.each<Cell>([
  { type: 'integer', value: 9_223_372_036_854_775_807n },
  { type: 'integer', value: -9_223_372_036_854_775_808n },
  { type: 'real', value: 1 },
  { type: 'real', value: -0 },
  { type: 'real', value: Infinity },
  { type: 'real', value: -Infinity },
  { type: 'real', value: 5e-324 },
  { type: 'real', value: Number.MAX_VALUE },
  { type: 'real', value: 1e21 },
  { type: 'text', value: bytes('') },
  { type: 'text', value: bytes("it's -- ; x'") },
  { type: 'text', value: bytes('a\0b') },
  { type: 'text', value: bytes('a\r\nb') },
  { type: 'text', value: Buffer.from([0xc3, 0x28]) },
  { type: 'blob', value: Buffer.from([]) },
  { type: 'blob', value: Buffer.from([0, 255, 39]) },
])('$type $value comes back as it was', (cell) => {
  const { type, value } = readBack(literal(cell)) as { type: string; value: unknown };
  expect(type).toBe(cell.type);
  if (cell.type === 'text' || cell.type === 'blob') expect(Buffer.from(value as Uint8Array)).toEqual(Buffer.from(cell.value));
  else expect(value).toBe((cell as { value: unknown }).value);
});

test('any double, any text, any whole number: literals of a file that holds no NUL and no carriage return', () => {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  const back = (sql: string): unknown => db.prepare(`SELECT ${sql}`).safeIntegers(true).pluck().get();
  fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Object.is(back(literal({ type: 'real', value })), value)));
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => back(literal({ type: 'integer', value })) === value),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const sql = literal({ type: 'text', value: bytes(value) });
      return !/[\0\r]/.test(sql) && back(sql) === value;
    }),
  );
});
