import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { ERROR_KINDS } from '@zepix/migrations-core';
import { runBin } from './bin.js';
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

test('the quick way to help prints what the whole program prints', async () => {
  const run = (word: string) => runBin([word], { cwd: tmpdir() });
  const whole = await run('help');
  expect(whole.stdout).toContain('snapshot');
  for (const word of ['--help', '-h']) expect((await run(word)).stdout).toBe(whole.stdout);
});
