import type { Command } from 'commander';
import { normaliseArguments, unknownCommand } from './argv.js';
import type { Words } from './argv.js';
import { asksForProgramOnly } from './brief-program.js';
import type { Invocation } from './definitions/invocation.js';
import { buildProgram, wordsOf, isHelp, isUsageError } from './program.js';

/** The command line: parses, runs, prints, and sets the exit code. */
export async function main(version: string): Promise<void> {
  ignoreClosedPipe();
  const invocation = await parse(process.argv.slice(2), version);
  if (typeof invocation === 'number') process.exitCode = invocation;
  else process.exitCode = await (await import('./run.js')).runInvocation(invocation);
}

/** What was typed: a command to run, or the exit code where there is none (help, a wrong command line). */
export async function parse(typed: readonly string[], version: string): Promise<Invocation | number> {
  let invocation: Invocation | undefined;
  const name = process.env['npm_lifecycle_event'] === 'migrate' ? 'pnpm migrate' : 'zepix-migrate';
  const program = buildProgram(version, { name, invoke: (parsed) => (invocation = parsed) }, asksForProgramOnly(typed));
  const words = wordsOf(program);
  const args = normaliseArguments(typed, words);
  const json = args.find((arg) => arg.startsWith('--json'));
  if (json !== undefined) program.configureOutput({ writeErr: () => undefined });
  else
    program.configureOutput({ outputError: (text, write) => write(text.includes('Did you mean') ? text : `${text}See ${name} --help.\n`) });
  inherit(program);
  const stray = unknownCommand(args, words);
  try {
    if (stray !== null)
      program.error(`error: unknown command '${stray}'${suggestion(stray, words)}`, { code: 'commander.unknownCommand', exitCode: 64 });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (isHelp(error)) return 0;
    if (!isUsageError(error)) throw error;
    return json === undefined
      ? 64
      : (await import('./run.js')).reportUsage(error.message, json, args.find((arg) => words.commands.has(arg)) ?? 'up');
  }
  return invocation ?? 0;
}

/** Hands the settings on, also to commands below commands. */
function inherit(command: Command): void {
  for (const below of command.commands) inherit(below.copyInheritedSettings(command));
}

/** The command that was probably meant: the one that begins alike. */
function suggestion(word: string, { commands }: Words): string {
  const near = [...commands.keys()].find((name) => name.startsWith(word.slice(0, 2)));
  return near === undefined ? '' : `\n(Did you mean ${near}?)`;
}

/** `… | head` closes the pipe before we are done: that is no error of ours. */
export function ignoreClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}
