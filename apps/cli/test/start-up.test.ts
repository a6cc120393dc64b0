import { cpSync, mkdirSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { workplace } from './workplace.js';

const CLI = fileURLToPath(new URL('..', import.meta.url));

/** An installation of its own, which no other test starts from: the bin, the bundle and, by NODE_PATH's grace, the driver. */
function installed(): {
  readonly dist: string;
  readonly help: () => ReturnType<typeof run>;
  readonly status: () => ReturnType<typeof run>;
} {
  const { root: path } = workplace();
  mkdirSync(join(path, 'dist'));
  for (const name of ['bin', 'package.json', 'dist/main.cjs', 'dist/help.cjs'])
    cpSync(join(CLI, name), join(path, name), { recursive: true });
  const bin = join(path, 'bin', 'zepix-migrate.cjs');
  const status = ['status', '--database', join(path, 'none.db'), '--migrations', join(path, 'bin')];
  return { dist: join(path, 'dist'), help: () => run(path, [bin, '--help']), status: () => run(path, [bin, ...status]) };
}

function run(cwd: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_PATH: join(CLI, 'node_modules') },
  });
  return { status, stdout, stderr };
}

const copies = (dist: string): readonly string[] => readdirSync(dist).filter((name) => name.endsWith('.cache'));

describe("V8's compiled copy of the bundle", () => {
  it('is left by the first command, one for help and one for what does something, and used and kept by the next', () => {
    const { dist, help, status } = installed();
    expect(help().status).toBe(0);
    expect(copies(dist)).toEqual([expect.stringMatching(/-help\.cache$/)]);
    const first = status();
    expect(copies(dist)).toEqual([expect.stringMatching(/-help\.cache$/), expect.stringMatching(/-main\.cache$/)]);
    expect(status()).toEqual(first);
    expect(first.stdout).toContain('none.db');
    expect(copies(dist)).toHaveLength(2);
  });

  it('is passed over when it is damaged', () => {
    const { dist, status } = installed();
    const first = status();
    for (const name of copies(dist)) truncateSync(join(dist, name), 1000);
    expect(status()).toEqual(first);
  });

  it('is done without where it is gone', () => {
    const { dist, help, status } = installed();
    status();
    for (const name of copies(dist)) rmSync(join(dist, name));
    expect(help().stdout).toContain('Usage:');
  });
});
