import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { MigrationError } from '@zepix/migrations-core';
import type { DeclaredScript } from '@zepix/migrations-core';
import { findKit, findPlace } from './find.js';
import type { Place } from './find.js';

const SHOWN = 600;

/**
 * What drizzle-kit writes for a schema into a folder without migrations: the SQL that makes it, and its own note of the schema.
 * `generate` and not `export`, which forgets the `casing` of the configuration (drizzle-kit 0.31).
 * @throws MigrationError DECLARATIONS_MISSING without drizzle-kit or schema, DECLARATIONS_UNREADABLE where no statement comes out
 */
export async function readSchema(schema: string, root: string): Promise<DeclaredScript> {
  const place = findPlace(schema, root);
  const kit = findKit(place.schema ?? place.config ?? root, root);
  const folder = mkdtempSync(join(tmpdir(), 'zepix-declared-'));
  try {
    const { code, stdout, stderr } = await run(kit, argumentsFor(place, folder), root);
    const script = code === 0 ? fileOf(join(folder, 'out'), '.sql') : null;
    // drizzle-kit ends with 0 when the schema has a syntax error: no statement is no schema, and never one without tables.
    if (script !== null && /^\s*CREATE\s/i.test(script)) return { script, snapshot: fileOf(join(folder, 'out', 'meta'), '_snapshot.json') };
    throw new MigrationError('DECLARATIONS_UNREADABLE', `drizzle-kit made no statement of ${schema}: ${firstWords(stderr, stdout)}`, {
      hint: 'It must export tables made with sqliteTable. Try it by itself: npx drizzle-kit export --dialect sqlite --schema FILE.',
      dataState: 'Nothing was changed.',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A configuration can't be given together with a schema or a folder, so one is made that is the project's with these put in. */
function argumentsFor({ schema, config }: Place, folder: string): readonly string[] {
  const out = slashes(join(folder, 'out'));
  const name = ['--name', 'declared'];
  if (config === null) return ['generate', '--dialect', 'sqlite', '--schema', slashes(schema ?? ''), '--out', out, ...name];
  const own = { dialect: 'sqlite', out, ...(schema !== null && { schema: slashes(schema) }) };
  const wrapper = join(folder, 'drizzle.config.cjs');
  writeFileSync(
    wrapper,
    `const given = require(${JSON.stringify(config)});\nmodule.exports = { ...(given.default ?? given), ...${JSON.stringify(own)} };\n`,
  );
  return ['generate', '--config', slashes(wrapper), ...name];
}

/** The only file of a folder whose name ends so; null where there is none. */
function fileOf(folder: string, ending: string): string | null {
  try {
    const name = readdirSync(folder).find((entry) => entry.endsWith(ending));
    return name === undefined ? null : readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(kit: string, words: readonly string[], root: string): Promise<Ended> {
  const child = fork(kit, words, { cwd: root, silent: true, execArgv: [] });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) }));
  });
}

function firstWords(...texts: readonly string[]): string {
  const said = texts.map(withoutStack).find((text) => text !== '') ?? 'it said nothing';
  return said.length > SHOWN ? `${said.slice(0, SHOWN)} …` : said;
}

/** What an error says, without where in drizzle-kit it was thrown. */
function withoutStack(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => /^\s+at \S/.test(line));
  return (end <= 0 ? lines : lines.slice(0, end)).join('\n').trim();
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
