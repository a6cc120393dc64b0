import { describe, expect, test } from 'vitest';
import { of, workplace } from './workplace.js';

const CONFIG =
  "import { defineConfig } from '@zepix/migrations-core';\nexport default defineConfig({ databases: { shop: { file: 'shop.db', migrations: 'migrations' } } });\n";
const TABLE = 'CREATE TABLE t (id INTEGER PRIMARY KEY, a);\n';

function shopWith(files: Readonly<Record<string, string>>) {
  const place = workplace();
  place.write('zepix.config.ts', CONFIG);
  for (const [name, text] of Object.entries({ '001_t.sql': TABLE, ...files })) place.write(`migrations/${name}`, text);
  return place;
}

const CODE = `import { defineMigration, sql } from '@zepix/migrations-core';
import { names } from './lib/names.ts';

export default defineMigration({
  description: 'Name what is sold',
  up(m) {
    names().forEach((name: string, index: number) => {
      m.run(sql\`INSERT INTO t (a) VALUES (\${name})\`);
      m.progress(index + 1, names().length);
    });
  },
  down(m) {
    m.run(sql\`DELETE FROM t WHERE a IN (\${sql.join(names())})\`);
  },
});
`;

describe('migrations in TypeScript', () => {
  test('run in the engine and tell how far they are', async () => {
    const place = shopWith({ '002_names.ts': CODE, 'lib/names.ts': "export const names = (): string[] => ['a', 'b'];\n" });
    const plan = await place.run('plan');
    expect(plan.stdout).toContain('002_names  code · Name what is sold');
    const { code, stdout } = await place.run('up --json=stream');
    expect(code).toBe(0);
    expect(stdout).toContain('"event":"progress"');
    expect(place.rows('shop.db', 'SELECT a FROM t')).toEqual([['a'], ['b']]);
    place.remove('migrations/002_names.ts');
    place.remove('migrations/lib');
    const down = await place.json('down --yes');
    expect(down.code).toBe(0);
    expect(of(down, 'shop').version).toBe('001');
    expect(place.rows('shop.db', 'SELECT a FROM t')).toEqual([]);
  });

  test('show the line that failed', async () => {
    const place = shopWith({
      '002_bad.ts': CODE.replace('names().forEach', 'const none = null as unknown as string[];\n    none.forEach'),
      'lib/names.ts': 'export const names = (): string[] => [];\n',
    });
    const { code, stdout, stderr } = await place.run('up');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('MIGRATION_CODE_FAILED');
    expect(stdout + stderr).toMatch(/002_bad\.ts:8:\d+/);
    expect(stdout + stderr).toContain('none.forEach');
  });

  test('leave nothing when their process is killed, and run again', async () => {
    const dying = `import { defineMigration, sql } from '@zepix/migrations-core';
import { existsSync } from 'node:fs';
import process from 'node:process';

export default defineMigration({
  up(m) {
    m.each(sql\`WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000) SELECT n FROM c\`, ({ n }) => {
      m.run(sql\`INSERT INTO t (a) VALUES (\${n})\`);
      if (n === 4000 && existsSync('die')) process.kill(process.pid, 'SIGKILL');
    });
  },
});
`;
    const place = shopWith({ '002_dying.ts': dying });
    place.write('die', '');
    const died = await place.json('up --no-rehearse');
    expect(died.report.error?.code).toBe('ENGINE_DIED');
    expect(place.rows('shop.db', 'SELECT count(*) FROM t')).toEqual([[0]]);
    expect(place.rows('shop.db', 'PRAGMA integrity_check')).toEqual([['ok']]);
    place.remove('die');
    expect((await place.json('up')).code).toBe(0);
    expect(place.rows('shop.db', 'SELECT count(*) FROM t')).toEqual([[5000]]);
  });

  test('are begun with new --ts, and checked', async () => {
    const place = shopWith({});
    const first = await place.run(['new', "what's sold", '--ts']);
    expect(first.stdout).toContain('migrations/002_what_s_sold.ts');
    await place.run('new second --ts --no-rollback');
    expect(place.read('migrations/003_second.ts')).toContain("requires: '002_what_s_sold.ts'");
    expect(place.exists('migrations/rollback')).toBe(false);
    const check = await place.json('check');
    expect(check.code).toBe(0);
    const { result } = check.report as unknown as { result: readonly { problems: readonly { code: string; file: string }[] }[] };
    expect(result[0]?.problems.map(({ code, file }) => [code, file])).toEqual([['ROLLBACK_MISSING', 'migrations/001_t.sql']]);
    expect((await place.json('up')).code).toBe(0);
    const back = await place.json('down --yes');
    expect(of(back, 'shop').error?.code).toBe('IRREVERSIBLE');
    place.write('migrations/004_bad.ts', 'export default {');
    expect((await place.run('check')).code).toBe(5);
  });
});
