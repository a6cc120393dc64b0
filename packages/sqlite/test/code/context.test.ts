import { describe, expect, it } from 'vitest';
import { ALL, migration, only, workplace } from './workplace.js';

const BASE = { '001_base.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY, a, note TEXT);' };

async function run(up: string, sql?: string) {
  const place = workplace({ ...BASE, '002_code.ts': migration(up) });
  await place.migrator.up({ ...ALL, to: '001' });
  if (sql !== undefined) place.sql(sql);
  const report = only(await place.migrator.up(ALL));
  return { ...place, report, notices: report.ran.at(-1)?.notices };
}

describe('m', () => {
  it('binds and gives values without loss', async () => {
    const { report, rows, notices } = await run(
      `const big = 2n ** 63n - 1n;
       for (const value of [1, 1.5, big, -(2n ** 63n), 2 ** 53, 'ünï', '', null, true, new Uint8Array([0, 255]), Infinity]) m.run(sql\`INSERT INTO t (a) VALUES (\${value})\`);
       const read = m.all<{ a: unknown }>(sql\`SELECT a FROM t ORDER BY id\`).map(({ a }) => a);
       m.notice(read.map((a) => a instanceof Uint8Array ? \`bytes \${[...a]}\` : \`\${typeof a} \${String(a)}\`).join('; '));
       m.run(sql\`CREATE TABLE copy (a)\`);
       for (const a of read) m.run(sql\`INSERT INTO copy VALUES (\${a as number})\`);`,
    );
    expect(report.error).toBeNull();
    expect(rows('SELECT typeof(a), quote(a) FROM t ORDER BY id')).toEqual([
      ['integer', '1'],
      ['real', '1.5'],
      ['integer', '9223372036854775807'],
      ['integer', '-9223372036854775808'],
      ['real', '9007199254740992.0'],
      ['text', "'ünï'"],
      ['text', "''"],
      ['null', 'NULL'],
      ['integer', '1'],
      ['blob', "X'00FF'"],
      ['real', expect.any(String)],
    ]);
    expect(rows('SELECT quote(a) FROM copy')).toEqual(rows('SELECT quote(a) FROM t ORDER BY id'));
    expect(notices).toEqual([
      'number 1; number 1.5; bigint 9223372036854775807; bigint -9223372036854775808; number 9007199254740992; string ünï; string ; object null; number 1; bytes 0,255; number Infinity',
    ]);
  });

  it('never lets a value become SQL', async () => {
    const { report, rows } = await run(
      `const evil = "x'); DROP TABLE t; --";
       const where = sql\`WHERE \${sql.id('a')} = \${evil}\`;
       m.run(sql\`INSERT INTO \${sql.id('t')} (a, note) VALUES (\${evil}, \${'n'})\`);
       m.run(sql\`UPDATE t SET note = \${'found'} \${where}\`);
       m.run(sql\`INSERT INTO t (a) SELECT count(*) FROM t WHERE a IN (\${sql.join([evil, 7])}) OR a IN (\${sql.join([])})\`);
       m.run(sql\`CREATE TABLE \${sql.id('odd "name')} (a)\`);`,
    );
    expect(report.error).toBeNull();
    expect(rows('SELECT a, note FROM t')).toEqual([
      ["x'); DROP TABLE t; --", 'found'],
      [1, null],
    ]);
    expect(rows('SELECT count(*) FROM "odd ""name"')).toEqual([[0]]);
  });

  it.each([
    ['m.run("DELETE FROM t" as never)', 'it takes sql`…`'],
    ['m.run({ text: "DELETE FROM t", values: [] })', 'it takes sql`…`'],
    ['m.run(sql`DELETE FROM t; DELETE FROM t`)', 'it takes one statement'],
    ['m.run(sql`UPDATE t SET a = ${undefined as never}`)', "undefined can't be bound"],
    ['m.run(sql`UPDATE t SET a = ${NaN}`)', "NaN can't be bound"],
    ['m.run(sql`UPDATE t SET a = ${new Date(0) as never}`)', "a Date can't be bound"],
    ['m.run(sql`UPDATE t SET a = ${[1] as never}`)', "a list can't be bound"],
    ['m.run(sql`UPDATE t SET a = ${2n ** 63n}`)', "9223372036854775808 can't be bound"],
    ["m.run(sql`UPDATE t SET a = '${1}'`)", 'parameter'],
    ['m.each(sql`SELECT 1 AS a`, () => {}, { batch: 0 })', 'whole number'],
    ['m.exec(sql`SELECT 1` as never)', 'plain text'],
  ])('refuses %s', async (up, message) => {
    const { report } = await run(up);
    expect(report.error).toMatchObject({ file: 'migrations/main/002_code.ts', line: 5 });
    expect(report.error?.message).toContain(message);
  });

  it('refuses two columns of one name, since a row would lose one', async () => {
    const { report } = await run('m.all(sql`SELECT 1 AS a, 2 AS a`);');
    expect(report.error).toMatchObject({ code: 'STATEMENT_REFUSED', message: 'It gives two columns named "a".' });
  });

  it('tells how many rows changed, and gives rows of RETURNING', async () => {
    const { notices } = await run(
      `const { changes } = m.run(sql\`INSERT INTO t (a) VALUES (1), (2), (3)\`);
       const returned = m.all<{ id: number }>(sql\`UPDATE t SET a = a + 1 WHERE a > 1 RETURNING id\`);
       const more = m.run(sql\`DELETE FROM t WHERE id = 1 RETURNING id\`);
       m.notice(JSON.stringify([changes, returned, more, m.get(sql\`SELECT 1 AS x WHERE 0\`) ?? 'none', m.get(sql\`SELECT count(*) AS n FROM t\`)]));`,
    );
    expect(notices).toEqual(['[3,[{"id":2},{"id":3}],{"changes":1},"none",{"n":2}]']);
  });

  it('sees a column that was added after a statement was first run', async () => {
    const { notices } = await run(
      `m.run(sql\`INSERT INTO t (a) VALUES (1)\`);
       const read = () => JSON.stringify(m.all(sql\`SELECT * FROM t\`));
       const before = read();
       m.exec('ALTER TABLE t ADD COLUMN later DEFAULT 5');
       m.notice(before + read());`,
    );
    expect(notices).toEqual(['[{"id":1,"a":1,"note":null}][{"id":1,"a":1,"note":null,"later":5}]']);
  });

  it('runs scripts as SQL migrations are run', async () => {
    const { report, rows, notices } = await run(`m.exec(\`
      BEGIN;
      INSERT INTO t (a) VALUES (1);
      CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET note = 'by trigger' WHERE id = new.id; END;
      INSERT INTO t (a) VALUES (2);
      -- assert: two rows
      SELECT count(*) = 2 FROM t;
      COMMIT;
      SELECT count(*) AS n FROM t;
    \`);`);
    expect(report.error).toBeNull();
    expect(rows('SELECT a, note FROM t')).toEqual([
      [1, null],
      [2, 'by trigger'],
    ]);
    expect(notices?.at(-1)).toBe('n: 2');
    const failing = await run(`m.exec("SELECT CASE WHEN 1 THEN RAISE(ABORT, 'not like this') END;");`);
    expect(failing.report.error).toMatchObject({ code: 'GUARD_FAILED', line: 5 });
  });

  it('checks', async () => {
    const good = await run(`m.check(sql\`SELECT 1\`, 'one'); m.check(sql\`SELECT '2x'\`, 'two'); m.check(sql\`SELECT -1\`, 'minus');`);
    expect(good.report.error).toBeNull();
    for (const query of ['SELECT 0', 'SELECT NULL', "SELECT 'x'", 'SELECT 1 WHERE 0']) {
      const bad = await run(`m.check(sql\`${query}\`, 'all is well');`);
      expect(bad.report.error).toMatchObject({ code: 'ASSERT_FAILED', line: 5 });
      expect(bad.report.error?.message).toContain('all is well');
    }
  });

  it('goes through a table while it writes to it, a batch at a time', async () => {
    const { report, rows, notices } = await run(
      `let most = 0; let inside = 0;
       const n = m.each<{ id: number; a: number }>(sql\`SELECT id, a FROM t WHERE a % \${2} = 0 ORDER BY a DESC\`, ({ id, a }) => {
         inside += 1; most = Math.max(most, a);
         m.run(sql\`UPDATE t SET a = \${a + 1} WHERE id = \${id}\`);
         m.run(sql\`INSERT INTO t (a) VALUES (\${a + 10_000})\`);
         if (inside === 1) m.each(sql\`SELECT 1 AS x UNION ALL SELECT 2\`, () => { m.run(sql\`DELETE FROM t WHERE a = 1\`); });
       }, { batch: 7 });
       m.notice(JSON.stringify([n, inside, most]));`,
      'WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) INSERT INTO t (a) SELECT n FROM c;',
    );
    expect(report.error).toBeNull();
    expect(notices).toEqual(['[500,500,1000]']);
    expect(rows('SELECT count(*), sum(a % 2 = 0) FROM t')).toEqual([[1499, 500]]);
    expect(rows("SELECT name FROM sqlite_schema WHERE name LIKE '_zepix%'")).toEqual([]);
  });

  it('goes through any SELECT, each value as it is', async () => {
    const { notices } = await run(
      `const seen: unknown[] = [];
       for (const query of [sql\`VALUES (1, 'x')\`, sql\`WITH c (n) AS (SELECT 1) SELECT n, typeof(n) AS type FROM c -- a comment\`, sql\`SELECT CAST('007' AS TEXT) AS "odd ""name", 1.0 AS r UNION ALL SELECT 7, 2\`])
         m.each(query, (row) => { seen.push(row); });
       m.each(sql\`SELECT 1 AS never WHERE 0\`, (row) => { seen.push(row); });
       m.notice(JSON.stringify(seen));`,
    );
    expect(JSON.parse(notices?.at(-1) ?? '')).toEqual([
      { column1: 1, column2: 'x' },
      { n: 1, type: 'integer' },
      { 'odd "name': '007', r: 1 },
      { 'odd "name': 7, r: 2 },
    ]);
    const writing = await run('m.each(sql`INSERT INTO t (a) VALUES (1) RETURNING a`, () => {});');
    expect(writing.report.error).toMatchObject({ code: 'STATEMENT_REFUSED' });
    const late = await run("m.each(sql`SELECT 1 AS a`, async () => { await Promise.reject(new Error('late')); });");
    expect(late.report.error).toMatchObject({ code: 'MIGRATION_CODE_ASYNC' });
  });

  it('refuses deletes that would skip ON DELETE actions, unless foreign keys are on', async () => {
    const files = {
      '001_base.sql':
        'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id) ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);',
      '002_code.ts': migration('m.run(sql`DELETE FROM p WHERE id = ${1}`);'),
    };
    const place = workplace(files);
    expect(only(await place.migrator.up(ALL)).error).toMatchObject({ code: 'CASCADE_DELETE', line: 5 });
    place.write({ '002_code.ts': migration('m.run(sql`DELETE FROM p WHERE id = ${1}`);', undefined, '\n  foreignKeys: true,') });
    expect(only(await place.migrator.up(ALL)).error).toBeNull();
    expect(place.rows('SELECT count(*) FROM c')).toEqual([[0]]);
  });

  it('stops soon when it is asked to, and can not catch that', async () => {
    const place = workplace({
      ...BASE,
      '002_long.ts': migration(
        'for (;;) try { m.run(sql`INSERT INTO t (a) VALUES (1)`); } catch { if (m.notice.length > 9) break; throw new Error("caught"); }',
      ),
    });
    let asked = 0;
    const report = only(await place.migrator.up({ ...ALL, stopRequested: () => (asked += 1) > 3 }));
    expect(report.error?.code).toBe('INTERRUPTED');
    expect(place.rows('SELECT count(*) FROM t')).toEqual([[0]]);
  });
});
