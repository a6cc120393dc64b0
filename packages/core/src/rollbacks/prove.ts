import { readFileSync } from 'node:fs';
import { replaceFile } from '../care/replace-file.js';
import type { Database } from '../config/database.js';
import { isOwnRollback } from '../files/folder.js';
import type { MigrationFile } from '../files/folder.js';
import { readProof, withProof, withoutProof } from '../files/proof.js';
import type { RecordedProof } from '../files/proof.js';
import { errorReport } from '../kernel/error-report.js';
import type { ErrorReport } from '../kernel/error-report.js';
import { MigrationError } from '../kernel/error.js';
import type { Version } from '../kernel/version.js';
import { loadScript } from '../plan/load.js';
import type { Discrepancy, Rollbacks, Verdict } from '../ports/rollbacks.js';
import type { RunContext } from '../run/context.js';
import { excused } from './excused.js';
import { WRITTEN_BY } from './file-text.js';
import { pathOf } from './generate.js';
import { playable, playableText, throughHistory } from './history.js';
import type { Chapter } from './history.js';
import { unmet } from './losses.js';
import { proofOf } from './proof.js';

/** How to prove. */
export interface ProveOptions {
  /** None means every migration. */
  readonly versions: readonly Version[];
  /** Generated rows a table; at least 20. */
  readonly rows: number;
  readonly seed: number;
  /** Record nothing in the files. */
  readonly dryRun: boolean;
}

/** What a rollback's trial came to. */
export interface ProvenRollback {
  readonly database: string;
  readonly version: Version;
  readonly name: string;
  /**
   * `proven`; `wrong` with what it did not bring back in `found`; `missing` where there is no rollback; `irreversible` where the migration
   * declares itself so; `code` where one of the two is no SQL; `failed` where the migration itself does not run.
   */
  readonly outcome: 'proven' | 'wrong' | 'missing' | 'irreversible' | 'code' | 'failed';
  readonly file: string | null;
  /** What its text alone brings back; null where it is not proven. */
  readonly gives: RecordedProof['gives'] | null;
  readonly rows: number;
  readonly found: readonly Discrepancy[];
  /** What it did not bring back because the migration destroys it: the engine keeps that. */
  readonly destroyed: readonly Discrepancy[];
  /** What the migration overwrites or deletes by its words, and no generated row showed: a sentence each. */
  readonly unseen: readonly string[];
  readonly unfilled: Verdict['unfilled'];
  /** Whether its file says now what came out. */
  readonly recorded: boolean;
  readonly error: ErrorReport | null;
}

/** Tries the rollbacks of a database on generated rows and records what came out in their headers. @throws as `throughHistory` */
export function proveRollbacks(
  context: RunContext,
  database: Database,
  rollbacks: Rollbacks | undefined,
  options: ProveOptions,
): Promise<readonly ProvenRollback[]> {
  return throughHistory(context, database, { rollbacks, versions: options.versions }, (chapter) => {
    try {
      return prove(context, database, chapter, options, rollbacks?.engine() ?? '');
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      return { ...untried(database, chapter.file), outcome: 'failed', error: errorReport(error) };
    }
  });
}

function prove(context: RunContext, database: Database, chapter: Chapter, options: ProveOptions, engine: string): ProvenRollback {
  const { file, loaded } = chapter;
  const base = untried(database, file);
  if (!loaded.header.reversible) return { ...base, outcome: 'irreversible' };
  if (loaded.code !== null || file.rollback?.code !== undefined) return { ...base, outcome: 'code' };
  if (file.rollback === null || isOwnRollback(file)) return { ...base, outcome: 'missing' };
  const text = file.rollback.text;
  const { verdict, destroyed } = judge(context, database, chapter, text, options);
  const found = [...verdict.schema, ...verdict.data, ...verdict.writes].filter((one) => !destroyed.includes(one));
  const proof = found.length > 0 ? null : proofOf(context, engine, { up: file, text, verdict, losses: destroyed.length > 0 });
  const recorded = !options.dryRun && record(database, file.rollback.file, text, proof);
  const { rows, unfilled } = verdict;
  const unseen = verdict.unseen.map(unmet);
  return {
    ...base,
    outcome: proof === null ? 'wrong' : 'proven',
    gives: proof?.gives ?? null,
    rows,
    found,
    destroyed,
    unseen,
    unfilled,
    recorded,
  };
}

interface Judged {
  readonly verdict: Verdict;
  readonly destroyed: readonly Discrepancy[];
}

function judge(context: RunContext, database: Database, { file, up, study }: Chapter, text: string, { rows, seed }: ProveOptions): Judged {
  const script = { file: file.rollback?.file ?? '', text, checksum: '' };
  const down = playable(loadScript(context.driver, database, script, file.version, 'down'), script.text);
  const exact = text.includes(WRITTEN_BY);
  const verdict = study.try(up, down, { rows, seed, exact });
  if (verdict.schema.length > 0 || verdict.data.length === 0) return { verdict, destroyed: [] };
  // What no script can bring back is not this one's fault. The best that is known of is the one that would be generated.
  const best = study.draft(up, (sql) => playableText(context.driver, database, file, sql), { rows, seed, exact: true });
  return { verdict, destroyed: excused(verdict.data, best.verdict) };
}

function untried({ name }: Database, file: MigrationFile): ProvenRollback {
  const shown = file.rollback === null || isOwnRollback(file) ? null : file.rollback.file;
  return {
    database: name,
    version: file.version,
    name: file.name,
    outcome: 'missing',
    file: shown,
    gives: null,
    rows: 0,
    found: [],
    destroyed: [],
    unseen: [],
    unfilled: [],
    recorded: false,
    error: null,
  };
}

/** Writes the proof into the file's header, or takes one away that no longer holds. Bundled migrations have no file to write into. */
function record(database: Database, shown: string, text: string, proof: RecordedProof | null): boolean {
  if (database.source.path === undefined) return false;
  const old = readProof(text);
  if (proof !== null && old !== null && JSON.stringify({ ...old, on: '' }) === JSON.stringify({ ...proof, on: '' })) return true;
  const now = proof === null ? withoutProof(text) : withProof(text, proof);
  if (now === text) return proof === null;
  const path = pathOf(database, shown);
  const raw = readFileSync(path, 'utf8');
  const mark = raw.startsWith('\ufeff') ? '\ufeff' : '';
  replaceFile(path, shown, mark + (raw.includes('\r\n') ? now.replaceAll('\n', '\r\n') : now));
  return true;
}
