import { describe, expect, it } from 'vitest';
import { ALL, migration, only, workplace } from './workplace.js';

const BASE = { '001_base.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY, a, note TEXT);' };

describe('a migration in TypeScript', () => {
  it('goes up and down, and says so in the ledger', async () => {
    const place = workplace({
      ...BASE,
      '002_fill.ts': migration(
        "const n: number = 2;\n    m.run(sql`INSERT INTO t (a) VALUES (${n}), (${'x'})`);",
        'm.run(sql`DELETE FROM t`);',
        "\n  description: 'Fill it',",
      ),
    });
    const report = only(await place.migrator.up(ALL));
    expect(report.error).toBeNull();
    expect(report.ran.map(({ status }) => status)).toEqual(['applied', 'applied']);
    expect(place.rows('SELECT a, typeof(a) FROM t')).toEqual([
      [2, 'integer'],
      ['x', 'text'],
    ]);
    expect(report.applied.at(-1)).toMatchObject({ name: 'fill', description: 'Fill it', rollback: true });
    expect(only(place.migrator.verify()).state).toBe('up-to-date');
    expect(only(await place.migrator.down(ALL)).error).toBeNull();
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
  });

  it('keeps nothing when it throws, and names the place in the source', async () => {
    const place = workplace({
      ...BASE,
      'lib/help.ts': 'interface Long {\n  a: number;\n}\n\nexport function help(x: Long | null): number {\n  return x!.a;\n}\n',
      '002_bad.ts': `import { help } from './lib/help.js';\n${migration("m.exec('INSERT INTO t (a) VALUES (1)');\n    help(null);")}`,
      '003_worse.ts': migration('const a: number = 1; const b: number = 2; throw new RangeError(`no ${a + b}`);'),
    });
    const { error, ran } = only(await place.migrator.up(ALL));
    expect(error).toMatchObject({ code: 'MIGRATION_CODE_FAILED', file: 'migrations/main/lib/help.ts', line: 6, column: 13 });
    expect(error?.message).toContain("Cannot read properties of null (reading 'a')");
    expect(ran.map(({ status }) => status)).toEqual(['applied', 'failed', 'not-run']);
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
    place.write({ '002_bad.ts': migration('m.progress(1, 2);') });
    const second = only(await place.migrator.up(ALL));
    expect(second.error).toMatchObject({ code: 'MIGRATION_CODE_FAILED', line: 5, message: 'The migration threw RangeError: no 3.' });
    expect(second.error?.column).toBe(`    const a: number = 1; const b: number = 2; throw `.length + 1);
    expect(place.events).toContainEqual(expect.objectContaining({ event: 'progress', done: 1, total: 2, version: '002' }));
  });

  it('names the place of a statement that fails', async () => {
    const place = workplace({
      ...BASE,
      '002_bad.ts': migration('const id = 7;\n    m.run(sql`UPDATE missing SET a = 1 WHERE id = ${id}`);'),
    });
    const { error } = only(await place.migrator.up(ALL));
    expect(error).toMatchObject({
      code: 'SQL_FAILED',
      file: 'migrations/main/002_bad.ts',
      line: 6,
      statement: 'UPDATE missing SET a = 1 WHERE id = ?',
    });
    expect(error?.dataState).toContain('Nothing of 002 was kept');
  });

  it('is refused when it is async, and undone when it returns a promise', async () => {
    const place = workplace({ ...BASE, '002_late.ts': migration('').replace('up(m)', 'async up(m)') });
    expect(only(await place.migrator.up(ALL)).error).toMatchObject({ code: 'CODE_INVALID' });
    expect(place.migrator.status().databases[0]?.version).toBeNull();
    const body =
      "m.run(sql`INSERT INTO t (a) VALUES (1)`);\n    return Promise.reject(new Error('late')).finally(() => m.run(sql`INSERT INTO t (a) VALUES (2)`));";
    place.write({ '002_late.ts': migration(body) });
    expect(only(await place.migrator.up(ALL)).error).toMatchObject({ code: 'MIGRATION_CODE_ASYNC' });
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
  });

  it.each([
    ['COMMIT', 'STATEMENT_REFUSED'],
    ["ATTACH 'other.db' AS o", 'STATEMENT_REFUSED'],
    ['VACUUM', 'STATEMENT_REFUSED'],
    ["DELETE FROM schema_migrations WHERE version = '001'", 'LEDGER_WRITE_REFUSED'],
    ['DROP TABLE schema_migrations_history', 'LEDGER_WRITE_REFUSED'],
  ])('may not run %s', async (text, code) => {
    const place = workplace({
      ...BASE,
      '002_bad.ts': migration(`m.run(sql\`INSERT INTO t (a) VALUES (1)\`);\n    m.exec(${JSON.stringify(text)});`),
    });
    expect(only(await place.migrator.up(ALL)).error).toMatchObject({ code, line: 6 });
    place.write({ '002_bad.ts': migration(`m.run(sql\`${text}\`);`) });
    expect(only(await place.migrator.up(ALL)).error).toMatchObject({ code, line: 5 });
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
  });

  it('can catch what a statement says, but not the loss of the transaction', async () => {
    const place = workplace({
      '001_base.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE);',
      '002_try.ts': migration(
        'm.run(sql`INSERT INTO t (a) VALUES (1)`);\n    try { m.run(sql`INSERT INTO t (a) VALUES (1)`); } catch { m.notice("was there"); }',
      ),
    });
    const report = only(await place.migrator.up(ALL));
    expect(report.error).toBeNull();
    expect(report.ran[1]?.notices).toEqual(['was there']);
    const lost =
      'try { m.run(sql`INSERT OR ROLLBACK INTO t (a) VALUES (1)`); } catch {}\n    try { m.run(sql`INSERT INTO t (a) VALUES (2)`); } catch {}';
    place.write({ '003_lost.ts': migration(lost) });
    expect(only(await place.migrator.up(ALL)).error).toMatchObject({ code: 'SQL_FAILED', line: 5 });
    expect(place.rows('SELECT a FROM t')).toEqual([[1]]);
  });

  it('asks before it runs on rows', async () => {
    const place = workplace(
      { '001_code.ts': migration('m.exec("CREATE TABLE u (a)");') },
      { sql: 'CREATE TABLE t (a); INSERT INTO t VALUES (1);' },
    );
    const report = only(await place.migrator.up({ snapshot: false }));
    expect(report.error?.code).toBe('CONFIRMATION_REQUIRED');
    expect(report.planned[0]?.confirmations[0]?.reason).toContain('Runs code');
  });

  it('counts new rows without their parent, whatever table it touched', async () => {
    const place = workplace({
      '001_base.sql':
        'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id)); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);',
      '002_bad.ts': migration('m.exec("DROP TABLE p");'),
    });
    expect(only(await place.migrator.up(ALL)).error?.code).toBe('FOREIGN_KEY_VIOLATION');
    expect(place.rows('SELECT count(*) FROM p')).toEqual([[1]]);
  });

  it('runs with the others in one transaction, or with none of them', async () => {
    const place = workplace({
      ...BASE,
      '002_code.ts': migration('m.run(sql`INSERT INTO t (a) VALUES (1)`);'),
      '003_bad.sql': 'SELECT nothing;',
    });
    expect(only(await place.migrator.up({ ...ALL, singleTransaction: true })).ran.map(({ status }) => status)).toEqual([
      'not-run',
      'not-run',
      'failed',
    ]);
    place.write({ '003_bad.sql': 'SELECT 1;' });
    expect(only(await place.migrator.up({ ...ALL, singleTransaction: true })).version).toBe('003');
    expect(place.rows('SELECT a FROM t')).toEqual([[1]]);
  });
});
