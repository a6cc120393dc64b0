import { describe, expect, test } from 'vitest';
import type { GeneratedRollback, ProvenRollback } from '@zepix/migrations-core';
import { openShop } from '../shop.js';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';
import { resultOf } from './result.js';

const FOLDER = 'migrations/orders_v1';
const ORDERS = 'data/shop_orders.db';
const DOWN = `${FOLDER}/rollback/005_rollback_split.sql`;
const SPLIT = `-- Description: Notes apart
CREATE TABLE notes (order_id INTEGER PRIMARY KEY, note TEXT);
INSERT INTO notes SELECT id, note FROM orders WHERE note IS NOT NULL;
ALTER TABLE orders DROP COLUMN note;
`;

const generate = (place: Workplace, more = '') =>
  resultOf<readonly GeneratedRollback[]>(place, `rollback generate --filter orders ${more}`);
const prove = (place: Workplace, more = '') => resultOf<readonly ProvenRollback[]>(place, `rollback prove --filter orders ${more}`);

/** A shop whose orders have a note, and a migration without a rollback that moves it. */
async function openSplit(): Promise<Workplace> {
  const place = await openShop();
  place.write(`${FOLDER}/004_note.sql`, 'ALTER TABLE orders ADD COLUMN note TEXT;\n');
  place.write(`${FOLDER}/rollback/004_rollback_note.sql`, 'ALTER TABLE orders DROP COLUMN note;\n');
  place.write(`${FOLDER}/005_split.sql`, SPLIT);
  return place;
}

const MAKES = 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL);\n';
const WIDENS = 'ALTER TABLE t ADD COLUMN c TEXT;\nCREATE INDEX tc ON t (c);\n';
const entry = (idx: number, tag: string) => ({ idx, version: '6', when: idx, tag, breakpoints: true });

/** The same two migrations as other tools write them, without a way back. */
const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  goose: { '001_t.sql': `-- +goose Up\n${MAKES}`, '002_c.sql': `-- +goose Up\n${WIDENS}` },
  dbmate: { '001_t.sql': `-- migrate:up\n${MAKES}-- migrate:down\n`, '002_c.sql': `-- migrate:up\n${WIDENS}-- migrate:down\n` },
  'golang-migrate': { '1_t.up.sql': MAKES, '2_c.up.sql': WIDENS },
  drizzle: {
    '0001_t.sql': MAKES,
    '0002_c.sql': WIDENS.replace(';\n', ';--> statement-breakpoint\n'),
    'meta/_journal.json': JSON.stringify({ version: '7', dialect: 'sqlite', entries: [entry(0, '0001_t'), entry(1, '0002_c')] }),
  },
  prisma: { '001_t/migration.sql': MAKES, '002_c/migration.sql': WIDENS, 'migration_lock.toml': 'provider = "sqlite"\n' },
};

describe('rollback generate', () => {
  test.each(Object.keys(FOLDERS))('works in a folder of %s, and so does what it writes', async (format) => {
    const place = workplace();
    for (const [name, text] of Object.entries(FOLDERS[format] ?? {})) place.write(`migrations/${name}`, text);
    const both = '--database app.db --migrations migrations';
    const made = await resultOf<readonly GeneratedRollback[]>(place, `rollback generate ${both}`);
    expect(made.result.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
    const proven = await resultOf<readonly ProvenRollback[]>(place, `rollback prove ${both}`);
    expect(proven.result.map(({ outcome, gives }) => [outcome, gives])).toEqual([
      ['proven', 'all'],
      ['proven', 'all'],
    ]);
    expect((await place.run(`up ${both}`)).code).toBe(0);
    const { code, report } = await place.json(`down --to 0 --yes --no-preserve ${both}`);
    expect([code, report.databases[0]?.version]).toEqual([0, null]);
    expect(place.rows('app.db', "SELECT name FROM sqlite_schema WHERE name IN ('t', 'tc')")).toEqual([]);
  });

  test('writes what is missing, proven, and down takes it back', async () => {
    const place = await openSplit();
    const { code, result } = await generate(place);
    expect(code).toBe(0);
    expect(result.map(({ version, outcome }) => [version, outcome])).toEqual([
      ['001', 'kept'],
      ['002', 'kept'],
      ['003', 'kept'],
      ['004', 'kept'],
      ['005', 'written'],
    ]);
    expect(result.at(-1)).toMatchObject({ complete: true, losses: [], file: DOWN });
    expect((await place.run('up --filter orders')).code).toBe(0);
    expect((await place.run('down --filter orders --yes')).code).toBe(0);
    expect(place.rows(ORDERS, "SELECT name FROM pragma_table_info('orders') WHERE name = 'note'")).toEqual([['note']]);
  });

  test('says what it can not bring back, and writes nothing for what is irreversible', async () => {
    const place = await openSplit();
    place.write(`${FOLDER}/005_split.sql`, 'ALTER TABLE orders DROP COLUMN note;\n');
    place.write(`${FOLDER}/006_gone.sql`, '-- Reversible: NO\nDELETE FROM orders;\n');
    const { code, result } = await generate(place, '--dry-run');
    expect(code).toBe(0);
    expect(result.at(-2)).toMatchObject({ outcome: 'written', complete: false, losses: ['values of orders.note (line 1 drops a column)'] });
    expect(result.at(-2)?.sql).toContain('-- Proven:');
    expect(result.at(-1)?.outcome).toBe('irreversible');
    expect(place.files(`${FOLDER}/rollback`)).not.toContain('005_rollback_split.sql');
  });

  test('replaces what is there with --force alone, and only the versions that were named', async () => {
    const place = await openSplit();
    const { result } = await generate(place, '002 --force');
    expect(result.map(({ version, outcome }) => [version, outcome])).toEqual([['002', 'replaced']]);
    expect((await place.run('rollback generate 002')).code).toBe(5);
    expect((await place.run('rollback generate 077 --filter orders')).code).toBe(5);
  });
});

describe('rollback prove', () => {
  test('records a proof that an edit ends, and leaves the ledger alone', async () => {
    const place = await openSplit();
    await generate(place);
    await place.run('up --filter orders');
    const { code, result } = await prove(place);
    expect({ code, outcomes: new Set(result.map(({ outcome }) => outcome)) }).toEqual({ code: 0, outcomes: new Set(['proven']) });
    expect(place.read(`${FOLDER}/rollback/004_rollback_note.sql`)).toMatch(
      /^-- Proven: \d{4}-\d\d-\d\d gives=all rows=20 sqlite=[\d.]+ up=[0-9a-f]{8} down=[0-9a-f]{8}\n/,
    );
    expect((await place.run('verify --filter orders')).code).toBe(0);
    const proofs = async (): Promise<unknown> =>
      (await place.json('status --filter orders')).report.databases[0]?.applied.map((one) => one.rollbackProof);
    expect(await proofs()).toEqual(['proven', 'proven', 'proven', 'proven', 'proven']);
    place.write(`${FOLDER}/rollback/004_rollback_note.sql`, `${place.read(`${FOLDER}/rollback/004_rollback_note.sql`)}-- more\n`);
    expect(await proofs()).toEqual(['proven', 'proven', 'proven', 'edited', 'proven']);
  });

  test('tells what a wrong one does not give back', async () => {
    const place = await openSplit();
    place.write(`${FOLDER}/rollback/005_rollback_split.sql`, 'ALTER TABLE orders ADD COLUMN note TEXT; DROP TABLE notes;');
    const { code, result } = await prove(place, '005');
    expect(code).toBe(5);
    expect(result[0]).toMatchObject({ outcome: 'wrong', gives: null });
    expect(result[0]?.found[0]).toMatchObject({ object: 'column orders.note' });
    const { stdout } = await place.run('rollback prove 005 --filter orders');
    expect(stdout).toMatch(/column orders\.note: \d+ of \d+ rows differ, such as where id = .* it was .* and is NULL/);
    expect(place.read(`${FOLDER}/rollback/005_rollback_split.sql`)).not.toContain('Proven');
  });

  test('names those that are missing', async () => {
    const place = await openSplit();
    const { code, result } = await prove(place, '004 005');
    expect({ code, outcomes: result.map(({ outcome }) => outcome) }).toEqual({ code: 5, outcomes: ['proven', 'missing'] });
  });
});
