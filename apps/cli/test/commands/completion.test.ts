import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandNames, help, longFlags } from '../help.js';
import { workplace } from '../workplace.js';
import { resultOf } from './result.js';

const POWERSHELL = 'pwsh';
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** What bash would offer behind these words; the last is the one under the cursor. */
function completed(script: string, words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const program = `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _zepix_migrate; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  test.runIf(has('bash'))('bash completes commands, their flags, choices, and what stands below a command', async () => {
    const { stdout } = await workplace().run('completion bash');
    const ask = (...words: readonly string[]): string[] => completed(stdout, ['zepix-migrate', ...words]);
    const typed = new Set((await commandNames()).map((name) => name.split(' ')[0]));
    expect(new Set(ask('').filter((word) => !word.startsWith('-')))).toEqual(new Set([...typed, 'help']));
    expect(ask('st')).toEqual(['status']);
    expect(ask('snapshot', '').filter((word) => !word.startsWith('-'))).toEqual(['create', 'list', 'restore', 'prune']);
    expect(ask('snapshot', 'create', '--lock')).toEqual(['--lock-timeout']);
    expect(ask('down', '--rollback-from', '')).toEqual(['file', 'ledger', 'preserved']);
    expect(ask('completion', '').slice(0, 4)).toEqual(['bash', 'zsh', 'fish', 'powershell']);
    expect(ask('--filter', 'down', 'go')).toEqual(['goto']);
    expect(ask('up', '--filter', '')).toEqual([]);
    for (const command of ['up', 'dump', 'new']) {
      expect(ask(command, '--').toSorted(), command).toEqual(longFlags(await help(command)).toSorted());
    }
  });

  test.each(['bash', 'zsh', 'fish'])('%s takes the script', async (shell) => {
    const { code, stdout, stderr } = await workplace().run(`completion ${shell}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of await commandNames()) expect(stdout).toContain(name.split(' ')[0]);
    if (has(shell)) expect(spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('powershell takes the script', async () => {
    const { code, stdout } = await workplace().run('completion powershell');
    expect(code).toBe(0);
    for (const name of await commandNames()) expect(stdout).toContain(`'${name.split(' ')[0]}'`);
    if (spawnSync(POWERSHELL, ['-Version']).status !== 0) return;
    const parse =
      '$e = $null; [System.Management.Automation.Language.Parser]::ParseInput([Console]::In.ReadToEnd(), [ref]$null, [ref]$e) > $null; exit $e.Count';
    expect(spawnSync(POWERSHELL, ['-NoProfile', '-Command', parse], { input: stdout }).status).toBe(0);
  });

  test('another shell is wrong usage; --json holds the script', async () => {
    const place = workplace();
    expect((await place.run('completion csh')).code).toBe(64);
    const { result } = await resultOf<{ script: string }>(place, 'completion fish');
    expect(`${result.script.trimEnd()}\n`).toBe((await place.run('completion fish')).stdout);
  });
});
