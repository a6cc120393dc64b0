import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMigrationName, parseRollbackName } from '../../src/files/name.js';

describe('migrations', () => {
  test.each([
    ['002_add_hybrid_sl.sql', '002', 'add_hybrid_sl', 'up'],
    ['2_a.sql', '2', 'a', 'up'],
    ['1000-with-hyphens.sql', '1000', 'with-hyphens', 'up'],
    ['12345678901234567890_long.sql', '12345678901234567890', 'long', 'up'],
    ['003_v6.1_notes.sql', '003', 'v6.1_notes', 'up'],
    ['004_größe.sql', '004', 'größe', 'up'],
    ['005_7.sql', '005', '7', 'up'],
    ['006_a.up.sql', '006', 'a', 'up'],
    ['006_a.down.sql', '006', 'a', 'down'],
    ['007_slow.down.town.sql', '007', 'slow.down.town', 'up'],
  ])('%s', (file, version, name, direction) => {
    expect(parseMigrationName(file)).toEqual({ version, name, direction });
  });

  test.each(['a.sql', '_a.sql', '002.sql', '002a.sql', '002 a.sql', '002_.sql', '002__a.sql', '002_a b.sql', '-1_a.sql', '1.5_a.sql'])(
    '%s is off the pattern',
    (file) => {
      expect(parseMigrationName(file)).toBeNull();
    },
  );

  test.each(['002_A.SQL', '002_a.Sql', '002_a.sql.bak', '002_a.sql~'])('%s has another ending', (file) => {
    expect(parseMigrationName(file)).toBeNull();
  });

  test('any digits with any plain word are read back as they were written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,20}$/), fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/), (version, name) => {
        expect(parseMigrationName(`${version}_${name}.sql`)).toEqual({ version, name, direction: 'up' });
        expect(parseMigrationName(`${version}_${name}.down.sql`)).toEqual({ version, name, direction: 'down' });
        expect(parseRollbackName(`${version}_rollback_${name}.sql`)).toEqual({ version, name, direction: 'down' });
      }),
    );
  });
});

describe('rollbacks', () => {
  test.each([
    ['002_rollback_hybrid_sl.sql', '002', 'hybrid_sl'],
    ['002_rollback.sql', '002', ''],
  ])('%s', (file, version, name) => {
    expect(parseRollbackName(file)).toEqual({ version, name, direction: 'down' });
  });

  test.each(['002_hybrid_sl.sql', 'rollback_002.sql', '002_rollback_.sql', '002_rollbackx.sql', '002_rollback_a.SQL'])(
    '%s is off the pattern',
    (file) => {
      expect(parseRollbackName(file)).toBeNull();
    },
  );
});
