import { expect, test } from 'vitest';
import { openShop } from './shop.js';

const COLOUR = '\u001b[';

const CASES: readonly (readonly [args: string, env: Readonly<Record<string, string>>, coloured: boolean])[] = [
  ['status', {}, false],
  ['status', { FORCE_COLOR: '1' }, true],
  ['status', { FORCE_COLOR: '0' }, false],
  ['status', { FORCE_COLOR: '' }, false],
  ['status', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ['status', { FORCE_COLOR: '1', NO_COLOR: '' }, true],
  ['status', { FORCE_COLOR: '1', TERM: 'dumb' }, true],
  ['status --no-color', { FORCE_COLOR: '1' }, false],
  ['--no-color status', { FORCE_COLOR: '1' }, false],
  ['up', { FORCE_COLOR: '1' }, true],
  ['plan', { FORCE_COLOR: '1' }, true],
  ['status --json', { FORCE_COLOR: '1' }, false],
  ['up --json=stream', { FORCE_COLOR: '1' }, false],
];

test.each(CASES)('%s with %j', async (args, env, coloured) => {
  const { code, stdout, stderr } = await (await openShop()).run(args, env);
  expect({ code, stderr, coloured: stdout.includes(COLOUR) }).toEqual({ code: 0, stderr: '', coloured });
});

test('an error on stderr has colours by the same rules', async () => {
  const place = await openShop();
  expect((await place.run('status --config nowhere.ts')).stderr).not.toContain(COLOUR);
  expect((await place.run('status --config nowhere.ts', { FORCE_COLOR: '1' })).stderr).toContain(COLOUR);
});

test('without colours the same words are printed', async () => {
  const place = await openShop();
  const coloured = await place.run('status', { FORCE_COLOR: '1' });
  // oxlint-disable-next-line no-control-regex -- colours are control characters
  expect((await place.run('status')).stdout).toBe(coloured.stdout.replaceAll(/\u001b\[\d+m/g, ''));
});
