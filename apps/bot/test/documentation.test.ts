import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { ERROR_KINDS } from '@zepix/migrations-core';
import { SETTING_VARIABLES } from '../src/settings/section.js';
import { startBot } from './bot-process.js';

const page = readFileSync(new URL('../../../docs/bot.md', import.meta.url), 'utf8');

test('docs/bot.md names every setting with its variable, on one line', () => {
  const missing = Object.entries(SETTING_VARIABLES).filter(
    ([key, variable]) => !page.split('\n').some((line) => line.includes(`\`${key}\``) && line.includes(`\`${variable}\``)),
  );
  expect(missing).toEqual([]);
  expect(Object.keys(SETTING_VARIABLES).length).toBeGreaterThan(10);
});

test('docs/bot.md names every error that is about the bot', () => {
  const codes = Object.keys(ERROR_KINDS).filter((code) => /^(BOT|TELEGRAM)_/.test(code));
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});

test('docs/bot.md names every option', async () => {
  const { code, stdout } = await startBot(['--help'], tmpdir(), {}).ended;
  const options = [...stdout.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
  expect([code, options.includes('--check')]).toEqual([0, true]);
  expect(options.filter((option) => !page.includes(option))).toEqual([]);
});
