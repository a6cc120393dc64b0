import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { DeclaredNote, DeclaredScript } from '@zepix/migrations-core';
import { complaintError } from './complaint.js';
import { findKit, findPlace, homeOf } from './find.js';
import type { Place } from './find.js';

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
    const { code, stdout, stderr } = await run(kit, argumentsFor(place, folder), homeOf(place, root));
    // drizzle-kit ends with 0 when the schema has a syntax error: no statement is no schema, and never one without tables.
    const made = code === 0 ? madeIn(join(folder, 'out')) : null;
    if (made !== null && /^\s*CREATE\s/i.test(made.script)) return made;
    throw complaintError({
      schema,
      root,
      kit,
      said: [stderr, stdout]
        .map((text) => text.trim())
        .filter((text) => text !== '')
        .join('\n'),
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

/** What drizzle-kit wrote: up to 0.31 a script beside `meta`, from 1 on a folder for the migration. */
function madeIn(out: string): DeclaredScript | null {
  const script = fileOf(out, '.sql');
  if (script !== null) return { script, note: noteOf(fileOf(join(out, 'meta'), '_snapshot.json'), 'journal') };
  const folder = entriesOf(out).find((name) => name.endsWith('_declared'));
  const inFolder = folder === undefined ? null : fileOf(join(out, folder), '.sql');
  return inFolder === null ? null : { script: inFolder, note: noteOf(fileOf(join(out, folder ?? ''), 'snapshot.json'), 'folders') };
}

function noteOf(text: string | null, layout: DeclaredNote['layout']): DeclaredNote | null {
  return text === null ? null : { text, layout };
}

/** The only file of a folder whose name ends so; null where there is none. */
function fileOf(folder: string, ending: string): string | null {
  const name = entriesOf(folder).find((entry) => entry.endsWith(ending));
  return name === undefined ? null : readFileSync(join(folder, name), 'utf8');
}

/** None for a folder that is not there. */
function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
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

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}
