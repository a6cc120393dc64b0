import type { Executor, Guard, Guarded, Kept, Returned, Sealed } from '@zepix/migrations-core';
import { workbenchOf } from '@zepix/migrations-sqlite';
import { Keeper } from './preserve/keeper.js';
import { WatchedExecutor, doneOtherwise } from './preserve/watched.js';
import { examineBefore, mergeAfter } from './restore/after-script.js';
import type { Verdict } from './restore/examine.js';
import type { Hands } from './restore/hands.js';
import { KeptAside } from './restore/kept-aside.js';
import { takeBack } from './restore/take-back.js';
import { sideTables } from './store/manifest.js';
import type { Manifest, StoredManifest } from './store/manifest.js';
import { isOwn } from './store/names.js';
import { dropManifest, findManifest, sizeOf, writeManifest } from './store/store.js';
import { Journal } from './trace/journal.js';
import type { SchemaWatch } from './trace/schema-watch.js';
import type { Shapes } from './trace/shape.js';

const NOTHING: Kept = { items: [], bytes: 0 };

/** What a guard shares with those before and after it on the same connection. */
export interface Shared {
  readonly shapes: Shapes;
  readonly watch: SchemaWatch;
}

/** Watches one step of a run, brings back what is to come back, and keeps what the step destroys. */
export class StepGuard implements Guard {
  readonly executor: Executor;
  readonly #hands: Omit<Hands, 'stored'>;
  readonly #stored: StoredManifest | null;
  readonly #verdicts: readonly Verdict[];
  readonly #about: Guarded;
  readonly #inner: Executor;

  constructor(inner: Executor, about: Guarded, { shapes, watch }: Shared) {
    const bench = workbenchOf(inner);
    const own = isOwn(about.ledgerTable);
    const journal = new Journal(bench, shapes, watch);
    const keeper = new Keeper(bench, journal, shapes, own);
    const aside = new KeptAside(bench, () => keeper.id);
    this.executor = new WatchedExecutor(inner, keeper);
    this.#inner = inner;
    this.#about = about;
    this.#hands = { bench, keeper, journal, shapes, isOwn: own, aside, fills: about.fills };
    this.#stored = this.#toBringBack();
    this.#verdicts = this.#stored === null || about.way === 'preserved' ? [] : examineBefore({ ...this.#hands, stored: this.#stored });
  }

  seal(): Sealed {
    const returned = this.#bringBack();
    const manifest = this.#hands.keeper.seal();
    const kept = this.#about.direction === 'down' && isNothing(manifest) ? NOTHING : this.#store(manifest);
    this.#inner.execute(doneOtherwise(SEAL));
    this.#hands.journal.follow(null);
    return { kept, returned };
  }

  /** Of a down, what its up destroyed; of an up, what taking it back destroyed, where it is the same migration. */
  #toBringBack(): StoredManifest | null {
    const { version, direction, checksum } = this.#about;
    const stored = findManifest(this.#hands.bench, version, direction === 'down' ? 'up' : 'down');
    if (stored === null || direction === 'down') return stored;
    return stored.checksum === checksum ? stored : null;
  }

  #bringBack(): Returned | null {
    const stored = this.#stored;
    if (stored === null) return null;
    const hands: Hands = { ...this.#hands, stored };
    hands.journal.follow(null);
    const returned = this.#about.way === 'preserved' ? takeBack(hands) : mergeAfter(hands, this.#verdicts);
    // What came back whole needs not be kept twice.
    if (returned.conflicts.length === 0 && returned.notices.length === 0) dropManifest(hands.bench, stored);
    return returned;
  }

  #store(manifest: Manifest): Kept {
    const { bench, keeper } = this.#hands;
    const { version, name, direction, checksum, runId, at } = this.#about;
    const bytes = sizeOf(bench, sideTables(manifest));
    writeManifest(bench, { id: keeper.id, version, name, direction, checksum, runId, at, bytes, manifest });
    return { items: manifest.items, bytes };
  }
}

/** An up is taken back with its manifest even where it changed nothing; a down that changed nothing leaves nothing to bring back. */
function isNothing({ before, after, tables, counters }: Manifest): boolean {
  return [before, after, tables, counters].every((list) => list.length === 0);
}

const SEAL = {
  role: 'change' as const,
  sql: '',
  original: '',
  location: { file: '', line: 1, column: 1, offset: 0 },
  standalone: false,
};
