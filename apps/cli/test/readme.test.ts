import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERROR_KINDS } from '@zepix/migrations-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames, help, longFlags } from './help.js';
import { BIN, Page, ROOT } from './page.js';
import type { Block } from './page.js';

const BUNDLES = join(ROOT, 'apps/cli/node_modules/.cache');
const FILE_LANGUAGES = new Set(['sql', 'ini', 'ts']);

let checkout = '';
let bundles = '';
const page = new Page('README.md', () => checkout, 'migrate');
const { text: readme, blocks } = page;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'zepix-readme-'));
  for (const name of ['zepix.config.ts', 'migrations']) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  mkdirSync(join(checkout, 'databases'));
  mkdirSync(BUNDLES, { recursive: true });
  bundles = mkdtempSync(join(BUNDLES, 'readme-'));
  execFileSync(process.execPath, [BIN, '--version']); // Builds the command line where it is stale.
}, 120_000);

afterAll(() => {
  rmSync(checkout, { recursive: true, force: true });
  rmSync(bundles, { recursive: true, force: true });
});

// In the order of the README: each block finds what those before it left.
describe('README', () => {
  for (const block of blocks) {
    const { language, info, line } = block;
    const shown = page.shownBehind(block);
    if (FILE_LANGUAGES.has(language) && !['', 'run'].includes(info)) it(`line ${line}: writes ${info}`, () => page.writeFile(block));
    if (language === 'sh') it(`line ${line}: runs as it says`, () => page.expectShown(page.runCommands(block), shown));
    if (language === 'ts' && info.endsWith('.mjs')) it(`line ${line}: is the module ${info}`, () => bundle(block, join(bundles, info)));
    if (language === 'ts' && info === 'run') it(`line ${line}: the code runs`, () => page.expectShown(runCode(block), shown));
  }

  it('has commands, files and code to run', () => {
    const kinds = blocks.map(({ language, info }) => `${language} ${info}`.trim());
    expect(kinds.filter((kind) => kind === 'sh').length).toBeGreaterThan(5);
    expect(kinds).toContain('ts run');
  });

  it('names every command', async () => {
    const commands = await commandNames();
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((command) => !new RegExp(`\`${command}[\` ]`).test(readme))).toEqual([]);
  });

  it('names every option of every command', async () => {
    const texts = await Promise.all((await commandNames()).map(help));
    const options = new Set(texts.flatMap(longFlags));
    expect(options.size).toBeGreaterThan(20);
    expect([...options].filter((option) => !readme.includes(`\`${option}`))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  it('explains every error code, in the order of the source', () => {
    const headings = [...readFileSync(join(ROOT, 'docs/errors.md'), 'utf8').matchAll(/^## (\w+)$/gm)].map(([, code]) => code);
    expect(headings).toEqual(Object.keys(ERROR_KINDS));
  });
});

function runCode(block: Block): string {
  const outfile = join(bundles, `line-${block.line}.mjs`);
  bundle(block, outfile);
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], page.environment());
  expect(status, stderr).toBe(0);
  return stdout;
}

function bundle({ text }: Block, outfile: string): void {
  const { buildSync } = createRequire(join(ROOT, 'package.json'))('esbuild') as { buildSync: (options: object) => unknown };
  buildSync({
    stdin: { contents: text, loader: 'ts', resolveDir: join(ROOT, 'apps/cli') },
    alias: Object.fromEntries(
      ['core', 'sqlite', 'code'].map((name) => [`@zepix/migrations-${name}`, join(ROOT, `packages/${name}/src/index.ts`)]),
    ),
    tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['better-sqlite3'],
    outfile,
  });
}
