import { MigrationError } from '@zepix/migrations-core';
import type { Draft, Executor, Playable, Rollbacks, Study, TrialOptions } from '@zepix/migrations-core';
import { foldName, openScratch, workbenchOf } from '@zepix/migrations-sqlite';
import type { Scratch } from '@zepix/migrations-sqlite';
import { draftRollbacks } from '../generate/index.js';
import { makeLedger, play } from '../play/index.js';
import { tryRollback } from '../prove/index.js';
import type { Trial } from '../prove/index.js';
import { SchemaReversal } from '../reverse/index.js';
import { SchemaWatch } from '../trace/schema-watch.js';

type DraftOptions = TrialOptions & { readonly renames?: readonly string[] | undefined };

/** Makes and proves rollbacks on scratch databases in memory. */
export function rollbacks(): Rollbacks {
  const watches = new WeakMap<Executor, SchemaWatch>();
  return {
    engine: engineName,
    study: (ledgerTable) => new ScratchStudy(ledgerTable),
    reverse: (executor, ledgerTable, up) => {
      const bench = workbenchOf(executor);
      const watch = watches.get(executor) ?? new SchemaWatch(bench);
      watches.set(executor, watch);
      return new SchemaReversal(bench, watch, up, ledgerTable);
    },
  };
}

function engineName(): string {
  const scratch = openScratch();
  const version = String(scratch.bench.rows('SELECT sqlite_version()')[0]?.[0]);
  scratch.close();
  return `sqlite ${version}`;
}

class ScratchStudy implements Study {
  readonly #ledger: string;
  #base: Scratch;

  constructor(ledger: string) {
    this.#ledger = foldName(ledger);
    this.#base = openScratch();
    makeLedger(this.#base, ledger);
  }

  load(location: string): void {
    this.#base.close();
    const file = openScratch(location);
    this.#base = file.copy();
    file.close();
  }

  draft(up: Playable, compile: (sql: string) => Playable, options: DraftOptions): Draft {
    return explained(() => this.#draft(up, compile, options));
  }

  #draft(up: Playable, compile: (sql: string) => Playable, options: DraftOptions): Draft {
    const { drafts } = draftRollbacks({ base: this.#base, up, ignore: this.#ignore, renames: options.renames ?? [] });
    let best: Draft | null = null;
    for (const sql of drafts) {
      const verdict = tryRollback(this.#trial(up, compile(sql), options));
      const draft = { sql, verdict };
      if (best === null || weight(draft) < weight(best)) best = draft;
      if (weight(draft) === 0) break;
    }
    return best ?? { sql: '', verdict: { schema: [], data: [], writes: [], rows: 0, unseen: [], unfilled: [] } };
  }

  try(up: Playable, down: Playable, options: TrialOptions) {
    return explained(() => tryRollback(this.#trial(up, down, options)));
  }

  advance(up: Playable): void {
    play(this.#base, up);
  }

  close(): void {
    this.#base.close();
  }

  #trial(up: Playable, down: Playable, options: TrialOptions): Trial {
    return { ...options, base: this.#base, up, down, ignore: this.#ignore };
  }

  readonly #ignore = (name: string): boolean => {
    const folded = foldName(name);
    return folded === this.#ledger || folded.startsWith(`${this.#ledger}_`) || folded.startsWith('_zepix_');
  };
}

/** What SQLite says of a schema that can't be read here: a module or a collation that only the application has. */
function explained<R>(body: () => R): R {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SqliteError') throw error;
    throw new MigrationError('SQL_FAILED', `The scratch database can't be read: ${error.message}.`, {
      hint: 'Does the schema need a function, a collation or a module that only the application has?',
      cause: error,
    });
  }
}

/** A schema that is not as it was weighs more than any rows. */
function weight({ verdict: { schema, data, writes } }: Draft): number {
  return schema.length * 1_000_000 + [...data, ...writes].reduce((sum, { rows }) => sum + rows + 1, 0);
}
