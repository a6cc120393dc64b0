// A bundle of its own, a tenth of the other: help and version need nothing but the definitions of the commands.
import { ignoreClosedPipe, parse } from './main.js';

/** Gives the help or the version that was asked for; false where a command is to be run after all (`--filter -h`). */
export async function help(version: string): Promise<boolean> {
  ignoreClosedPipe();
  const parsed = await parse(process.argv.slice(2), version);
  if (typeof parsed !== 'number') return false;
  process.exitCode = parsed;
  return true;
}
