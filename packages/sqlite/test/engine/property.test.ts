import { makeMigrator, rowsOf, sqliteCatalog, temporaryFolder } from '@zepix/testkit';
import type { Files } from '@zepix/testkit';
import { versionKey } from '@zepix/migrations-core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqliteDriver } from '../../src/index.js';

interface Change {
  readonly up: string;
  readonly down: string;
}

/** Migration `n` works on what the ones before it made; each down gives back the schema in front of its up. */
const CHANGES: readonly ((n: number) => Change)[] = [
  (n) => ({ up: `CREATE TABLE t${n} (id INTEGER PRIMARY KEY, a TEXT);`, down: `DROP TABLE t${n};` }),
  (n) => ({ up: `ALTER TABLE base ADD COLUMN c${n} TEXT DEFAULT 'x';`, down: `ALTER TABLE base DROP COLUMN c${n};` }),
  (n) => ({ up: `CREATE INDEX i${n} ON base (id, note);`, down: `DROP INDEX i${n};` }),
  (n) => ({ up: `CREATE VIEW v${n} AS SELECT id FROM base;`, down: `DROP VIEW v${n};` }),
  (n) => ({ up: `CREATE TRIGGER g${n} AFTER INSERT ON base BEGIN SELECT 1; END;`, down: `DROP TRIGGER g${n};` }),
];

const history = fc
  .array(fc.nat(CHANGES.length - 1), { minLength: 1, maxLength: 6 })
  .chain((kinds) =>
    fc.record({ kinds: fc.constant(kinds), first: fc.nat(kinds.length), target: fc.nat(kinds.length), single: fc.boolean() }),
  );

function filesOf(kinds: readonly number[]): Files {
  const entries = kinds.flatMap((kind, at) => {
    const [change, version] = [CHANGES[kind]?.(at + 1), String(at + 1).padStart(3, '0')];
    if (change === undefined) return [];
    return [
      [`${version}_m.sql`, change.up],
      [`rollback/${version}_rollback_m.sql`, change.down],
    ];
  });
  return Object.fromEntries(entries) as Files;
}

test('up to any version and back to any other gives the ledger and the schema of that version', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ kinds, first, target, single }) => {
      using folder = temporaryFolder();
      const sql = "CREATE TABLE base (id INTEGER PRIMARY KEY, note TEXT); INSERT INTO base VALUES (1, 'kept')";
      const migrator = makeMigrator(folder, { driver: sqliteDriver(), databases: { main: { migrations: filesOf(kinds), sql } } });
      const file = folder.file('main.db');
      const look = (): unknown => [
        sqliteCatalog(file).filter(({ table }) => !table.startsWith('schema_migrations')),
        rowsOf(file, 'SELECT version, checksum, rollback_sql FROM schema_migrations ORDER BY version'),
      ];
      const go = async (to: number): Promise<void> => {
        const report = await migrator.goto(String(to), { approval: 'all', singleTransaction: single });
        expect([report.ok, report.databases[0]?.version ?? '0'].map((one) => (typeof one === 'string' ? versionKey(one) : one))).toEqual([
          true,
          String(to),
        ]);
      };
      const seen = new Map<number, unknown>();
      for (let version = 1; version <= kinds.length; version += 1) {
        await go(version);
        seen.set(version, look());
      }
      await go(0);
      seen.set(0, look());
      for (const version of [first, target, kinds.length, first]) {
        await go(version);
        expect(look()).toEqual(seen.get(version));
      }
      expect(rowsOf(file, 'SELECT id, note FROM base')).toEqual([[1, 'kept']]);
      expect(migrator.verify().databases[0]?.problems).toEqual([]);
    }),
    { numRuns: process.env['ZEPIX_NIGHTLY'] === '1' ? 200 : 6 },
  );
});
