import { resolve } from 'node:path';
import { MigrationError, createKeeper, renamingText } from '@zepix/migrations-core';
import { composeParts } from '../compose.js';
import type { Setup } from '../compose.js';
import type { GenerateCommandOptions, IntrospectOptions } from '../options.js';
import { newLines } from '../terminal/authoring.js';
import { flags } from '../terminal/invoked.js';
import { aheadLines, generatedLines, introspectedLines } from '../terminal/generate.js';
import type { Terminal } from '../terminal/terminal.js';
import { deliver } from './deliver.js';

/** The exit code of a schema that is ahead of the migrations, as in the table of the README. */
const AHEAD = 2;

export async function generate(
  name: string | undefined,
  options: GenerateCommandOptions,
  setup: Setup,
  terminal: Terminal,
): Promise<number> {
  const { filter, rename: renames, title, timestamp, schema: file } = options;
  const keeper = createKeeper({ ...(await composeParts(setup)), observers: terminal.observers });
  const schema = file === undefined ? undefined : { name: file, root: setup.cwd };
  if (options.check === true) {
    const given = flags({ schema: file, rename: renames.map(renamingText), 'no-renames': !options.renames });
    const report = await keeper.ahead({ filter, schema, root: setup.cwd, renames });
    return deliver(terminal, report, (ahead, manner) => aheadLines(ahead, manner, given), AHEAD);
  }
  if (name === undefined) throw needsName();
  if (options.empty === true) return terminal.result(await keeper.newMigration({ name, filter, title, timestamp }), newLines);
  const ask = terminal.canAsk ? (await import('../terminal/ask.js')).askForRename : undefined;
  const settled = !options.renames;
  return terminal.result(
    await keeper.generate({ name, filter, title, timestamp, schema, root: setup.cwd, renames, settled, ask }),
    generatedLines,
  );
}

export async function introspect({ filter, out }: IntrospectOptions, setup: Setup, terminal: Terminal): Promise<number> {
  const keeper = createKeeper(await composeParts(setup));
  const file = out === undefined ? undefined : { path: resolve(setup.cwd, out), shown: out };
  return terminal.result(await keeper.introspect({ filter, out: file }), introspectedLines);
}

function needsName(): MigrationError {
  return new MigrationError('USAGE', 'generate needs a name: what does the migration do?', {
    hint: 'Say it in a few words: generate add_notes. With --check no name is needed.',
    dataState: 'Nothing was changed.',
  });
}
