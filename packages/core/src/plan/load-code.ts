import { readDefinition } from '../code/define.js';
import type { Database } from '../config/database.js';
import type { ScriptFile } from '../files/folder.js';
import type { Header } from '../files/header.js';
import { MigrationError } from '../kernel/error.js';
import type { Location } from '../kernel/location.js';
import type { Version } from '../kernel/version.js';
import type { CodeModule, MigrationDefinition, RollbackDefinition } from '../ports/code.js';
import { EVERY_NAME } from '../ports/script.js';
import type { Direction, Program } from '../ports/script.js';
import type { StepCode } from './step.js';

type Definition = MigrationDefinition | RollbackDefinition;

/** A migration's code, loaded and judged. */
export interface LoadedCode {
  readonly definition: Definition;
  readonly step: StepCode;
  readonly header: Header;
  readonly program: Program;
  /** What is not promised. */
  readonly notices: readonly string[];
}

/** Loads a migration that is code, for one direction; the error where it can't be used. */
export function loadCode(database: Database, script: ScriptFile, version: Version, direction: Direction): LoadedCode | MigrationError {
  const loaded = loadDefinition(database, script);
  if (loaded instanceof MigrationError) return loaded;
  const { module, definition } = loaded;
  const run = definition[direction];
  if (run === undefined) return missing(script, direction);
  const header = codeHeader(definition, script);
  const { transactional, foreignKeys } = header;
  const intent = { direction, version, ledgerTable: database.ledgerTable, transactional, foreignKeys };
  const step = { module, run: (m: Parameters<typeof run>[0]) => run.call(definition, m), intent };
  return { definition, step, header, program: opaqueProgram(script), notices: notPromised(script, header, module) };
}

/** What a file of code says of itself, without choosing a direction. */
export function loadDefinition(
  database: Database,
  script: ScriptFile,
): { readonly module: CodeModule; readonly definition: Definition } | MigrationError {
  const loader = database.source.code;
  if (loader === undefined) return noLoader(script);
  try {
    const module = loader.load(script.text, { shown: script.file, path: script.code?.path ?? null });
    const definition = readDefinition(module.exported);
    return typeof definition === 'string' ? invalid(script, definition) : { module, definition };
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}

/** The header that a definition stands for. */
export function codeHeader(definition: Definition, script: ScriptFile): Header {
  const location = startOf(script);
  const named = [definition.requires ?? []].flat().filter((value) => value.trim() !== '');
  return {
    values: new Map(definition.description === undefined ? [] : [['Description', { value: definition.description, location }]]),
    transactional: definition.transaction !== false,
    foreignKeys: definition.foreignKeys === true,
    reversible: !('reversible' in definition) || (definition.reversible ?? true),
    description: definition.description || null,
    requires: named.map((value) => ({ value: value.trim(), location })),
    problems: [],
  };
}

/** Nobody can tell what code will do: it may touch every table, and overwrite anything. */
function opaqueProgram(script: ScriptFile): Program {
  const location = startOf(script);
  return {
    statements: [],
    afterwards: [],
    effects: [{ kind: 'unparsed', table: null, location, original: script.file }],
    mentions: EVERY_NAME,
    notices: [],
    ownDescription: null,
    problems: [],
  };
}

function notPromised(script: ScriptFile, { transactional }: Header, { packages }: CodeModule): string[] {
  const list = packages.join(', ');
  return [
    ...(packages.length > 0 ? [`${script.file} imports ${list}: what is stored of it in the ledger can't run without the file.`] : []),
    ...(transactional ? [] : [`${script.file} runs without a transaction: where it is broken off, it begins again from its start.`]),
  ];
}

/** The place of what concerns a whole file. */
export function startOf({ file }: ScriptFile): Location {
  return { file, line: 1, column: 1, offset: 0 };
}

function missing(script: ScriptFile, direction: Direction): MigrationError {
  if (direction === 'up') return invalid(script, 'it has no "up"');
  return new MigrationError('ROLLBACK_MISSING', `${script.file} has no "down", so it can't be taken back.`, {
    location: startOf(script),
    hint: 'Add "down" to it, write a rollback file, or restore a snapshot.',
  });
}

function invalid(script: ScriptFile, reason: string): MigrationError {
  return new MigrationError('CODE_INVALID', `${script.file} is not a migration: ${reason}.`, {
    location: startOf(script),
    hint: 'See "TypeScript migrations" in the README for what it may hold.',
  });
}

function noLoader(script: ScriptFile): MigrationError {
  return new MigrationError('FILE_KIND_UNSUPPORTED', `${script.file} is code, which this program can't run.`, {
    location: startOf(script),
    hint: 'Give the migrator its "code" part: codeLoader() of @zepix/migrations-code.',
  });
}
