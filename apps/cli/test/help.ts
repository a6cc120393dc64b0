import { tmpdir } from 'node:os';
import { runBin } from './bin.js';

/** What `--help` prints; '' is the program itself. */
export async function help(command: string): Promise<string> {
  const words = command === '' ? [] : command.split(' ');
  const { code, stdout, stderr } = await runBin([...words, '--help'], { cwd: tmpdir() });
  if (code !== 0 || stderr !== '') throw new Error(`${command} --help ended with ${code}: ${stderr}`);
  return stdout;
}

/** Every command that does something, as it is typed: of a group its parts (`snapshot list`). Without `help`. */
export async function commandNames(group = ''): Promise<readonly string[]> {
  const [, list = ''] = (await help(group)).split(/^Commands:$/m);
  const names = [...(list.split(/^\S/m)[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  if (names.length === 0) return [group];
  return (await Promise.all(names.map((name) => commandNames(`${group} ${name}`.trim())))).flat();
}

/** The long flags that a help text lists. */
export function longFlags(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, flag = '']) => flag);
}
