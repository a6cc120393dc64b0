import { describe, expect, test } from 'vitest';
import type { CheckReport } from '@zepix/migrations-core';
import { APP, openShop, shop, single } from '../shop.js';
import { resultOf } from './result.js';

type Checks = readonly CheckReport[];

const found = (checks: Checks): string[] =>
  checks.flatMap(({ problems }) =>
    problems.map(({ severity, code, file, line }) => `${severity} ${code} ${file?.split('/').slice(1).join('/') ?? ''}:${line ?? ''}`),
  );

describe('check', () => {
  test('is content with good files, needs no database and makes none', async () => {
    const place = shop();
    const { code, stdout } = await place.run('check');
    expect({ code, files: place.files('data') }).toEqual({ code: 0, files: ['.keep'] });
    expect(stdout).toContain('✔ Every file is fine.');
  });

  test('finds everything that is wrong, in every file and both directions', async () => {
    const place = single({
      '001_a.sql': 'CREATE TABLE a (id INTEGER);\n',
      '002_b.sql': '-- Version: 009\n-- Requires: 007\nVACUUM;\nSAVEPOINT x;\n',
      '002_other.sql': 'SELECT 1;\n',
      '004_d.sql': '-- Transacton: NO\n-- assert: nothing below\nDELETE FROM a;\nDELETE FROM schema_migrations;\n',
      'no number.sql': 'SELECT 1;\n',
      'rollback/001_rollback_a.sql': 'DROP TABLE a;\nATTACH DATABASE x AS y;\n',
      'rollback/009_rollback_x.sql': 'SELECT 1;\n',
    });
    const { code, result } = await resultOf<Checks>(place, ['check', ...APP]);
    expect(code).toBe(5);
    expect(found(result).toSorted()).toEqual(
      [
        'error VERSION_DUPLICATE 002_other.sql:1',
        'error FILE_NAME_INVALID no number.sql:1',
        'error ROLLBACK_ORPHAN rollback/009_rollback_x.sql:1',
        'error VERSION_GAP 004_d.sql:1',
        'error STATEMENT_REFUSED rollback/001_rollback_a.sql:2',
        'error HEADER_MISMATCH 002_b.sql:1',
        'error REQUIRES_UNMET 002_b.sql:2',
        'error STATEMENT_REFUSED 002_b.sql:3',
        'error STATEMENT_REFUSED 002_b.sql:4',
        'error HEADER_KEY_UNKNOWN 004_d.sql:1',
        'error ASSERT_MISPLACED 004_d.sql:2',
        'error LEDGER_WRITE_REFUSED 004_d.sql:4',
        'warning ROLLBACK_MISSING 002_b.sql:1',
        'warning ROLLBACK_MISSING 004_d.sql:1',
      ].toSorted(),
    );
    const { stdout } = await place.run(['check', ...APP]);
    expect(stdout).toContain('migrations/004_d.sql:4:1');
    expect(stdout).toContain('› 4 │ DELETE FROM schema_migrations;');
    expect(stdout).toMatch(/✖ 12 errors and 2 warnings\.\n$/);
  });

  test('a file that is no UTF-8 is told once, with its place', async () => {
    const place = single({ '001_a.sql': '-- Reversible: NO\nSELECT 1;\n' });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(place.path('migrations/002_b.sql'), Buffer.from([0x2d, 0x2d, 0x20, 0xe4, 0x0a]));
    expect(found((await resultOf<Checks>(place, ['check', ...APP])).result)).toEqual(['error ENCODING_INVALID 002_b.sql:1']);
  });

  test('warnings alone exit with 0; Reversible: NO explains a missing rollback', async () => {
    const place = single({ '001_a.sql': 'SELECT 1;\n', '002_b.sql': '-- Reversible: NO\nSELECT 1;\n' });
    const { code, result } = await resultOf<Checks>(place, ['check', ...APP]);
    expect({ code, found: found(result) }).toEqual({ code: 0, found: ['warning ROLLBACK_MISSING 001_a.sql:1'] });
  });

  test('requirements reach other databases: a file must be there', async () => {
    const place = shop();
    place.write('migrations/stock_v2/004_x.sql', '-- Reversible: NO\n-- Requires: orders/003, orders/004, nowhere/001\nSELECT 1;\n');
    const { result } = await resultOf<Checks>(place, 'check --filter stock');
    expect(found(result)).toEqual(['error REQUIRES_UNMET stock_v2/004_x.sql:2', 'error REQUIRES_UNMET stock_v2/004_x.sql:2']);
    expect(result[0]?.problems.map(({ message }) => message)).toEqual([
      'It requires orders/004, but no earlier migration has that version.',
      'It requires nowhere/001, but there is no database "nowhere".',
    ]);
  });

  test('looks at the database that is there: changed, late and pending files', async () => {
    const place = await openShop();
    place.write('migrations/stock_v2/004_later.sql', '-- Reversible: NO\nSELECT 1;\n');
    const clean = await resultOf<Checks>(place, 'check --filter stock');
    expect({ code: clean.code, pending: clean.result[0]?.pending, version: clean.result[0]?.version }).toEqual({
      code: 0,
      pending: ['004'],
      version: '003',
    });
    place.write('migrations/orders_v1/002_lots.sql', '-- edited\n');
    place.sql('data/shop_stock.db', "DELETE FROM schema_migrations WHERE version = '002'");
    const { code, result } = await resultOf<Checks>(place, 'check');
    expect({ code, found: found(result) }).toEqual({
      code: 5,
      found: ['error CHANGED_FILE orders_v1/002_lots.sql:1', 'error OUT_OF_ORDER stock_v2/002_price.sql:1'],
    });
  });

  test('a database that can not be read is a warning', async () => {
    const place = shop();
    place.write('data/shop_orders.db', 'this is no database, just some text that is long enough to be looked at\n'.repeat(20));
    const { code, result } = await resultOf<Checks>(place, 'check --filter orders');
    expect({ code, found: found(result) }).toEqual({ code: 0, found: ['warning NOT_A_DATABASE :'] });
  });

  test('--quiet prints problems only', async () => {
    expect(await shop().run('check -q')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
