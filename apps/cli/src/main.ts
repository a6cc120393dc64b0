import { VERSION } from '@zepix/migrations-core';
import { normaliseArguments } from './argv.js';
import { COMMANDS, buildProgram, isHelp, isUsageError } from './program.js';
import type { Invocation } from './program.js';

/** The command line: parses, runs, prints, and sets the exit code. */
export async function main(): Promise<void> {
  const args = normaliseArguments(process.argv.slice(2), COMMANDS);
  const invocation = await parse(args);
  if (typeof invocation === 'number') process.exitCode = invocation;
  else process.exitCode = await (await import('./run.js')).runInvocation(invocation);
}

async function parse(args: readonly string[]): Promise<Invocation | number> {
  let invocation: Invocation | undefined;
  const name = process.env['npm_lifecycle_event'] === 'migrate' ? 'pnpm migrate' : 'zepix-migrate';
  const program = buildProgram(name, VERSION, (parsed) => (invocation = parsed));
  const json = args.find((arg) => arg.startsWith('--json'));
  if (json !== undefined) program.configureOutput({ writeErr: () => undefined });
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (isHelp(error)) return 0;
    if (!isUsageError(error)) throw error;
    return json === undefined ? 64 : (await import('./run.js')).reportUsage(error.message, json);
  }
  return invocation ?? 0;
}
