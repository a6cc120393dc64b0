import type { Playable } from '@zepix/migrations-core';
import type { Image } from '../image/index.js';
import { readImage } from '../image/index.js';
import { countsRows, hintsOf, playFilled, playTraced } from '../play/index.js';
import type { Lineage } from '../play/index.js';
import type { SchemaModel, Scratch } from '@zepix/migrations-sqlite';

/** A migration seen on one set of generated rows. */
export interface Sample {
  readonly before: Image;
  readonly after: Image;
}

/** A migration as it was seen to work on scratch databases. */
export interface Seen {
  /** On the rows alone that the migrations before it made. */
  readonly bare: Sample;
  /** On generated rows, other ones each time. */
  readonly samples: readonly Sample[];
  readonly lineage: Lineage;
  readonly after: SchemaModel;
  /** The day on which it was watched, as `YYYY-MM-DD` in UTC. */
  readonly day: string;
}

const ROWS = 24;
const SEEDS = [11, 4711];
/** Conditions over several columns are seldom met by chance: one sample holds little else than what the script asks for. */
const OFTEN = 0.9;

/** Runs a migration on scratch databases and looks. @throws MigrationError where it does not run on what the ones before it made */
export function watchMigration(base: Scratch, up: Playable, ignore: (name: string) => boolean): Seen {
  const scratch = base.copy();
  try {
    const before = readImage(scratch.bench, ignore);
    const lineage = playTraced(scratch, up);
    const bare = { before, after: readImage(scratch.bench, ignore) };
    const after = scratch.bench.model(ignore);
    const tame = countsRows([up]);
    const samples = SEEDS.map(
      (seed) =>
        playFilled(
          base,
          { rows: ROWS, seed, later: after, ignore, hints: hintsOf([up]), hinted: seed === SEEDS[1] ? OFTEN : undefined, tame },
          (filled) => watch(filled, up, ignore),
        ).value,
    );
    return { bare, samples, lineage, after, day: String(scratch.bench.rows("SELECT date('now')")[0]?.[0]) };
  } finally {
    scratch.close();
  }
}

function watch(scratch: Scratch, up: Playable, ignore: (name: string) => boolean): Sample {
  const before = readImage(scratch.bench, ignore);
  playTraced(scratch, up);
  return { before, after: readImage(scratch.bench, ignore) };
}
