import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';

type Cells = Readonly<Record<string, Readonly<Record<string, string>>>>;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/comparison.md'), 'utf8');
const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ join(ROOT, path));
const { readCells } = (await load('bench/faults/page.mjs')) as { readCells: (page: string) => Cells };
const { SCENARIOS } = (await load('bench/faults/all.mjs')) as { SCENARIOS: readonly { name: string; about: string }[] };
const folder = mkdtempSync(join(tmpdir(), 'zepix-comparison-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/comparison.md', () => {
  const cells = readCells(page);

  test('has a row and a paragraph for each scenario, and no others', () => {
    expect(Object.keys(cells)).toEqual(SCENARIOS.map(({ name }) => name));
    for (const { about } of SCENARIOS) expect(page).toContain(about);
  });

  test('has a verdict in every cell, for ours and every tool that the bench brings', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'bench/package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const tools = Object.keys(dependencies).filter((name) => name !== 'better-sqlite3');
    for (const row of Object.values(cells)) {
      expect(Object.keys(row)).toEqual(['ours', ...tools]);
      for (const cell of Object.values(row)) expect(cell).toMatch(/^[✔✘–] \S/u);
    }
    for (const [name, version] of Object.entries(dependencies)) expect(page).toContain(`${name} ${version}`);
  });

  test('says of ours what the scenarios show; otherwise run `pnpm bench faults --only ours --write`', { timeout: 120_000 }, async () => {
    const file = join(folder, 'ours.json');
    await promisify(execFile)(process.execPath, [join(ROOT, 'bench/faults.mjs'), '--only', 'ours', '--quick', '--json', file]);
    const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as {
      scenarios: Record<string, { ours: { mark: string; words: string } }>;
    };
    const seen = Object.entries(scenarios).map(([name, { ours }]) => `${name}: ${ours.mark}`);
    expect(seen).toEqual(Object.entries(cells).map(([name, { ours }]) => `${name}: ${ours?.[0] ?? ''}`));
  });
});
