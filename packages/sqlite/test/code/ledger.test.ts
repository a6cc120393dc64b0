import { createMigrator } from '@zepix/migrations-core';
import { sqliteDriver } from '../../src/index.js';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL, migration, only, workplace } from './workplace.js';

const BASE = { '001_base.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY, a);' };
const FILL = migration('m.run(sql`INSERT INTO t (a) VALUES (${amount()})`);', 'm.run(sql`DELETE FROM t WHERE a = ${amount()}`);');
const WITH_LIBRARY = {
  ...BASE,
  'lib/amount.ts':
    "import { settings } from '../../shared/settings.mjs';\n// how much\nexport const amount = (): number => settings.amount;\n",
  '../shared/settings.mjs': "import data from './data.json';\nexport const settings = data;\n",
  '../shared/data.json': '{ "amount": 42 }',
  '002_fill.ts': `import { amount } from './lib/amount.js';\nimport type { Nothing } from './lib/nothing.js';\nimport { createHash } from 'node:crypto';\nexport const h: Nothing = createHash('md5');\n${FILL}`,
};

describe('what the ledger keeps of code', () => {
  it('takes it back without its files', async () => {
    const place = workplace(WITH_LIBRARY);
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    expect(place.rows('SELECT a FROM t')).toEqual([[42]]);
    for (const name of ['main/002_fill.ts', 'main/lib', 'shared']) rmSync(place.folder.file('migrations', name), { recursive: true });
    expect(only(place.migrator.status()).problems.map(({ code }) => code)).toEqual(['AHEAD_OF_CODE']);
    const report = only(await place.migrator.down(ALL));
    expect(report.error).toBeNull();
    expect(report.planned[0]?.notices[0]).toContain('comes from the ledger');
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
  });

  it.each(['main/002_fill.ts', 'main/lib/amount.ts', 'shared/settings.mjs', 'shared/data.json'])(
    'notices a change of %s, but not of its line ends',
    async (name) => {
      const place = workplace(WITH_LIBRARY);
      await place.migrator.up(ALL);
      const file = place.folder.file('migrations', ...name.split('/'));
      const text = WITH_LIBRARY[(name.startsWith('main/') ? name.slice(5) : `../${name}`) as keyof typeof WITH_LIBRARY];
      writeFileSync(file, `\ufeff${text.replaceAll('\n', '\r\n')}`);
      expect(only(place.migrator.status()).state).toBe('up-to-date');
      writeFileSync(file, name.endsWith('.json') ? '{ "amount": 43 }' : `${text}// a comment\n`);
      expect(only(place.migrator.status()).problems.map(({ code }) => code)).toEqual(['CHANGED_FILE']);
      expect(only(await place.migrator.down(ALL)).error?.code).toBe('ROLLBACK_CHANGED');
      expect(only(await place.migrator.down({ ...ALL, rollbackFrom: 'ledger' })).error).toBeNull();
      expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
    },
  );

  it('says what is not portable, and refuses it without its file', async () => {
    const code = migration('m.exec("INSERT INTO t (a) VALUES (1)");', 'm.exec("DELETE FROM t");');
    const place = workplace({
      ...BASE,
      '002_fill.ts': `import { twice } from 'twice';\n${code.replace('m.exec("INS', 'twice(1);\n    m.exec("INS')}`,
    });
    place.write({
      'node_modules/twice/package.json': '{ "name": "twice", "type": "module", "exports": "./index.js" }',
      'node_modules/twice/index.js': 'export const twice = (x) => 2 * x;',
    });
    const report = only(await place.migrator.up(ALL));
    expect(report.error).toBeNull();
    expect(report.ran[1]?.notices[0]).toContain('imports twice');
    rmSync(place.folder.file('migrations', 'main', '002_fill.ts'));
    const back = only(await place.migrator.down(ALL));
    expect(back.error).toMatchObject({ code: 'CODE_NOT_PORTABLE', file: 'schema_migrations:002.ts' });
    expect(back.error?.dataState).toBe('Nothing was changed.');
  });

  it('names places in what it keeps', async () => {
    const place = workplace({
      ...BASE,
      'lib/fail.js': 'exports.fail = () => {\n  throw new Error("no");\n};\n',
      '002_code.js': "const { fail } = require('./lib/fail');\nmodule.exports = { up() {}, down() { fail(); } };\n",
    });
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    rmSync(place.folder.file('migrations', 'main', '002_code.js'));
    expect(only(await place.migrator.down(ALL)).error).toMatchObject({
      code: 'MIGRATION_CODE_FAILED',
      file: 'schema_migrations:002.ts/lib/fail.js',
      line: 2,
      column: 9,
    });
  });

  it('is refused by a program that has no loader', async () => {
    const place = workplace({ ...BASE, '002_fill.ts': migration('', 'm.exec("DELETE FROM t");') });
    await place.migrator.up(ALL);
    const bare = createMigrator({
      databases: place.migrator.databases.map((one) => ({ ...one, source: { ...one.source, code: undefined } })),
      driver: sqliteDriver(),
    });
    expect(only(bare.status()).problems.map(({ code }) => code)).toContain('FILE_KIND_UNSUPPORTED');
    rmSync(place.folder.file('migrations', 'main', '002_fill.ts'));
    expect(only(await bare.down(ALL)).error?.code).toBe('FILE_KIND_UNSUPPORTED');
  });

  it('may be a file of its own, of either kind', async () => {
    const place = workplace({
      ...BASE,
      '002_code.ts': migration('m.exec("INSERT INTO t (a) VALUES (1)");'),
      'rollback/002_rollback_code.sql': 'DELETE FROM t;',
      '003_sql.sql': 'INSERT INTO t (a) VALUES (2);',
      'rollback/003_rollback_sql.ts':
        "import { defineMigration, sql } from '@zepix/migrations-core';\nexport default defineMigration({ down(m) { m.run(sql`DELETE FROM t WHERE a = ${2}`); } });\n",
    });
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    expect(only(await place.migrator.down(ALL)).error).toBeNull();
    expect(place.rows('SELECT a FROM t')).toEqual([[1]]);
    expect(only(await place.migrator.down(ALL)).error).toBeNull();
    expect(place.rows('SELECT a FROM t')).toEqual([]);
    place.write({ '002_code.ts': migration('', 'm.exec("DELETE FROM t");') });
    expect(only(await place.migrator.up(ALL)).error?.code).toBe('ROLLBACK_DUPLICATE');
  });

  it('knows what has no way back', async () => {
    const place = workplace({
      ...BASE,
      '002_code.ts': migration(''),
      '003_never.ts': migration('', 'm.exec("DELETE FROM t");', '\n  reversible: false,'),
    });
    expect(only(await place.migrator.up(ALL)).applied.map(({ rollback }) => rollback)).toEqual([false, false, false]);
    expect(only(await place.migrator.down(ALL)).error?.code).toBe('IRREVERSIBLE');
    rmSync(place.folder.file('migrations', 'main', '003_never.ts'));
    expect(only(await place.migrator.down(ALL)).error?.code).toBe('ROLLBACK_MISSING');
    expect((await place.migrator.repair()).result?.[0]?.actions.map(({ kind }) => kind) ?? []).not.toContain('accept-rollback');
  });
});

describe('code that can not be used', () => {
  it.each([
    ['export default {', 1, 17, 'does not compile'],
    ["import { x } from './missing.js';\nexport default { up() { x; } };", 1, 1, './missing.js is not there'],
    ["import { createMigrator } from '@zepix/migrations-core';\ncreateMigrator();", 2, 1, 'not createMigrator'],
    ["export const up = 1;\nthrow new Error('on load');", 2, 7, 'on load'],
    ['export default { upp() {} };', 1, 1, 'it says "upp", which is unknown'],
    ['export default { up: 1 };', 1, 1, '"up" must be a function'],
    ['export default { up() {}, transaction: "no" };', 1, 1, '"transaction" must be true or false'],
    ['export default { down() {} };', 1, 1, 'it has no "up"'],
    ['export default {};', 1, 1, 'neither'],
    ['export const nothing = 1;', 1, 1, 'unknown'],
    ['export default function up() {}', 1, 1, 'no default export'],
  ])('%s', async (text, line, column, message) => {
    const place = workplace({ ...BASE, '002_code.ts': text });
    const { error, version } = only(await place.migrator.up(ALL));
    expect(error).toMatchObject({ code: 'CODE_INVALID', file: 'migrations/main/002_code.ts', line, dataState: 'Nothing was changed.' });
    expect(error?.message).toContain(message);
    expect(error?.column, String(column)).toBeGreaterThan(0);
    expect(version).toBeNull();
  });

  it('is loaded for a run and never for status or verify', async () => {
    const place = workplace(BASE);
    const seen = place.folder.file('seen');
    const code = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(seen)}, 'x');\n${migration('', '')}`;
    await place.migrator.up(ALL);
    place.write({ '002_code.ts': code });
    expect(only(place.migrator.status()).state).toBe('pending');
    expect(existsSync(seen)).toBe(false);
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    const loaded = readFileSync(seen, 'utf8');
    expect([only(place.migrator.status()).state, only(place.migrator.verify()).state]).toEqual(['up-to-date', 'up-to-date']);
    expect(readFileSync(seen, 'utf8')).toBe(loaded);
  });

  it('blocks nothing until it is to run', async () => {
    const place = workplace({ ...BASE, 'rollback/001_rollback_base.sql': 'DROP TABLE t;', '002_code.ts': 'export default {' });
    expect(only(await place.migrator.up({ ...ALL, to: '001' })).error).toBeNull();
    expect(only(place.migrator.status()).state).toBe('pending');
    expect(only(await place.migrator.down(ALL)).error).toBeNull();
  });
});
