import { MigrationError } from '../kernel/error.js';
import type { ContentDifference, Sample, ScratchCopy, ScratchSource, SnapshotStore } from '../ports/snapshot.js';
import type { Schema, SchemaDifference } from '../ports/schema.js';
import type { Target } from '../ports/target.js';
import type { Goal } from '../plan/plan.js';
import type { DatabaseReport } from '../report/report.js';
import type { RunContext, Subject } from '../run/context.js';
import { waiting } from '../run/job.js';
import { run } from '../run/run.js';
import { contentText, schemaText } from './wording.js';

/** What a copy can be compared with: anything but the live file, which goes on changing. */
export type Origin = Exclude<ScratchSource, { readonly kind: 'live' }>;

/** Where a rehearsal is played: makes copies, runs plans on them, compares them, and takes them away again. */
export class Stage {
  readonly #context: RunContext;
  readonly #subject: Subject;
  readonly #store: SnapshotStore;
  readonly #copies = new Set<ScratchCopy>();

  constructor(context: RunContext, subject: Subject, store: SnapshotStore) {
    const quiet = { ...context, observer: { emit: () => undefined } };
    this.#context = { ...quiet, snapshots: false, rehearse: null, requireProof: false, isRehearsal: true, approved: true };
    this.#subject = subject;
    this.#store = store;
  }

  get singleTransaction(): boolean {
    return this.#subject.goal.singleTransaction === true;
  }

  async copy(source: ScratchSource): Promise<ScratchCopy> {
    const { target, database } = this.#subject;
    const copy = await this.#store.scratch(target, source, waiting(this.#context, database.name));
    this.#copies.add(copy);
    return copy;
  }

  async sample(source: Extract<ScratchSource, { readonly kind: 'live' | 'snapshot' }>): Promise<Sample> {
    const { target, database } = this.#subject;
    const sample = await this.#store.sample(target, source, waiting(this.#context, database.name));
    this.#copies.add(sample.copy);
    return sample;
  }

  /** A copy to play on: the first one where it may change. What a plan is compared with in the end must stay as it was. */
  async ownCopy(first: ScratchCopy, origin: Origin): Promise<ScratchCopy> {
    return origin.kind === 'scratch' ? this.copy(origin) : first;
  }

  drop(copy: ScratchCopy): void {
    this.#copies.delete(copy);
    this.#context.driver.care.removeLock(this.#target(copy));
    copy.remove();
  }

  clear(): void {
    for (const copy of this.#copies) this.drop(copy);
  }

  /**
   * Runs a goal on a copy as the engine would on the real database, with nobody to ask and nobody listening. `durable`: with every
   * commit synced to the disk, as the live run will do; what is not measured needs none of it.
   * @throws MigrationError INTERRUPTED when it was asked to stop: that says nothing about the plan
   */
  async play(copy: ScratchCopy, goal: Goal, durable: boolean): Promise<DatabaseReport> {
    const { database } = this.#subject;
    const double = { ...database, location: copy.location, shown: `a copy of ${database.shown}`, after: [] };
    const { databases } = await run({ ...this.#context, durable }, [double], { goal, dryRun: false, approval: 'all' });
    const report = databases[0] as DatabaseReport;
    if (report.error?.code === 'INTERRUPTED') throw interrupted();
    return report;
  }

  /** The schema of a copy. Where there is no database yet, an empty one is made. */
  async schema(copy: ScratchCopy): Promise<Schema> {
    const { driver } = this.#context;
    const target = this.#target(copy);
    const session = await driver.open(target, { create: true, ...waiting(this.#context, this.#subject.database.name) });
    try {
      return session.schema();
    } finally {
      session.close();
    }
  }

  /** In bytes; 0 where there is none. */
  size(copy: ScratchCopy): number {
    const { driver } = this.#context;
    const target = this.#target(copy);
    return driver.probe(target) === 'present' ? driver.read(target, (view) => view.size()) : 0;
  }

  /** How a copy differs, in schema and rows, from what it was made of: a sentence each. */
  async differences(origin: Origin, schema: Schema, copy: ScratchCopy): Promise<readonly string[]> {
    const found: readonly SchemaDifference[] = this.#context.driver.compareSchemas(schema, await this.schema(copy));
    const rows: readonly ContentDifference[] = this.#store.differences(this.#subject.target, origin, copy);
    // A column that is new or gone is seen in both.
    return [...new Set([...found.map(schemaText), ...rows.map(contentText)])];
  }

  #target({ location }: ScratchCopy): Target {
    const { shown, ledgerTable } = this.#subject.database;
    return this.#context.driver.target(location, { shown: `a copy of ${shown}`, ledgerTable });
  }
}

function interrupted(): MigrationError {
  return new MigrationError('INTERRUPTED', 'Stopped on request, in the rehearsal.', { hint: 'Run the command again.' });
}
