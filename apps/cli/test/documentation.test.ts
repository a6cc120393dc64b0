import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_KINDS } from '@zepix/migrations-core';
import { commandNames, help, longFlags } from './help.js';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('the README names every command and every flag of every command', async () => {
  const readme = read('README.md');
  const commands = await commandNames();
  expect(commands).toEqual(expect.arrayContaining(['up', 'down', 'goto', 'plan', 'status', 'verify']));
  expect(commands.filter((name) => !new RegExp(`migrate ${name}\\b|\`${name}\\b`).test(readme))).toEqual([]);
  const texts = await Promise.all(['', ...commands].map(help));
  const flags = new Set(texts.flatMap(longFlags));
  expect(flags.size).toBeGreaterThan(20);
  expect([...flags].filter((flag) => !new RegExp(`${flag}(?![a-z-])`).test(readme))).toEqual([]);
});

test('docs/errors.md has a heading for every error code, and none for another', () => {
  const headings = [...read('docs/errors.md').matchAll(/^#+ `?([A-Z][A-Z_]+)`?$/gm)].map(([, code]) => code);
  expect(headings.toSorted()).toEqual(Object.keys(ERROR_KINDS).toSorted());
});
