import { MigrationError } from '@zepix/migrations-core';
import type { Engine, Observer } from '@zepix/migrations-core';

/** Starts a migrator in a process of its own, as `startEngine` does; the observers are told of its events. */
export type StartMigrator = (observers: readonly Observer[], purpose: Purpose) => Engine;

/** What an engine is for: a look that somebody waits for, or work that takes the time it takes. */
export type Purpose = 'look' | 'work';

/** How long a look may take before its engine is given up, in ms. */
const PATIENCE_MS = 30_000;

/** How many plans are made at a time, each by a process, and how many may wait. */
const MOST_PLANNING = 2;
const MOST_WAITING = 8;

/** The process that stays for looking, and what it was configured with. */
interface Looker {
  readonly engine: Engine;
  readonly revision: string;
}

/**
 * The engines' processes: one that stays, for looking, and one of its own for everything that takes long. Nothing here waits for SQLite,
 * and a run never keeps anybody from looking.
 */
export class Engines {
  readonly #start: StartMigrator;
  readonly #patienceMs: number;
  readonly #revision: () => string;
  #looking: Looker | null = null;
  readonly #working = new Set<Engine>();
  readonly #shared = new Map<string, Promise<unknown>>();
  #planning = 0;
  readonly #waiting: (() => void)[] = [];

  /** `revision` is another text where the configuration is another: what stays for looking is then started anew. */
  constructor(start: StartMigrator, patienceMs = PATIENCE_MS, revision = () => '') {
    this.#start = start;
    this.#patienceMs = patienceMs;
    this.#revision = revision;
  }

  /** As `look`, shared by all who ask for the same while it is being read: a crowd costs one look. */
  lookOnce<R>(what: string, action: (engine: Engine) => Promise<R>): Promise<R> {
    const known = this.#shared.get(what) as Promise<R> | undefined;
    if (known !== undefined) return known;
    const reading = this.look(action).finally(() => this.#shared.delete(what));
    this.#shared.set(what, reading);
    return reading;
  }

  /** Looks at something, on the process that stays. One that does not answer in time is ended, and the next look gets another. @throws MigrationError ENGINE_DIED */
  async look<R>(action: (engine: Engine) => Promise<R>): Promise<R> {
    const looker = this.#looker();
    try {
      return await this.#inTime(action(looker.engine), looker.engine);
    } catch (error) {
      if (error instanceof MigrationError && error.code === 'ENGINE_DIED' && this.#looking === looker) this.#looking = null;
      throw error;
    }
  }

  #looker(): Looker {
    const revision = this.#revision();
    const known = this.#looking;
    if (known?.revision === revision) return known;
    // It ends when nobody waits for it any more.
    void known?.engine.close();
    this.#looking = { engine: this.#start([], 'look'), revision };
    return this.#looking;
  }

  /** Plans something on a process of its own. A few at a time, others wait; a crowd is turned away. @throws MigrationError RUNNER_LOCKED */
  async plan<R>(observers: readonly Observer[], action: (engine: Engine) => Promise<R>): Promise<R> {
    if (this.#waiting.length >= MOST_WAITING) throw crowded();
    if (this.#planning >= MOST_PLANNING) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#planning += 1;
    try {
      return await this.work(observers, action);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#planning -= 1;
      else next();
    }
  }

  /** Does something that may take long, on a process of its own. */
  async work<R>(observers: readonly Observer[], action: (engine: Engine) => Promise<R>): Promise<R> {
    const engine = this.#start(observers, 'work');
    this.#working.add(engine);
    try {
      return await action(engine);
    } finally {
      this.#working.delete(engine);
      await engine.close();
    }
  }

  /** Asks what runs to stop after its statement, and waits until every process is gone. */
  async close(): Promise<void> {
    const looking = this.#looking;
    this.#looking = null;
    for (const engine of this.#working) engine.stop();
    await Promise.all([...this.#working, ...(looking === null ? [] : [looking.engine])].map((engine) => engine.close()));
  }

  async #inTime<R>(promise: Promise<R>, engine: Engine): Promise<R> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        engine.kill();
        reject(silent(this.#patienceMs));
      }, this.#patienceMs);
    });
    try {
      return await Promise.race([promise, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function silent(patienceMs: number): MigrationError {
  return new MigrationError('ENGINE_DIED', `The engine gave no answer for ${Math.round(patienceMs / 1000)} s, and was ended.`, {
    hint: 'Nothing is known of the databases now. Try again.',
    dataState: 'Nothing was changed.',
  });
}

function crowded(): MigrationError {
  return new MigrationError('RUNNER_LOCKED', 'Too many plans are being made at once.', {
    hint: 'Ask again in a moment.',
    dataState: 'Nothing was changed.',
  });
}
