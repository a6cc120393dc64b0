import { VERSION } from '@zepix/migrations-core';
import { Command } from 'commander';

/** Runs the command line with the arguments of this process. */
export async function main(): Promise<void> {
  const program = new Command('zepix-migrate').version(VERSION).argument('[words...]').allowUnknownOption();
  program.action((words: readonly string[]) => console.log(`zepix-migrate ${words.join(' ')}`));
  await program.parseAsync();
}
