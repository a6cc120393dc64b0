import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { engine } from '../engine/engine.js';
import { expectReadable, runs } from './readable.js';

const FILES = { '001_a.sql': 'CREATE TABLE a (x);', '002_b.sql': 'CREATE TABLE b (x);' };
const COLUMNS = [
  'version',
  'applied_at',
  'description',
  'checksum',
  'execution_time_ms',
  'name',
  'state',
  'cursor',
  'run_id',
  'applied_by',
];
const MORE = ['host', 'tool_version', 'cookie', 'schema_before', 'schema_after', 'rollback_sql', 'rollback_checksum'];
const HISTORY = ['id', 'at', 'event', 'version', 'run_id', 'cookie', 'schema_hash', 'details', 'previous_hash', 'hash'];
const MODELS = ['hash', 'model'];

const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '001',
    '1',
    1,
    '002',
    2,
    '007',
    '',
    'applied',
    'running',
    'failed',
    'interrupted',
    '{}',
    'null',
    '[1]',
    '"x"',
  ),
  fc.constantFrom<unknown>('{"direction":"down","done":1,"of":2,"prefix":"x"}', '{"direction":1,"done":"x"}', '{"differences":5}', 'NaN'),
  fc.constantFrom<unknown>(2n ** 63n - 1n, -(2n ** 63n), 1e308, -0.5, 9007199254740993n, '9'.repeat(400)),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.uint8Array({ maxLength: 12 }),
);
const type = fc.constantFrom('', 'TEXT', 'INTEGER', 'BLOB', 'REAL', 'NUMERIC');

/** A table by its columns with their types, and its rows. */
interface Table {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly version: boolean;
}

const table = (known: readonly string[]): fc.Arbitrary<Table> =>
  fc.record({
    columns: fc.oneof(
      { weight: 5, arbitrary: fc.constant([...known]) },
      { weight: 1, arbitrary: fc.subarray([...known], { minLength: 1 }) },
    ),
    types: fc.array(type, { minLength: known.length, maxLength: known.length }),
    rows: fc.array(fc.array(value, { minLength: known.length, maxLength: known.length }), { maxLength: 4 }),
    version: fc.boolean(),
  });

const FOREIGN = ['__drizzle_migrations', 'goose_db_version', '_prisma_migrations', 'knex_migrations', 'SequelizeMeta', 'migrations'];
const foreign = table(['id', 'hash', 'created_at', 'version_id', 'is_applied', 'migration_name', 'name', 'batch', 'timestamp']);

function make(db: Database.Database, name: string, { columns, types, rows, version }: Table): void {
  db.exec(`CREATE TABLE ${name} (${columns.map((column, at) => `${column} ${types[at] ?? ''}`).join(', ')})`);
  const insert = db.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
  // A version of digits in most, or hardly a row would be read any further.
  rows.forEach((row, at) => insert.run(columns.map((column, index) => (column === 'version' && version ? `00${at + 1}` : row[index]))));
}

test('a ledger, a history and models of any content', () => {
  const one = engine(FILES);
  fc.assert(
    fc.property(
      table([...COLUMNS, ...MORE]),
      fc.option(table(HISTORY)),
      fc.option(table(MODELS)),
      fc.option(fc.tuple(fc.constantFrom(...FOREIGN), foreign)),
      (ledger, history, models, other) => {
        const db = new Database(one.file);
        for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[])
          db.exec(`DROP TABLE ${name}`);
        make(db, 'schema_migrations', ledger);
        if (history !== null) make(db, 'schema_migrations_history', history);
        if (models !== null) make(db, 'schema_migrations_models', models);
        if (other !== null) make(db, ...other);
        db.close();
        const [database] = expectReadable(one).databases;
        expect(database?.state).not.toBe('missing');
      },
    ),
    { numRuns: runs(80) },
  );
});

test('a ledger of another tool of any content, and none of ours', () => {
  const one = engine(FILES);
  fc.assert(
    fc.property(fc.constantFrom(...FOREIGN), foreign, (name, other) => {
      const db = new Database(one.file);
      for (const each of FOREIGN) db.exec(`DROP TABLE IF EXISTS ${each}`);
      make(db, name, other);
      db.close();
      expectReadable(one);
    }),
    { numRuns: runs(40) },
  );
});
