import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { render } from './render.js';
import { playScenes } from './scenes.js';

const PAGE = fileURLToPath(new URL('../../../../docs/telegram.md', import.meta.url));
const BLOCK = /(?<=<!-- shown: (?<name>[\w-]+) -->\n).*?(?=<!-- \/shown -->)/gs;

test('every message is on the page as the bot sends it', async () => {
  const scenes = await playScenes();
  const page = readFileSync(PAGE, 'utf8');
  const shown = page.replaceAll(BLOCK, (before: string, ...rest: unknown[]) => {
    const { name = '' } = rest.at(-1) as { name?: string };
    const scene = scenes.get(name);
    expect(scene, `there is no scene "${name}"`).toBeDefined();
    return scene === undefined ? before : `${render(scene)}\n`;
  });
  const names = new Set([...page.matchAll(BLOCK)].map(({ groups }) => groups?.['name'] ?? ''));
  expect(
    [...scenes.keys()].filter((name) => !names.has(name)),
    'scenes that are not on the page',
  ).toEqual([]);
  for (const { text = '' } of scenes.values()) expect(text.length).toBeLessThanOrEqual(4096);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PAGE, shown);
  else expect(page).toBe(shown);
});
