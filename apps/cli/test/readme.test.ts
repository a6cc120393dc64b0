import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERROR_KINDS } from '@zepix/migrations-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames, help, longFlags } from './help.js';

/** A fenced block of the README: its language, the words behind that, its text, and the line it begins on. */
interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BIN = join(ROOT, 'apps/cli/bin/zepix-migrate.cjs');
const BUNDLES = join(ROOT, 'apps/cli/node_modules/.cache');
const FILE_LANGUAGES = new Set(['sql', 'ini', 'ts']);

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = readBlocks(readme);
let checkout = '';
let bundles = '';

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
  for (const [index, block] of blocks.entries()) {
    const { language, info, line } = block;
    const next = blocks[index + 1];
    const shown = next?.language === 'console' ? next.text : null;
    if (FILE_LANGUAGES.has(language) && !['', 'run'].includes(info)) it(`line ${line}: writes ${info}`, () => writeFile(block));
    if (language === 'sh') it(`line ${line}: runs as it says`, () => expectShown(runCommands(block), shown));
    if (language === 'ts' && info.endsWith('.mjs')) it(`line ${line}: is the module ${info}`, () => bundle(block, join(bundles, info)));
    if (language === 'ts' && info === 'run') it(`line ${line}: the code runs`, () => expectShown(runCode(block), shown));
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

function readBlocks(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    info: match[2] ?? '',
    text: match[3] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

function writeFile({ info, text }: Block): void {
  mkdirSync(dirname(join(checkout, info)), { recursive: true });
  writeFileSync(join(checkout, info), text);
  expect(readFileSync(join(checkout, info), 'utf8')).toBe(text);
}

/** An id in the README has another time in it than that of the snapshot just taken: its reason and version tell which one is meant. */
function existing(word: string): string {
  const [, kind] = /^\d{8}T\d{6}Z-(\S+)$/.exec(word) ?? [];
  if (kind === undefined) return word;
  const files = readdirSync(join(checkout, 'databases'), { recursive: true, encoding: 'utf8' });
  const ids = files.flatMap((file) => /[\\/](\d{8}T\d{6}Z-[^\\/]+)\.db$/.exec(file)?.[1] ?? []).filter((id) => id.slice(17) === kind);
  return ids.toSorted().at(-1) ?? word;
}

/** Runs a block's commands; gives what they printed, one after the other. */
function runCommands({ text }: Block): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, command = '', expected = '0'] = /^(.*?)(?:\s+# exits (\d+))?$/.exec(line) ?? [];
      const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...wordsOf(command).map(existing)], environment());
      expect(status, `${command}\n${stdout}${stderr}`).toBe(Number(expected));
      return stdout;
    })
    .join('');
}

/** The arguments behind `pnpm migrate`: blanks part them, double quotes hold them together. */
function wordsOf(command: string): string[] {
  const rest = /^(?:npx )?pnpm (?:-s )?migrate(?= |$)(.*)$/.exec(command)?.[1];
  if (rest === undefined) throw new Error(`The README has a command that this test can't run: ${command}`);
  return [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function runCode(block: Block): string {
  const outfile = join(bundles, `line-${block.line}.mjs`);
  bundle(block, outfile);
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], environment());
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

function environment() {
  const own = Object.entries(process.env).filter(([name]) => !/^ZEPIX_|^DATABASE_URL$|^FORCE_COLOR$/.test(name));
  return { cwd: checkout, encoding: 'utf8' as const, env: { ...Object.fromEntries(own), NO_COLOR: '1', npm_lifecycle_event: 'migrate' } };
}

/** Compares with the block that shows the output, without what differs from run to run. */
function expectShown(printed: string, shown: string | null): void {
  if (shown === null || masked(printed) === masked(shown)) return;
  if (process.env['UPDATE_GOLDEN'] === '1') return rewrite(shown, printed);
  expect(masked(printed)).toBe(masked(shown));
}

/** `UPDATE_GOLDEN=1` puts what was printed into the README; a block must hold something to be told from the others. */
function rewrite(shown: string, printed: string): void {
  const file = join(ROOT, 'README.md');
  const text = `${printed.trim()}\n`;
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(`\`\`\`console\n${shown}`, () => `\`\`\`console\n${text}`),
  );
}

function masked(text: string): string {
  return text
    .replaceAll('\\', '/')
    .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s)\b(?: +(?=\S))?/g, 'N ms ')
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'TIME')
    .replaceAll(/\b\d{8}T\d{6}Z\b/g, 'TIME')
    .replaceAll(/\b(?:[0-9a-f]{64}|[0-9a-f]{12})$/gm, 'HASH')
    .replaceAll(/ +$/gm, '')
    .trim();
}
