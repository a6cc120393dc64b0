import { MigrationError } from '@zepix/migrations-core';
import type { Discrepancy, Playable, TrialOptions, Verdict } from '@zepix/migrations-core';
import { compareModels } from '@zepix/migrations-sqlite';
import type { SchemaModel, Scratch, Workbench } from '@zepix/migrations-sqlite';
import { compareImages, readImage, shorten } from '../image/index.js';
import type { Image } from '../image/index.js';
import { countsRows, hintsOf, play, playFilled, playTraced } from '../play/index.js';
import type { FilledOptions, Lineage } from '../play/index.js';
import { chanceOf } from '../rows/index.js';
import { compareSurvivors } from './survivors.js';
import { unseenEffects } from './unseen.js';
import type { Sides } from './unseen.js';
import { untouchedTables } from './untouched.js';
import { writeSome } from './writes.js';

/** A migration with its rollback, to be tried on generated rows. */
export interface Trial extends TrialOptions {
  /** The database as the migrations before left it; not changed. */
  readonly base: Scratch;
  readonly up: Playable;
  readonly down: Playable;
  /** Names that are none of the application's: the ledger. */
  readonly ignore: (name: string) => boolean;
  /** Brings back what the rollback's text can't, as the engine would; absent: the rollback's text alone. */
  readonly keeper?: Keeper;
}

/** What the engine does around a migration and its rollback to keep values. Both are called in the transaction of the script. */
export interface Keeper {
  /** `run` runs the migration itself. */
  readonly up: (scratch: Scratch, up: Playable, run: () => void) => void;
  readonly down: (scratch: Scratch, down: Playable) => void;
}

/** Tries a rollback. @throws MigrationError where the migration itself does not run on what the ones before it made */
export function tryRollback(trial: Trial): Verdict {
  const scripts = [trial.up, trial.down];
  const filled = {
    rows: trial.rows,
    later: modelAfter(trial),
    ignore: trial.ignore,
    hints: hintsOf(scripts),
    tame: countsRows(scripts),
  };
  const round = (seed: number, hinted?: number) =>
    playFilled(trial.base, { ...filled, seed, hinted }, (scratch) => upAndDown(trial, scratch, null));
  const quiet = round(trial.seed);
  const effects = unseenEffects(trial.up.program.effects, [quiet.value]);
  // Conditions over several columns are seldom met by chance.
  const rounds = effects.length > 0 ? [quiet, round(trial.seed + 200, OFTEN)] : [quiet];
  const found = distinct(rounds.flatMap(({ value }) => value.discrepancies));
  const schema = found.filter(({ kind }) => kind === 'schema' || kind === 'failure');
  const data = found.filter(({ kind }) => kind !== 'schema' && kind !== 'failure');
  return {
    schema,
    data,
    writes: schema.length > 0 ? [] : writesBetween(trial, filled, data),
    rows: quiet.rows,
    unseen: unseenEffects(
      effects,
      rounds.map(({ value }) => value),
    ),
    unfilled: quiet.filled.filter(({ reason }) => reason !== null),
  };
}

const OFTEN = 0.9;

/** One account of each object is enough. */
function distinct(found: readonly Discrepancy[]): readonly Discrepancy[] {
  return found.filter(
    (one, at) => found.findIndex(({ object, kind }) => object === one.object && kind === one.kind) === at || one.kind === 'schema',
  );
}

function writesBetween(trial: Trial, filled: Omit<FilledOptions, 'seed'>, data: readonly Discrepancy[]): readonly Discrepancy[] {
  const busy = playFilled(trial.base, { ...filled, seed: trial.seed + 100 }, (scratch) => upAndDown(trial, scratch, trial.seed)).value;
  return busy.discrepancies.filter(({ object, kind }) => kind === 'failure' || !data.some((one) => one.object === object));
}

function modelAfter({ base, up, ignore }: Trial): SchemaModel {
  const scratch = base.copy();
  try {
    play(scratch, up);
    return scratch.bench.model(ignore);
  } finally {
    scratch.close();
  }
}

interface Round extends Sides {
  readonly discrepancies: readonly Discrepancy[];
}

/** The up's errors are thrown, since the rows may be to blame; the down's are what is being looked for. */
function upAndDown(trial: Trial, scratch: Scratch, seed: number | null): Round {
  const { bench } = scratch;
  const before = moment(bench, trial);
  const lineage = playUp(trial, scratch);
  const after = moment(bench, trial);
  const tables = untouchedTables(before.image, after.image, lineage);
  if (seed !== null) writeSome({ bench, schema: after.model, former: before.model, chance: chanceOf(seed) }, tables);
  const sides = { before: before.image, after: after.image };
  const written = seed === null ? after.image : readImage(bench, trial.ignore);
  try {
    (trial.keeper?.down ?? play)(scratch, trial.down);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return { ...sides, discrepancies: [failure(error)] };
  }
  const back = moment(bench, trial);
  if (seed !== null)
    return { ...sides, discrepancies: compareSurvivors({ before: before.image, after: after.image, written, back: back.image }, tables) };
  return { ...sides, discrepancies: [...compareMoments(before, back, trial.exact), ...newOrphans(before, back)] };
}

function playUp({ up, keeper }: Trial, scratch: Scratch): Lineage {
  let lineage: Lineage = new Map();
  const run = (): void => void (lineage = playTraced(scratch, up));
  if (keeper === undefined) run();
  else keeper.up(scratch, up, run);
  return lineage;
}

interface Moment {
  readonly image: Image;
  readonly model: SchemaModel;
  readonly orphans: ReadonlyMap<string, number>;
}

function moment(bench: Workbench, { ignore }: Trial): Moment {
  return { image: readImage(bench, ignore), model: bench.model(ignore), orphans: orphansOf(bench) };
}

function compareMoments(before: Moment, back: Moment, exact: boolean): readonly Discrepancy[] {
  const found = compareImages(before.image, back.image, { exact });
  if (exact) return found;
  const models = compareModels(before.model, back.model).map(({ object, change, expected, found: is }): Discrepancy => {
    const text =
      change === 'missing'
        ? `it is missing; expected ${shorten(expected ?? '')}`
        : change === 'unexpected'
          ? `it was not there before: ${shorten(is ?? '')}`
          : `expected ${shorten(expected ?? '')}, found ${shorten(is ?? '')}`;
    return { kind: 'schema', object, text, rows: 0 };
  });
  return [...models, ...found];
}

function orphansOf(bench: Workbench): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  try {
    for (const [table, , parent] of bench.rows('PRAGMA foreign_key_check')) {
      const key = `${String(table)} → ${String(parent)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  } catch {
    // A key that refers to what is no key ("foreign key mismatch"): then nothing can be counted, before and after alike.
  }
  return counts;
}

function newOrphans(before: Moment, back: Moment): readonly Discrepancy[] {
  return [...back.orphans].flatMap(([key, rows]) => {
    const more = rows - (before.orphans.get(key) ?? 0);
    return more > 0 ? [{ kind: 'foreign-key', object: key, text: `${more} more than before have no parent`, rows: more } as const] : [];
  });
}

function failure(error: MigrationError): Discrepancy {
  const where = error.location === undefined ? '' : ` (line ${error.location.line})`;
  return { kind: 'failure', object: 'the rollback', text: `it fails: ${error.message}${where}`, rows: 0 };
}
