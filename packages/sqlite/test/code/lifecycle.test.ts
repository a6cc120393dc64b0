import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { JOURNAL_MODES, inDatabase } from '@zepix/testkit';
import { ALL, migration, only, workplace } from './workplace.js';

const BASE = { '001_base.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY, a);', 'rollback/001_rollback_base.sql': 'DROP TABLE t;' };
const INSERT = 'm.run(sql`INSERT INTO t (a) VALUES (${1})`);';
const FREE = '\n  transaction: false,';

describe('redo, goto and baseline', () => {
  it('take code for what it is', async () => {
    const place = workplace({
      ...BASE,
      '002_code.ts': migration("m.exec('ALTER TABLE t ADD COLUMN b');", "m.exec('ALTER TABLE t DROP COLUMN b');"),
    });
    expect(only(await place.migrator.goto('002', ALL)).version).toBe('002');
    const again = only(await place.migrator.redo(ALL));
    expect(again.ran.map(({ version, direction, status }) => [version, direction, status])).toEqual([
      ['002', 'down', 'rolled-back'],
      ['002', 'up', 'applied'],
    ]);
    expect(only(await place.migrator.goto('001', ALL)).version).toBe('001');
    expect(only(await place.migrator.goto('0', ALL)).version).toBeNull();
  });

  it('a baseline runs it on a scratch database, and stores its way back', async () => {
    const place = workplace(
      {
        ...BASE,
        '002_code.ts': migration(
          "m.exec('ALTER TABLE t ADD COLUMN b');",
          "m.exec('ALTER TABLE t DROP COLUMN b');",
          "\n  description: 'Add b',",
        ),
      },
      { sql: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);' },
    );
    const { result, error } = await place.migrator.baseline('002', { filter: ['main'] });
    expect(error).toBeNull();
    expect(result).toMatchObject({ recorded: ['001', '002'], differences: [] });
    expect(only(place.migrator.status()).applied.at(-1)).toMatchObject({ description: 'Add b', rollback: true });
    expect(only(await place.migrator.down(ALL)).error).toBeNull();
    expect(place.rows("SELECT name FROM pragma_table_info('t')")).toEqual([['id'], ['a']]);
  });
});

describe('without a transaction', () => {
  it('every statement is committed by itself, and what is broken off begins again after a yes', async () => {
    const broken = `m.exec('PRAGMA user_version = 3; VACUUM;');\n    ${INSERT}\n    throw new Error('half way');`;
    const place = workplace({ ...BASE, '002_code.ts': migration(broken, 'm.exec("DELETE FROM t");', FREE) });
    const first = only(await place.migrator.up(ALL));
    expect(first.error).toMatchObject({ code: 'MIGRATION_CODE_FAILED', line: 7 });
    expect(first.error?.dataState).toContain('begins it again from its start');
    expect(place.rows('SELECT a FROM t')).toEqual([[1]]);
    const stands = only(place.migrator.status());
    expect(stands.problems.map(({ code }) => code)).toContain('INTERRUPTED_MIGRATION');
    expect(stands.problems.find(({ code }) => code === 'INTERRUPTED_MIGRATION')?.hint).toContain('begins again');
    place.write({ '002_code.ts': migration(INSERT, 'm.exec("DELETE FROM t");', FREE) });
    const refused = only(await place.migrator.up({ snapshot: false }));
    expect(refused.error?.code).toBe('CONFIRMATION_REQUIRED');
    expect(refused.planned[0]?.confirmations.map(({ reason }) => reason).join(' ')).toContain('was broken off');
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    expect(place.rows('SELECT a FROM t')).toEqual([[1], [1]]);
    expect(only(place.migrator.status()).state).toBe('up-to-date');
    expect(only(await place.migrator.down(ALL)).error).toBeNull();
    expect(place.rows('SELECT a FROM t')).toEqual([]);
  });

  it('waits for other writers, since nothing else can', async () => {
    const driver = createRequire(import.meta.url).resolve('better-sqlite3');
    const place = workplace(BASE);
    const holder = `const db = require(${JSON.stringify(driver)})(${JSON.stringify(place.file)});
      db.exec('BEGIN IMMEDIATE; INSERT INTO t (a) VALUES (2)');
      require('node:fs').writeFileSync(${JSON.stringify(place.folder.file('held'))}, '');
      setTimeout(() => db.exec('COMMIT'), 200);`;
    const up = `spawn(process.execPath, ['-e', ${JSON.stringify(holder)}], { stdio: 'inherit' });
    while (!existsSync(${JSON.stringify(place.folder.file('held'))})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    ${INSERT}`;
    const imports =
      "import { spawn } from 'node:child_process';\nimport { existsSync } from 'node:fs';\nimport process from 'node:process';\n";
    place.write({ '002_code.ts': imports + migration(up, undefined, FREE) });
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    expect(place.rows('SELECT a FROM t')).toEqual([[2], [1]]);
  });

  it('may hold transactions of its own, which it must end', async () => {
    const up = `m.exec('BEGIN IMMEDIATE');\n    ${INSERT}\n    m.exec('COMMIT');\n    m.each(sql\`SELECT id FROM t\`, () => { ${INSERT} });`;
    const place = workplace({ ...BASE, '002_code.ts': migration(up, undefined, FREE) });
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[2]]);
    place.write({ '003_open.ts': migration(`m.exec('BEGIN');\n    ${INSERT}`, undefined, FREE) });
    expect(only(await place.migrator.up(ALL)).error?.code).toBe('TRANSACTION_LEFT_OPEN');
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[2]]);
    expect(only(await place.migrator.up({ ...ALL, singleTransaction: true })).error?.code).toBe('SINGLE_TRANSACTION_IMPOSSIBLE');
  });
});

describe.each(JOURNAL_MODES)('with journal mode %s', (mode) => {
  it('leaves all or nothing', async () => {
    const place = workplace({
      ...BASE,
      '002_code.ts': migration(
        `m.each(sql\`SELECT id FROM t\`, ({ id }) => { m.run(sql\`UPDATE t SET a = \${id as number} WHERE id = \${id as number}\`); });\n    throw new Error('no');`,
      ),
    });
    inDatabase(place.file, (database) => database.pragma(`journal_mode = ${mode}`));
    await place.migrator.up({ ...ALL, to: '001' });
    place.sql('INSERT INTO t (a) VALUES (0), (0), (0);');
    expect(only(await place.migrator.up(ALL)).error?.code).toBe('MIGRATION_CODE_FAILED');
    expect(place.rows('SELECT a FROM t')).toEqual([[0], [0], [0]]);
    expect(place.rows('PRAGMA journal_mode')).toEqual([[mode]]);
    expect(place.rows('PRAGMA integrity_check')).toEqual([['ok']]);
  });
});
