import type { Database } from '../config/database.js';
import type { RehearsalMode } from '../config/rehearsal-mode.js';
import type { Version } from '../kernel/version.js';
import type { CodeLoader } from '../ports/code.js';
import type { Declarations } from '../ports/declared.js';
import type { Driver } from '../ports/driver.js';
import type { Observer } from '../ports/observer.js';
import type { Fill, Safety } from '../ports/safety.js';
import type { Rollbacks } from '../ports/rollbacks.js';
import type { Goal } from '../plan/plan.js';
import type { Approval, Consent } from '../run/approval.js';
import type { Clock, Identity } from '../run/context.js';

/** What a migrator is made of. */
export interface MigratorParts {
  /** The databases, from `resolveConfig` or `adHocDatabase`. */
  readonly databases: readonly Database[];
  readonly driver: Driver;
  /** Runs migrations that are code (.ts, .js). Absent: they are refused with FILE_KIND_UNSUPPORTED. */
  readonly code?: CodeLoader | undefined;
  /** Keeps what an up destroys. Absent: destructive runs need a yes, and reports say that nothing is preserved. */
  readonly safety?: Safety | undefined;
  /** Whether plans are tried on a copy before they run; default false. */
  readonly rehearse?: boolean | undefined;
  /** Makes and proves rollbacks. Absent: those commands are refused with ROLLBACKS_UNSUPPORTED. */
  readonly rollbacks?: Rollbacks | undefined;
  /** Reads and writes declared schemas, for `generate` and `introspect`. Absent: these are refused with DECLARATIONS_MISSING. */
  readonly declarations?: Declarations | undefined;
  readonly observers?: readonly Observer[] | undefined;
  readonly clock?: Clock | undefined;
  readonly identity?: Partial<Identity> | undefined;
}

/** Which databases a call is about. */
export interface Selection {
  /** Names, aliases, folders, files or globs; none means all. */
  readonly filter?: readonly string[] | undefined;
}

/** What a call that writes may say of waiting and of being stopped. */
export interface WriteSettings extends Selection {
  /** Default `none`: what could lose something, or needs somebody's word, is refused with CONFIRMATION_REQUIRED. */
  readonly approval?: Approval | undefined;
  /** Who asked for it and who approved it, for the history. */
  readonly consent?: Consent | undefined;
  /** How long to wait for a lock, in ms. Default 60,000. */
  readonly lockTimeoutMs?: number | undefined;
  /** Aborted: no further migration is begun, and the report's error is INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
  /** Asked after every statement; true undoes the migration that is open and ends the run with INTERRUPTED. */
  readonly stopRequested?: (() => boolean) | undefined;
}

/** How to run `up`, `down`, `goto`, `redo` and `plan`. */
export interface RunSettings extends WriteSettings, Omit<Goal, 'kind' | 'to' | 'only' | 'again'> {
  /** Whether what is destroyed is kept, where the safety part is there; default true. */
  readonly preserve?: boolean | undefined;
  /** Values for what the old schema asks for and rows written since don't have. */
  readonly fills?: readonly Fill[] | undefined;
  /** Whether to take a snapshot before anything is changed; default: as configured (true). */
  readonly snapshot?: boolean | undefined;
  /** Whether to try the plan on a copy first, and on which; `true`: as each database is configured. Default: as the migrator was made. */
  readonly rehearse?: boolean | RehearsalMode | undefined;
  /** Refuse with UNPROVEN what was not shown to come back; default false. */
  readonly requireProof?: boolean | undefined;
  /** Plan only. */
  readonly dryRun?: boolean | undefined;
}

export interface UpSettings extends RunSettings {
  /** Apply up to this version and no further; with `down`: take back all above it (`0`: all). */
  readonly to?: Version | undefined;
}
