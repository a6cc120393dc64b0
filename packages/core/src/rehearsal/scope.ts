import type { CopyEstimate, ScratchCopy, ScratchSource, SnapshotStore } from '../ports/snapshot.js';
import type { RehearsalEstimate, RehearsalSample } from '../report/rehearsal-report.js';
import type { RunContext, Subject } from '../run/context.js';
import { waiting } from '../run/job.js';
import type { Origin, Stage } from './stage.js';

/** Sizes from which on it is said beforehand what a rehearsal takes, in bytes. */
const LARGE = 64 * 1024 * 1024;
/** A database as small as this is copied whole as fast as a sample of it is taken, and a whole copy shows more. */
const SMALL = 8 * 1024 * 1024;

/** What is tried on, and what it is compared with. */
export interface Scope {
  readonly first: ScratchCopy;
  readonly origin: Origin;
  readonly sample: RehearsalSample | null;
}

/** Whether a plan is tried on a sample: where that was asked for, and the database is not so small that a copy is as cheap. */
export function wantsSample({ driver, rehearsal }: RunContext, { database, target }: Subject, source: ScratchSource): boolean {
  const mode = rehearsal ?? database.rehearse;
  return mode === 'sample' && source.kind !== 'nothing' && driver.read(target, (view) => view.size()) > SMALL;
}

/** What a rehearsal will take, said before it begins; null where that is too little to matter. */
export async function estimated(
  context: RunContext,
  { database, target }: Subject,
  store: SnapshotStore,
  source: ScratchSource,
  isSample: boolean,
): Promise<RehearsalEstimate | null> {
  if (source.kind === 'nothing' || context.driver.read(target, (view) => view.size()) < LARGE) return null;
  const found = await store.estimate(target, source, waiting(context, database.name));
  const estimate = {
    bytes: found.bytes,
    rows: found.rows,
    bytesPerSecond: Math.round(found.bytesPerSecond),
    leastMs: least(found, source),
  };
  context.observer.emit({ event: 'rehearsal-estimated', database: database.name, how: isSample ? 'sample' : 'full', ...estimate });
  return estimate;
}

/** The copies, and reading both once to compare them. What the migrations take comes on top, three times: nobody knows it before. */
function least({ bytes, bytesPerSecond }: CopyEstimate, source: ScratchSource): number {
  const copies = source.kind === 'live' ? 2 : 1;
  return Math.round(((copies + 2) * bytes * 1000) / Math.max(1, bytesPerSecond));
}

/** Makes what the plan is tried on. */
export async function scopeOf(stage: Stage, source: ScratchSource, isSample: boolean): Promise<Scope> {
  if (isSample && source.kind !== 'nothing' && source.kind !== 'scratch') {
    const { copy, tables } = await stage.sample(source);
    return { first: copy, origin: { kind: 'scratch', scratch: copy }, sample: { tables, unproven: whatIsOpen(tables) } };
  }
  const first = await stage.copy(source);
  return { first, origin: source.kind === 'live' ? { kind: 'scratch', scratch: first } : source, sample: null };
}

/** What trying a plan on a sample does not show, a sentence each. */
function whatIsOpen(tables: RehearsalSample['tables']): readonly string[] {
  const partly = tables.filter(({ rows, of }) => of === null || rows < of);
  const list = partly.map(({ table, rows, of }) => `${table} (${rows} of ${of === null ? 'many' : `at most ${of}`})`);
  return [
    list.length === 0 ? 'No row is left out, but the copy is not the file itself.' : `Rows that are not in it: ${list.join(', ')}.`,
    'Whether those rows meet the guards, NOT NULL, UNIQUE, CHECK and foreign keys that the migrations bring, and whether they come back.',
    'How long the live run takes, for how long other writers wait, how many rows it writes and how much room it needs.',
    'What hangs on all rows together: counts and sums, and children of its rows that are not in it (their parents are).',
  ];
}
