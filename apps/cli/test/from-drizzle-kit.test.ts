import { mkdtempSync, realpathSync, rmSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Page, ROOT } from './page.js';

let project = '';
const page = new Page('docs/from-drizzle-kit.md', () => project, null);

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'zepix-drizzle-')));
  mkdirSync(join(project, 'migrations'));
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'), 'junction');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

// In the order of the page: each block finds what those before it left.
describe('docs/from-drizzle-kit.md', () => {
  for (const block of page.blocks) {
    const { language, info, line } = block;
    if (info !== '') it(`line ${line}: writes ${info}`, () => page.writeFile(block));
    if (language === 'sh') it(`line ${line}: runs as it says`, () => page.expectShown(page.runCommands(block), page.shownBehind(block)));
  }

  it('has commands to run', () => {
    expect(page.blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(3);
  });
});
