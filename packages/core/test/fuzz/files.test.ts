import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import { FORMATS } from '../../src/files/formats/format.js';
import { readFolder } from '../../src/files/folder.js';
import type { Folder, ScriptFile } from '../../src/files/folder.js';
import { readStored, toStored } from '../../src/files/formats/stored.js';
import { parseHeader } from '../../src/files/header.js';
import type { Listing, MigrationSource, RawFile } from '../../src/files/source.js';
import { sha256 } from '../../src/files/text.js';
import { MigrationError } from '../../src/kernel/error.js';

const runs = process.env['ZEPIX_NIGHTLY'] === '1' ? 20_000 : 150;

/** Texts that the readers look for, whole and cut, in any order. */
const piece = fc.oneof(
  fc.constantFrom(
    '-- migrate:up',
    '-- migrate:down transaction:false',
    '-- +goose Up',
    '-- +goose Down',
    '-- +goose StatementBegin',
    '-- +goose StatementEnd',
    '-- +goose NO TRANSACTION',
    '-- +goose ENVSUB ON',
    '--> statement-breakpoint',
    '-- Transaction: NO',
    '-- Replaces: 001_a.sql sha256 00',
    '-- Transacton: NO',
    'CREATE TABLE a (x);',
    'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;',
    "SELECT '-- migrate:up';",
    '/* -- +goose Up',
    '${x}',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const text = fc
  .array(fc.tuple(piece, fc.constantFrom('\n', '\r\n', ' ', '\n\n', '', '\ufeff', '\r')), { maxLength: 14 })
  .map((parts) => parts.flat().join(''));
const bytes = fc.oneof(
  { weight: 4, arbitrary: text.map((value) => new TextEncoder().encode(value)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
);

const entry = fc.oneof(
  fc.record(
    { idx: fc.oneof(fc.nat(4), fc.anything()), tag: fc.oneof(fc.constantFrom('0000_a', '0001_b', '20260101000000_c', 'x'), fc.anything()) },
    { requiredKeys: [] },
  ),
  fc.anything(),
);
const journal = fc.oneof(
  fc
    .record({
      dialect: fc.oneof(fc.constantFrom('sqlite', 'sqlite', 'mysql'), fc.anything()),
      entries: fc.oneof(fc.array(entry), fc.anything()),
    })
    .map((value) => new TextEncoder().encode(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)))),
  fc.json().map((value) => new TextEncoder().encode(value)),
  bytes,
);

const NAMES = [
  '001_a.sql',
  '1_a.up.sql',
  '1_a.down.sql',
  '0000_a.sql',
  '0001_b.sql',
  '002_b.ts',
  '3_c.go',
  'V1__a.sql',
  'U1__a.sql',
  'R__r.sql',
  'schema.sql',
];
const name = fc.oneof(fc.constantFrom(...NAMES, 'migration_lock.toml'), fc.string({ unit: 'binary', maxLength: 9 }));
const files = (names: fc.Arbitrary<string>, most: number) => fc.array(fc.tuple(names, bytes), { maxLength: most });
const folderName = fc.constantFrom('0_init', '20250101000000_a', '2025-01-01-000000_b', 'x', '..', 'squashed');
const folders = fc.array(
  fc.tuple(folderName, files(fc.constantFrom('migration.sql', 'up.sql', 'down.sql', 'snapshot.json', 'metadata.toml'), 4)),
  {
    maxLength: 3,
  },
);
const place = fc.record({
  files: files(name, 5),
  rollbacks: files(fc.constantFrom('001_rollback_a.sql', '0_rollback.sql', 'x.sql'), 2),
  folders,
  journal: fc.option(journal),
  format: fc.option(fc.constantFrom(...FORMATS), { nil: undefined }),
});

type Content = Uint8Array;

function raw(entries: readonly (readonly [string, Content])[]): RawFile[] {
  return entries.map(([each, content]) => ({ name: each, shown: `m/${each}`, bytes: () => content }));
}

function sourceOf(made: typeof place extends fc.Arbitrary<infer T> ? T : never): MigrationSource {
  const meta = made.journal === null ? [] : [['meta', [['_journal.json', made.journal]]] as const];
  const listing: Listing = {
    files: raw(made.files),
    rollbacks: raw(made.rollbacks),
    folders: [...made.folders, ...meta].map(([each, inside]) => ({ name: each, shown: `m/${each}`, files: () => raw(inside) })),
  };
  return { shown: 'm', name: 'm', format: made.format, list: () => listing };
}

/** A folder, or an error of ours; anything else that is thrown fails the test. */
function read(source: MigrationSource): Folder | MigrationError {
  try {
    return readFolder(source);
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}

describe('whatever lies in a folder', () => {
  test('it is read, or refused with a code, and the same again', () => {
    fc.assert(
      fc.property(place, (made) => {
        const folder = read(sourceOf(made));
        if (folder instanceof MigrationError) return;
        expect(folder.problems.every((problem) => problem instanceof MigrationError)).toBe(true);
        expect(read(sourceOf(made))).toEqual(folder);
      }),
      { numRuns: runs },
    );
  });

  test('versions are digits and ascend, and every checksum is that of the text that would run', () => {
    fc.assert(
      fc.property(place, (made) => {
        const folder = read(sourceOf(made));
        if (folder instanceof MigrationError) return;
        const versions = folder.migrations.map(({ version }) => version);
        expect(versions.every((version) => /^\d+$/.test(version))).toBe(true);
        expect(versions.every((version, at) => at === 0 || BigInt(versions[at - 1] ?? 0) < BigInt(version))).toBe(true);
        for (const { adopted, checksum, text: run } of folder.migrations) {
          if (adopted !== undefined) expect(['unreadable', sha256(run)]).toContain(checksum);
        }
      }),
      { numRuns: runs },
    );
  });
});

test('a rollback that a ledger keeps reads as it was', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...FORMATS), fc.boolean(), (value, format, transactional) => {
      const adopted = format === 'zepix' ? undefined : { format, transactional };
      const file: ScriptFile = { file: 'x', text: value, checksum: '', adopted };
      const stored = readStored(toStored(file));
      expect([stored.text, stored.adopted]).toEqual([value, adopted]);
    }),
    { numRuns: runs },
  );
});

test('every comment block is a header, with problems or without', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (lines) => {
      const location = { file: 'x', line: 1, column: 1, offset: 0 };
      const { problems } = parseHeader(lines.map((line) => ({ text: line, location })));
      expect(problems.every(({ code }) => /^(?:HEADER|DIRECTIVE)_/.test(code))).toBe(true);
    }),
    { numRuns: runs },
  );
});

test('every value is a configuration, or is refused as none', () => {
  const setting = fc.oneof(fc.anything(), fc.constantFrom('a.db', 'm', 'drizzle', 'file:x', ':memory:'));
  const keys = fc.constantFrom(
    'file',
    'migrations',
    'format',
    'label',
    'aliases',
    'after',
    'snapshots',
    'ledgerTable',
    'rehearse',
    'schema',
    'odd',
  );
  const database = fc.dictionary(keys, setting).map((entries) => ({ file: 'a.db', migrations: 'm', ...entries }));
  const config = fc.oneof(
    fc.anything(),
    fc.record({ databases: fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.oneof(database, fc.anything()))) }),
  );
  fc.assert(
    fc.property(config, (value) => {
      try {
        resolveConfig(value, { root: '/r', cwd: '/r', file: 'zepix.config.ts', env: {} });
      } catch (error) {
        expect(error).toMatchObject({ name: 'MigrationError', code: 'CONFIG_INVALID' });
      }
    }),
    { numRuns: runs },
  );
});
