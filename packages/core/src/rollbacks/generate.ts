import { basename, join, relative } from 'node:path';
import { headerName, folderOf } from '../authoring/place.js';
import { rollbackFile } from '../authoring/template.js';
import { writeNewFiles } from '../authoring/write-files.js';
import { replaceFile } from '../care/replace-file.js';
import type { Database } from '../config/database.js';
import { isOwnRollback } from '../files/folder.js';
import type { MigrationFile } from '../files/folder.js';
import { withProof } from '../files/proof.js';
import { errorReport } from '../kernel/error-report.js';
import type { ErrorReport } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import type { Discrepancy, Rollbacks } from '../ports/rollbacks.js';
import type { RunContext } from '../run/context.js';
import { generatedText } from './file-text.js';
import { playableText, throughHistory } from './history.js';
import type { Chapter } from './history.js';
import { lossesOf } from './losses.js';
import { proofOf } from './proof.js';

/** How to generate. */
export interface GenerateOptions {
  /** None means every migration. */
  readonly versions: readonly Version[];
  /** Replace rollback files that are there. */
  readonly force: boolean;
  /** What can't be seen: `old:new` for a table, `table.old:new` for a column. */
  readonly renames: readonly string[];
  /** Write nothing. */
  readonly dryRun: boolean;
}

/** What became of one migration's rollback. */
export interface GeneratedRollback {
  readonly database: string;
  readonly version: Version;
  readonly name: string;
  /**
   * `written`, or `replaced` with `force`; `kept` where a file was there; `irreversible` where the migration declares itself so; `code`
   * where it is no SQL; `failed` where nothing that takes it back was found, or it does not run.
   */
  readonly outcome: 'written' | 'replaced' | 'kept' | 'irreversible' | 'code' | 'failed';
  /** The rollback's file, as a user would type it; null where there is none. */
  readonly file: string | null;
  /** Whether the text alone brings back everything. */
  readonly complete: boolean;
  /** What it can't bring back, and which lines of the migration destroy it. */
  readonly losses: readonly string[];
  /** Generated rows a table that it was tried on. */
  readonly rows: number;
  /** Why nothing was written: what the best attempt did not bring back. */
  readonly found: readonly Discrepancy[];
  readonly error: ErrorReport | null;
  /** The file's text; null where none was made. */
  readonly sql: string | null;
}

const ROWS = 24;
const SEED = 1;

/** Writes the rollbacks that a database's migrations lack. @throws as `throughHistory`, SOURCE_READ_ONLY, FILE_UNWRITABLE */
export function generateRollbacks(
  context: RunContext,
  database: Database,
  rollbacks: Rollbacks | undefined,
  options: GenerateOptions,
): Promise<readonly GeneratedRollback[]> {
  if (!options.dryRun) folderOf(database);
  return throughHistory(context, database, { rollbacks, versions: options.versions }, (chapter) => {
    const made = generate(context, database, chapter, options, rollbacks?.engine() ?? '');
    if (!options.dryRun && made.sql !== null && made.file !== null) write(database, made.file, made.sql, made.outcome === 'replaced');
    return made;
  });
}

function generate(context: RunContext, database: Database, chapter: Chapter, options: GenerateOptions, engine: string): GeneratedRollback {
  const { file, loaded } = chapter;
  const base = nothing(database, file);
  if (loaded.code !== null) return { ...base, outcome: 'code' };
  if (!loaded.header.reversible) return { ...base, outcome: 'irreversible' };
  const there = file.rollback !== null && !isOwnRollback(file) ? file.rollback.file : null;
  if (there !== null && !options.force) return { ...base, outcome: 'kept', file: there };
  try {
    return fromDraft(context, database, chapter, { ...options, there, engine });
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return { ...base, error: errorReport(error) };
  }
}

interface DraftOptions extends GenerateOptions {
  /** The rollback file that is there; it will be replaced. */
  readonly there: string | null;
  readonly engine: string;
}

function fromDraft(
  context: RunContext,
  database: Database,
  { file, loaded, up, study }: Chapter,
  options: DraftOptions,
): GeneratedRollback {
  const compile = (text: string) => playableText(context.driver, database, file, text);
  const { sql, verdict } = study.draft(up, compile, { rows: ROWS, seed: SEED, exact: true, renames: options.renames });
  const base = { ...nothing(database, file), rows: verdict.rows };
  if (verdict.schema.length > 0) return { ...base, found: verdict.schema };
  const losses = lossesOf(verdict, loaded.program);
  const shown = options.there ?? join(database.source.shown, 'rollback', rollbackFile(file));
  const name = basename(shown.replaceAll('\\', '/'));
  const bare = generatedText({ file, name, database: headerName(database), description: loaded.header.description, verdict, losses }, sql);
  const proof = proofOf(context, options.engine, { up: file, text: bare, verdict, losses: losses.length > 0 });
  const text = proof === null ? bare : withProof(bare, proof);
  return {
    ...base,
    outcome: options.there === null ? 'written' : 'replaced',
    file: shown,
    complete: losses.length === 0,
    losses,
    sql: text,
  };
}

function nothing({ name }: Database, file: MigrationFile): GeneratedRollback {
  return {
    database: name,
    version: file.version,
    name: file.name,
    outcome: 'failed',
    file: null,
    complete: false,
    losses: [],
    rows: 0,
    found: [],
    error: null,
    sql: null,
  };
}

function write(database: Database, shown: string, text: string, replaces: boolean): void {
  const path = pathOf(database, shown);
  if (replaces) replaceFile(path, shown, text);
  else writeNewFiles([{ path, shown, text }]);
}

/** The absolute path of a file of a database's folder, by the path that users know it by. */
export function pathOf(database: Database, shown: string): string {
  return join(folderOf(database), relative(database.source.shown, shown));
}
