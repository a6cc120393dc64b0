import type { Fill, RehearsalMode, Renaming, RollbackSource } from '@zepix/migrations-core';

/** Options of every command, as the parser gives them. */
export interface GlobalOptions {
  readonly filter: readonly string[];
  readonly database?: string;
  readonly migrations?: string;
  readonly format?: string;
  readonly config?: string;
  readonly envFile?: string;
  readonly json?: true | 'document' | 'stream';
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
}

/** Options of `status` and `verify`. */
export interface LookOptions extends GlobalOptions {
  readonly check?: boolean;
}

/** Options of `up`, `down`, `goto` and `plan`. */
export interface MoveOptions extends GlobalOptions {
  readonly to?: string;
  readonly steps?: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** False with --no-preserve. */
  readonly preserve: boolean;
  readonly fill?: readonly Fill[];
  /** False with --no-snapshot. */
  readonly snapshot: boolean;
  /** False with --no-rehearse; true where neither that nor --rehearse is given. A run that takes back rehearses nothing. */
  readonly rehearse: boolean | RehearsalMode;
  readonly requireProof?: boolean;
  readonly allowOutOfOrder?: boolean;
  readonly allowDrift?: boolean;
  readonly singleTransaction?: boolean;
  readonly rollbackFrom?: RollbackSource;
  /** Seconds. */
  readonly lockTimeout: number;
}

/** Options of the commands that write but run no migration. */
export interface WriteOptions extends GlobalOptions {
  readonly yes?: boolean;
  /** Seconds; absent where a command does not wait. */
  readonly lockTimeout?: number;
}

/** Options of `prune`. */
export interface PruneOptions extends WriteOptions {
  /** In ms. */
  readonly olderThan?: number;
  readonly keep?: number;
}

/** A command that runs, or plans to run, migrations. */
export type Move =
  | { readonly command: 'up' | 'down' | 'plan' | 'rehearse' | 'redo'; readonly options: MoveOptions }
  | { readonly command: 'goto'; readonly version: string; readonly options: MoveOptions };

/** A command that only looks. */
export interface Look {
  readonly command: 'status' | 'verify';
  readonly options: LookOptions;
}

/** Options of `new`. */
export interface NewOptions extends GlobalOptions {
  readonly ts?: boolean;
  readonly title?: string;
  readonly timestamp?: boolean;
  /** False with --no-rollback. */
  readonly rollback: boolean;
}

/** Options of `generate`. */
export interface GenerateCommandOptions extends GlobalOptions {
  readonly title?: string;
  readonly timestamp?: boolean;
  readonly schema?: string;
  readonly rename: readonly Renaming[];
  /** False with --no-renames. */
  readonly renames: boolean;
  readonly check?: boolean;
  readonly empty?: boolean;
}

/** Options of `introspect`. */
export interface IntrospectOptions extends GlobalOptions {
  readonly out?: string;
}

/** Options of `squash`. */
export interface SquashOptions extends WriteOptions {
  readonly to: string;
  readonly dryRun?: boolean;
}

/** Options of `rollback generate`. */
export interface GenerateOptions extends GlobalOptions {
  readonly force?: boolean;
  readonly rename: readonly string[];
  readonly dryRun?: boolean;
}

/** Options of `rollback prove`. */
export interface ProveOptions extends GlobalOptions {
  readonly rows?: number;
  readonly seed?: number;
  readonly dryRun?: boolean;
}

/** Options of `doctor`. */
export interface DoctorOptions extends GlobalOptions {
  readonly full?: boolean;
}

/** Options of `dump`. */
export interface DumpOptions extends GlobalOptions {
  readonly out?: string;
  readonly check?: boolean;
}
