import { fork } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { MigrationError } from '@zepix/migrations-core';
import { findKit, findSchema } from './find.js';

const SHOWN = 600;

/**
 * The SQL that drizzle-kit writes for a schema on an empty database.
 * @throws MigrationError DECLARATIONS_MISSING without drizzle-kit or schema, DECLARATIONS_UNREADABLE where no statement comes out
 */
export async function exportSchema(schema: string, root: string): Promise<string> {
  const path = findSchema(schema, root);
  const { code, stdout, stderr } = await run(findKit(path, root), path, root);
  // drizzle-kit ends with 0 when the schema has a syntax error: no statement is no schema, and never one without tables.
  if (code === 0 && /^\s*CREATE\s/i.test(stdout)) return stdout;
  throw new MigrationError('DECLARATIONS_UNREADABLE', `drizzle-kit made no statement of ${schema}: ${firstWords(stderr, stdout)}`, {
    hint: 'It must export tables made with sqliteTable. Try it by itself: npx drizzle-kit export --dialect sqlite --schema FILE.',
    dataState: 'Nothing was changed.',
  });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(kit: string, schema: string, root: string): Promise<Ended> {
  const path = schema.replaceAll('\\', '/');
  const child = fork(kit, ['export', '--dialect', 'sqlite', '--schema', path], { cwd: root, silent: true, execArgv: [] });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) }));
  });
}

function firstWords(...texts: readonly string[]): string {
  const said = texts.map((text) => text.trim()).find((text) => text !== '') ?? 'it said nothing';
  return said.length > SHOWN ? `${said.slice(0, SHOWN)} …` : said;
}
