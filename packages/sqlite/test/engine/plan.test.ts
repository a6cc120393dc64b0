import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { engine, engines, steps } from './engine.js';
import type { Engine } from './engine.js';

const table = (name: string): string => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY);`;
const LADDER = {
  '001_a.sql': table('a'),
  'rollback/001_rollback_a.sql': 'DROP TABLE a;',
  '002_b.sql': table('b'),
  'rollback/002_rollback_b.sql': 'DROP TABLE b;',
  '003_c.sql': table('c'),
  'rollback/003_rollback_c.sql': 'DROP TABLE c;',
};
const tables = (one: Engine): string[] => one.schema().map(({ name }) => name);

describe('up', () => {
  test('applies all that is pending, in order, and then nothing', async () => {
    const one = engine(LADDER);
    const first = await one.up();
    expect(first).toMatchObject({ state: 'up-to-date', version: '003', pending: [], error: null });
    expect(steps(first)).toEqual(['up 001 applied', 'up 002 applied', 'up 003 applied']);
    expect(tables(one)).toEqual(['a', 'b', 'c']);
    const history = one.rows('SELECT id, hash FROM schema_migrations_history');
    expect(steps(await one.up())).toEqual([]);
    expect(one.rows('SELECT id, hash FROM schema_migrations_history')).toEqual(history);
  });

  test.each([
    [{ to: '002' }, ['001', '002']],
    [{ to: '2' }, ['001', '002']],
    [{ steps: 1 }, ['001']],
    [{ to: '003', steps: 2 }, ['001', '002']],
    [{ to: '0' }, null],
  ])('%j', async (settings, applied) => {
    const one = engine(LADDER);
    const report = await one.up(settings);
    expect(report.error).toBeNull();
    if (applied === null) expect(existsSync(one.file)).toBe(false);
    else expect(one.applied()).toEqual(applied);
  });

  test('a version that there is not', async () => {
    const one = engine(LADDER);
    expect((await one.up({ to: '009' })).error).toMatchObject({ code: 'VERSION_UNKNOWN', hint: expect.stringContaining('003') });
    expect(existsSync(one.file)).toBe(false);
  });

  test('999 comes before 1000, and 2 is 002', async () => {
    const one = engine({ '1000_d.sql': table('d'), '999_c.sql': table('c'), '998_b.sql': table('b') });
    expect(steps(await one.up())).toEqual(['up 998 applied', 'up 999 applied', 'up 1000 applied']);
    expect(one.status()).toMatchObject({ version: '1000', state: 'up-to-date' });
  });

  test('a file that was renumbered 2 → 002 is still the applied one', async () => {
    const one = engine({ '1_a.sql': table('a') });
    await one.up();
    const renamed = engine({ '001_a.sql': table('a') }, { config: { file: one.file } });
    expect(await renamed.up()).toMatchObject({ state: 'up-to-date', ran: [], pending: [] });
  });

  test('an emptied migration is applied and changes nothing', async () => {
    const one = engine({ '001_a.sql': '-- taken out again\n' });
    const report = await one.up();
    expect(steps(report)).toEqual(['up 001 applied']);
    expect(report.ran[0]?.notices[0]).toContain('holds no statement');
  });
});

describe('down', () => {
  test.each([
    [{}, ['001', '002'], ['down 003 rolled-back']],
    [{ steps: 2 }, ['001'], ['down 003 rolled-back', 'down 002 rolled-back']],
    [{ to: '001' }, ['001'], ['down 003 rolled-back', 'down 002 rolled-back']],
    [{ to: '1', steps: 1 }, ['001', '002'], ['down 003 rolled-back']],
    [{ to: '0' }, [], ['down 003 rolled-back', 'down 002 rolled-back', 'down 001 rolled-back']],
    [{ to: '003' }, ['001', '002', '003'], []],
  ])('%j', async (settings, applied, ran) => {
    const one = engine(LADDER);
    await one.up();
    const report = await one.down(settings);
    expect([report.error, one.applied(), steps(report)]).toEqual([null, applied, ran]);
    expect(tables(one)).toEqual(['a', 'b', 'c'].slice(0, applied.length));
  });

  test('to a version that is not applied', async () => {
    const one = engine(LADDER);
    await one.up({ to: '002' });
    expect((await one.down({ to: '003' })).error).toMatchObject({ code: 'VERSION_UNKNOWN' });
    expect(one.applied()).toEqual(['001', '002']);
  });

  test('where there is nothing, nothing is created', async () => {
    const one = engine(LADDER);
    expect((await one.down()).error).toMatchObject({ code: 'DATABASE_MISSING' });
    expect(existsSync(one.file)).toBe(false);
  });

  test('of several databases at once must be asked for by name', async () => {
    const { migrator } = engines({ a: { migrations: LADDER }, b: { migrations: LADDER } });
    await migrator.up();
    const refused = await migrator.down({ approval: 'all' });
    expect(refused).toMatchObject({
      ok: false,
      databases: [],
      error: { code: 'FILTER_REQUIRED', hint: expect.stringContaining('--filter a, --filter b') },
    });
    const { databases } = await migrator.down({ approval: 'all', filter: ['a'] });
    expect(databases.map(({ name, version }) => [name, version])).toEqual([['a', '002']]);
    expect(migrator.status().databases.map(({ version }) => version)).toEqual(['002', '003']);
  });
});

describe('goto', () => {
  test('goes up and down until the version is the newest applied', async () => {
    const one = engine(LADDER);
    expect(steps(await one.goto('002'))).toEqual(['up 001 applied', 'up 002 applied']);
    expect(steps(await one.goto('001'))).toEqual(['down 002 rolled-back']);
    expect(steps(await one.goto('1'))).toEqual([]);
    expect(steps(await one.goto('003'))).toEqual(['up 002 applied', 'up 003 applied']);
    expect(steps(await one.goto('0'))).toEqual(['down 003 rolled-back', 'down 002 rolled-back', 'down 001 rolled-back']);
    expect(tables(one)).toEqual([]);
  });

  test('a version that there is not', async () => {
    const one = engine(LADDER);
    await one.up();
    expect((await one.goto('7')).error).toMatchObject({ code: 'VERSION_UNKNOWN' });
    expect(one.applied()).toEqual(['001', '002', '003']);
  });
});

describe('plan', () => {
  test('says what would run and creates nothing', async () => {
    const one = engine(LADDER);
    const report = await one.plan();
    expect(report.planned.map(({ version, direction, statements, reversible }) => [version, direction, statements, reversible])).toEqual([
      ['001', 'up', 1, true],
      ['002', 'up', 1, true],
      ['003', 'up', 1, true],
    ]);
    expect(report.ran).toEqual([]);
    expect(existsSync(one.file)).toBe(false);
    expect(existsSync(`${one.file}.migrate-lock`)).toBe(false);
  });

  test('to a lower version plans the way back', async () => {
    const one = engine(LADDER);
    await one.up();
    const { planned } = await one.plan({ to: '001' });
    expect(planned.map(({ version, direction }) => `${direction} ${version}`)).toEqual(['down 003', 'down 002']);
    expect(one.applied()).toEqual(['001', '002', '003']);
  });

  test('is what up then does', async () => {
    const one = engine(LADDER);
    await one.up({ to: '001' });
    const planned = (await one.plan()).planned.map(({ version, direction }) => `${direction} ${version} applied`);
    expect(steps(await one.up())).toEqual(planned);
  });
});

describe('order', () => {
  test('a file behind the newest applied is refused, and applied with leave', async () => {
    const one = engine({ '001_a.sql': table('a'), '003_c.sql': table('c') });
    await one.up({ allowOutOfOrder: true });
    one.write({ '002_b.sql': table('b') });
    expect(one.status()).toMatchObject({ state: 'pending', pending: [{ version: '002' }] });
    expect((await one.up()).error).toMatchObject({ code: 'OUT_OF_ORDER', file: expect.stringContaining('002_b.sql') });
    expect(one.applied()).toEqual(['001', '003']);
    expect(steps(await one.up({ allowOutOfOrder: true }))).toEqual(['up 002 applied']);
    expect(one.status()).toMatchObject({ state: 'up-to-date', version: '003' });
  });

  test('a gap is refused before anything is created', async () => {
    const one = engine({ '001_a.sql': table('a'), '003_c.sql': table('c') });
    expect((await one.up()).error).toMatchObject({ code: 'VERSION_GAP', file: expect.stringContaining('003_c.sql') });
    expect(existsSync(one.file)).toBe(false);
    expect((await one.up({ to: '001' })).error).toBeNull();
  });

  test('versions that are times have gaps by nature', async () => {
    const one = engine({ '20260112093000_a.sql': table('a'), '20260301120000_b.sql': table('b') });
    expect((await one.up()).error).toBeNull();
  });
});

describe('a folder that can not be trusted', () => {
  test.each([
    ['VERSION_DUPLICATE', { '01_b.sql': table('b') }],
    ['FILE_NAME_INVALID', { 'b.sql': table('b') }],
    ['ROLLBACK_ORPHAN', { 'rollback/007_rollback_x.sql': '' }],
    ['ROLLBACK_DUPLICATE', { '001_a.down.sql': 'DROP TABLE a;', 'rollback/001_rollback.sql': 'DROP TABLE a;' }],
    ['ENCODING_INVALID', { '002_b.sql': Buffer.from([0x2d, 0x2d, 0xff]) }],
  ])('%s runs nothing', async (code, more) => {
    const one = engine({ '001_a.sql': table('a'), ...more });
    const report = await one.up();
    expect(report).toMatchObject({ error: { code, dataState: 'Nothing was changed.' } });
    expect(existsSync(one.file)).toBe(false);
    expect(one.status().problems.map((problem) => problem.code)).toContain(code);
  });

  test('that is missing is a problem of its database alone', async () => {
    const { migrator, folder } = engines({ a: {}, b: { migrations: { '001_a.sql': table('a') } } });
    const report = await migrator.up();
    expect(report.databases.map(({ error }) => error?.code ?? null)).toEqual(['FOLDER_MISSING', null]);
    expect(existsSync(folder.file('b.db'))).toBe(false);
    expect(migrator.status().databases.map(({ state }) => state)).toEqual(['missing-file', 'missing']);
  });
});
