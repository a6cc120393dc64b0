import { mkdtempSync, realpathSync, rmSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Page, ROOT } from './page.js';

let project = '';
const page = new Page('docs/from-drizzle-kit.md', () => project, null);

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'zepix-drizzle-')));
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'), 'junction');
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What an application, or drizzle-kit's push, did in a database. */
function execute(file: string, sql: string): void {
  const path = join(project, file);
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

// In the order of the page: each block finds what those before it left.
describe('docs/from-drizzle-kit.md', () => {
  for (const block of page.blocks) {
    const { language, info, line } = block;
    if (info.endsWith('.db')) it(`line ${line}: writes rows into ${info}`, () => execute(info, block.text));
    else if (info !== '') it(`line ${line}: writes ${info}`, () => page.writeFile(block));
    if (language === 'sh') it(`line ${line}: runs as it says`, () => page.expectShown(page.runCommands(block), page.shownBehind(block)));
  }

  it('has commands to run', () => {
    expect(page.blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(3);
  });
});
