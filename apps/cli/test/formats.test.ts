import { expect, test } from 'vitest';
import { FORMATS as KNOWN } from '@zepix/migrations-core';
import { FORMATS } from '../src/definitions/shared.js';
import { of, workplace } from './workplace.js';

const UP = '-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n';
const ON = '--database x.db --migrations m';

test('--format offers the formats that the core knows', () => {
  expect(FORMATS).toEqual(KNOWN);
});

test('a recognised folder is named by plan and status', async () => {
  const { write, run, json } = workplace();
  write('m/1_a.sql', UP);
  expect((await run(`plan ${ON}`)).stdout).toContain('a folder of dbmate (recognised)');
  expect((await run(`up ${ON}`)).code).toBe(0);
  expect((await run(`status ${ON}`)).stdout).toContain('a folder of dbmate (recognised)');
  expect(of(await json(`status ${ON}`), 'x').format).toEqual({ name: 'dbmate', detected: true });
  expect((await run(`down ${ON} --yes`)).code).toBe(0);
});

test('--format decides what could be several', async () => {
  const { write, json } = workplace();
  write('m/1_a.sql', UP);
  write('m/2_b.sql', '-- +goose Up\nSELECT 1;\n');
  expect(of(await json(`up ${ON}`), 'x').error).toMatchObject({ code: 'FORMAT_AMBIGUOUS' });
  expect(of(await json(`up ${ON} --format dbmate --to 1`), 'x').error).toMatchObject({ code: 'FORMAT_INVALID', file: 'm/2_b.sql' });
});

test('a format in the configuration holds for that database, and --format is not for configured ones', async () => {
  const { write, json } = workplace();
  write('m/1_a.up.sql', 'CREATE TABLE a (x);');
  write('zepix.config.json', JSON.stringify({ databases: { x: { file: 'x.db', migrations: 'm', format: 'golang-migrate' } } }));
  expect(of(await json('up'), 'x')).toMatchObject({ error: null, format: { name: 'golang-migrate', detected: false } });
  expect((await json('status --format zepix')).report.error).toMatchObject({ code: 'USAGE' });
  write('zepix.config.json', JSON.stringify({ databases: { x: { file: 'x.db', migrations: 'm', format: 'gose' } } }));
  expect((await json('status')).report.error).toMatchObject({ code: 'CONFIG_INVALID' });
});

test('new and squash write nothing there', async () => {
  const { write, json, files } = workplace();
  write('m/1_a.sql', UP);
  write('m/2_b.sql', '-- migrate:up\nSELECT 1;\n');
  for (const command of ['new more', 'squash --to 2']) {
    expect((await json(`${command} ${ON}`)).report.error).toMatchObject({ code: 'FORMAT_UNSUPPORTED' });
  }
  expect(files()).toEqual(['m/1_a.sql', 'm/2_b.sql']);
});

test('the command that is suggested next is about the same database', async () => {
  const { write, run } = workplace();
  write('m/1_a.sql', UP);
  const { stdout } = await run('up --database x.db --migrations m --format dbmate');
  const next = /Next: zepix-migrate (.*)/.exec(stdout)?.[1] ?? '';
  expect(await run(next)).toMatchObject({ code: 0, stdout: expect.stringContaining('up to date') as string });
});

test('a command line without a near miss is told where help is', async () => {
  const { run } = workplace();
  expect((await run('xyzzy')).stderr).toBe("error: unknown command 'xyzzy'\nSee zepix-migrate --help.\n");
  expect((await run('status --chek')).stderr).toBe("error: unknown option '--chek'\n(Did you mean --check?)\n");
});
