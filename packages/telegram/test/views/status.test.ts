import { sqliteDriver } from '@zepix/migrations-sqlite';
import { makeMigrator, temporaryFolder } from '@zepix/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { pagesOf } from '../../src/message/pages.js';
import { statusMessage } from '../../src/views/status.js';
import { expectSound } from '../message/reading.js';

const TABLE = { '001_t.sql': 'CREATE TABLE t (a TEXT);\n' };
const AT = { at: '2026-01-12T09:30:00.000Z', running: [] };

test('a sick database hides no other, and none that is unknown is green', async () => {
  const folder = temporaryFolder(onTestFinished);
  const migrator = makeMigrator(folder, {
    driver: sqliteDriver(),
    databases: {
      well: { migrations: TABLE, journalMode: 'wal' },
      behind: { migrations: { ...TABLE, '002_u.sql': 'CREATE TABLE u (a TEXT);\n' }, journalMode: 'wal' },
      gone: { migrations: TABLE },
      folderless: { journalMode: 'wal' },
      text: { migrations: TABLE, sql: 'CREATE TABLE x (y)' },
    },
  });
  await migrator.up({ filter: ['well'] });
  const [html = ''] = pagesOf(statusMessage(migrator.status(), AT));
  const { text } = expectSound(html);
  expect(text).toContain('🟢 well\n├ Version: 001\n├ Applied: 1 of 1\n├ Pending: 0\n');
  expect(text.match(/🟢/g)).toHaveLength(1);
  for (const name of ['behind', 'gone', 'folderless', 'text']) expect(text).toMatch(new RegExp(`(🟡|🔴) ${name}\n`));
});
