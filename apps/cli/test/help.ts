import { bareEnvironment, runBin } from './bin.js';

/** What `--help` prints. */
export async function help(command: string): Promise<string> {
  const { code, stdout, stderr } = await runBin([...(command === '' ? [] : [command]), '--help'], {
    cwd: bareEnvironment()['TMPDIR'] ?? '/',
  });
  if (code !== 0 || stderr !== '') throw new Error(`${command} --help ended with ${code}: ${stderr}`);
  return stdout;
}

/** The commands that the general help lists, without `help` itself. */
export async function commandNames(): Promise<readonly string[]> {
  const [, list = ''] = (await help('')).split(/^Commands:$/m);
  return [...(list.split(/^\S/m)[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

/** The long flags that a help text lists. */
export function longFlags(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, flag = '']) => flag);
}
