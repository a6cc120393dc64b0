import { MigrationError } from '@zepix/migrations-core';
import type { SchemaModel, Scratch } from '@zepix/migrations-sqlite';
import type { Hints } from './hints.js';
import { fillRows } from '../rows/index.js';
import type { Filled, FillOptions } from '../rows/index.js';

/** A scratch database on whose generated rows something ran. */
export interface FilledPlay<R> {
  readonly value: R;
  /** Rows that were asked for, a table; 0 where it ran on none only. */
  readonly rows: number;
  readonly filled: readonly Filled[];
}

/** What is tried, one after the other, until the migration takes the rows: first everything, at last nothing. */
function levels(rows: number, seed: number): readonly FillOptions[] {
  return [
    { rows, seed, nulls: true, distinct: false, tame: false },
    { rows, seed: seed + 1, nulls: false, distinct: true, tame: false },
    { rows, seed: seed + 2, nulls: true, distinct: true, tame: true },
    { rows, seed: seed + 3, nulls: false, distinct: true, tame: true },
    { rows, seed: seed + 4, nulls: true, distinct: false, tame: true },
    { rows: 1, seed: seed + 5, nulls: false, distinct: true, tame: true },
    { rows: 0, seed, nulls: false, distinct: true, tame: true },
  ];
}

/** How to fill. */
export interface FilledOptions {
  readonly rows: number;
  readonly seed: number;
  /** The schema that the migration makes: rows that break its rules could not be migrated. */
  readonly later: SchemaModel | null;
  readonly ignore: (name: string) => boolean;
  readonly hints: Hints;
  /** How often a hint is taken, from 0 to 1. */
  readonly hinted?: number | undefined;
  /** Only values of a size that applications write. */
  readonly tame: boolean;
}

/**
 * Runs a body on copies of a scratch database with generated rows, until it takes them: a migration may rightly refuse rows that it was
 * not written for. The body's MigrationErrors count as such a refusal. @throws the last of them, where even no rows are refused
 */
export function playFilled<R>(base: Scratch, options: FilledOptions, body: (scratch: Scratch) => R): FilledPlay<R> {
  let refusal: unknown = null;
  for (const level of levels(options.rows, options.seed).filter(({ tame }) => tame || !options.tame)) {
    const scratch = base.copy();
    try {
      const filled = fillRows(
        scratch.bench,
        { ...level, later: options.later, hints: options.hints, hinted: options.hinted },
        options.ignore,
      );
      return { value: body(scratch), rows: level.rows, filled };
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      refusal = error;
    } finally {
      scratch.close();
    }
  }
  throw refusal;
}
