import { MigrationError } from '@zepix/migrations-core';
import type { Conflict, Executor, Guard, Guarded, Kept, Returned, Sealed } from '@zepix/migrations-core';
import { isEngineObject, workbenchOf } from '@zepix/migrations-sqlite';
import { Keeper } from './preserve/keeper.js';
import { prefixesOf } from './play/play.js';
import { Rebuilds } from './play/rebuilds.js';
import { WatchedExecutor, doneOtherwise } from './preserve/watched.js';
import { requireFills } from './restore/required-fills.js';
import { examineBefore, mergeAfter } from './restore/after-script.js';
import type { Examined } from './restore/after-script.js';
import { forget } from './restore/examine.js';
import type { Hands } from './restore/hands.js';
import { KeptAside } from './restore/kept-aside.js';
import { forgetOriginals } from './restore/originals.js';
import { findDeleted, findUnwanted, forgetDeleted } from './restore/deleted-since.js';
import type { Deleted } from './restore/deleted-since.js';
import { forgetSteppedAside, noteOwnRows, showAsBefore, stepAside } from './restore/step-aside.js';
import type { SteppedAside } from './restore/step-aside.js';
import { takeBack } from './restore/take-back.js';
import { findUsedAgain } from './restore/used-again.js';
import type { Back } from './restore/take-back.js';
import type { Manifest, StoredManifest } from './store/manifest.js';
import type { Shelf } from './store/shelf.js';
import { bytesOf, repackManifest, unpackManifest } from './store/store.js';
import { Journal } from './trace/journal.js';
import type { SchemaWatch } from './trace/schema-watch.js';
import type { Shapes } from './trace/shape.js';

const NOTHING: Kept = { items: [], bytes: 0 };

/** What a guard shares with those before and after it on the same connection. */
export interface Shared {
  readonly shapes: Shapes;
  readonly watch: SchemaWatch;
  readonly shelf: Shelf;
  /** See `KeeperSettings`. */
  readonly copiesUpTo: number;
}

/** Watches one step of a run, brings back what is to come back, and keeps what the step destroys. */
export class StepGuard implements Guard {
  readonly executor: Executor;
  readonly #hands: Omit<Hands, 'stored'>;
  readonly #stored: StoredManifest | null;
  readonly #examined: Examined | null;
  readonly #deleted: readonly Deleted[];
  readonly #usedAgain: readonly Conflict[];
  #stepped: readonly SteppedAside[] = [];
  readonly #about: Guarded;
  readonly #inner: Executor;
  readonly #shelf: Shelf;
  readonly #rebuilds: Rebuilds;

  constructor(inner: Executor, about: Guarded, { shapes, watch, shelf, copiesUpTo }: Shared) {
    const bench = workbenchOf(inner);
    const own = isEngineObject(about.ledgerTable);
    const journal = new Journal(bench, shapes, watch);
    const keeper = new Keeper(bench, journal, shapes, { isOwn: own, copiesUpTo, nextId: () => shelf.nextId() });
    const prefixes = about.direction === 'up' && about.way === 'script' ? prefixesOf(about.redefinesTables) : [];
    this.#rebuilds = new Rebuilds(bench, watch, prefixes);
    const aside = new KeptAside(bench, () => keeper.id);
    this.executor = new WatchedExecutor(inner, { keeper, rebuilds: this.#rebuilds, bringsBack: () => this.bringsBack });
    this.#inner = inner;
    this.#shelf = shelf;
    shelf.begin();
    this.#about = about;
    this.#hands = { bench, keeper, journal, shapes, isOwn: own, aside, fills: about.fills, way: about.way };
    this.#stored = this.#toBringBack();
    if (about.fills.length > 0) requireFills(bench, about.fills);
    if (this.#stored !== null) unpackManifest(bench, this.#stored);
    journal.follow('CREATE');
    this.#deleted = this.#findDeleted();
    this.#usedAgain = this.#stored === null ? [] : findUsedAgain({ ...this.#hands, stored: this.#stored });
    this.#examined = this.#examine();
  }

  get bringsBack(): boolean {
    return this.#stored !== null;
  }

  /** Of a run that goes back: rows that it had put in and are gone; of one that goes forth again: those that it is not to put in. */
  #findDeleted(): readonly Deleted[] {
    const stored = this.#stored;
    if (stored === null) return [];
    return (stored.direction === 'up' ? findDeleted : findUnwanted)({ ...this.#hands, stored });
  }

  #examine(): Examined | null {
    const stored = this.#stored;
    if (stored === null || this.#about.way === 'preserved') return null;
    const hands: Hands = { ...this.#hands, stored };
    const examined = examineBefore(hands);
    if (this.#about.direction === 'up') {
      this.#stepped = stepAside(hands, examined.verdicts);
      showAsBefore(hands, examined.verdicts);
    }
    return examined;
  }

  seal(): Sealed {
    const { bench, keeper, journal } = this.#hands;
    const stored = this.#stored;
    const notices = this.#rebuilds.carryOver();
    const back = stored === null ? null : this.#withUsedAgain(this.#bringBack(stored));
    this.#noteStayed(back);
    this.#refuseUnasked(back?.returned ?? null);
    const manifest = withAside(keeper.seal(this.#about.direction === 'down'), this.#hands.aside);
    if (back !== null) forget(bench, back.verdicts);
    if (stored !== null) this.#forget({ ...this.#hands, stored });
    journal.follow(null);
    const ran = (sql: string): void => journal.follow(sql);
    if (stored !== null) repackManifest(bench, stored, ran);
    // What came back whole needs not be kept twice.
    if (stored && back?.returned.conflicts.length === 0 && back.returned.notices.length === 0) this.#shelf.drop(stored, ran);
    const kept = this.#about.direction === 'down' && isNothing(manifest) ? NOTHING : this.#store(manifest);
    if (keeper.hasMadeTables || stored !== null) this.#inner.execute(doneOtherwise(SEAL));
    journal.follow(null);
    return { kept, returned: back?.returned ?? null, notices };
  }

  #forget(hands: Hands): void {
    forgetOriginals(hands.bench, hands.stored.manifest);
    forgetDeleted(hands, this.#deleted);
    forgetSteppedAside(hands);
  }

  /** What the script must know of when it runs again: rows that the application made its own or put in, and those that it deleted. */
  #noteStayed(back: Back | null): void {
    const stored = this.#stored;
    const { notes } = this.#hands.keeper;
    if (stored !== null) notes.noteAgain(stored.manifest, this.#about.direction);
    if (stored === null || this.#about.direction === 'up') return;
    noteOwnRows({ ...this.#hands, stored }, back?.verdicts ?? []);
    for (const deleted of this.#deleted) notes.noteDeleted(deleted, deleted.rows);
  }

  /** Of a down, what its up destroyed; of an up, what taking it back destroyed, where it is the same migration. */
  #toBringBack(): StoredManifest | null {
    const { version, direction, checksum } = this.#about;
    const stored = this.#shelf.find(version, direction === 'down' ? 'up' : 'down');
    if (stored === null || direction === 'down') return stored;
    return stored.checksum === checksum ? stored : null;
  }

  #withUsedAgain({ returned, verdicts }: Back): Back {
    return { returned: { ...returned, conflicts: [...returned.conflicts, ...this.#usedAgain] }, verdicts };
  }

  #bringBack(stored: StoredManifest): Back {
    const hands: Hands = { ...this.#hands, stored };
    hands.journal.follow(null);
    hands.keeper.noteCounters();
    if (this.#examined === null) return takeBack(hands);
    const own = { stepped: this.#stepped, deleted: this.#deleted };
    return { returned: mergeAfter(hands, this.#examined, own), verdicts: this.#examined.verdicts };
  }

  /** @throws MigrationError CONFIRMATION_REQUIRED where rows would be kept aside, and nobody said yes to that */
  #refuseUnasked(returned: Returned | null): void {
    const aside = returned?.conflicts.filter(({ kind }) => kind === 'kept-aside') ?? [];
    const [first] = aside;
    if (first === undefined || this.#about.mayKeepAside) return;
    const rows = aside.reduce((sum, one) => sum + one.rows, 0);
    const which = `${first.table}: ${first.reason.replace(/; they lie in .*/s, '')}`;
    throw new MigrationError(
      'CONFIRMATION_REQUIRED',
      `${rows === 1 ? '1 row written since does' : `${rows} rows written since do`} not fit into what comes back, and would be kept aside (${which}).`,
      {
        hint: 'Give what they lack with --fill column=expression, or add --yes to have them kept aside.',
      },
    );
  }

  #store(manifest: Manifest): Kept {
    const { bench, keeper } = this.#hands;
    const { version, name, direction, checksum, runId, at } = this.#about;
    const bytes = bytesOf(bench, manifest);
    this.#shelf.write({ id: keeper.id, version, name, direction, checksum, runId, at, bytes, manifest });
    return { items: manifest.items, bytes };
  }
}

/** Rows that were put aside are kept with the run that did so. */
function withAside(manifest: Manifest, aside: KeptAside): Manifest {
  if (aside.tables.length === 0) return manifest;
  const rowsOf = (wanted: string): number => aside.conflicts.reduce((sum, { table, rows }) => sum + (table === wanted ? rows : 0), 0);
  const items = aside.tables.map((table) => ({ kind: 'kept-aside' as const, table, columns: [], rows: rowsOf(table) }));
  return { ...manifest, items: [...manifest.items, ...items], aside: aside.tables.map((table) => aside.nameOf(table)) };
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
