import type { Files } from '@zepix/testkit';

const ONE = `INSERT INTO ticks (n) SELECT count(*) FROM (WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 700000) SELECT i FROM c);`;

/** Two migrations: a quick one, and one of so many statements that each keep SQLite busy for a while without writing much. */
export function slowMigrations(statements: number): Files {
  return {
    '001_ticks.sql': 'CREATE TABLE ticks (id INTEGER PRIMARY KEY, n INTEGER);\n',
    'rollback/001_rollback_ticks.sql': 'DROP TABLE ticks;\n',
    '002_slow.sql': `${Array.from({ length: statements }, () => ONE).join('\n')}\n`,
    'rollback/002_rollback_slow.sql': 'DELETE FROM ticks;\n',
  };
}
