import type { RunEvent } from '@zepix/migrations-core';

/** How far a run has come in one database. */
export interface DatabaseProgress {
  readonly name: string;
  readonly phase: 'waiting' | 'locked' | 'checking' | 'copying' | 'rehearsing' | 'running' | 'done' | 'failed';
  /** How many migrations are planned, and how many are through. */
  readonly migrations: number;
  readonly finished: number;
  /** The migration that is open, and how much of it is done; null between two. */
  readonly current: { readonly title: string; readonly done: number; readonly of: number; readonly unit: 'statements' | 'rows' } | null;
  /** A copy that is being made, in pages. */
  readonly copy: { readonly done: number; readonly of: number } | null;
}

/** How far a run has come. */
export type Progress = readonly DatabaseProgress[];

export function beginning(databases: readonly string[]): Progress {
  return databases.map((name) => ({ name, phase: 'waiting', migrations: 0, finished: 0, current: null, copy: null }));
}

/** The same run one event later. Events it does not know change nothing. */
export function after(progress: Progress, event: RunEvent): Progress {
  if (!('database' in event)) return progress;
  return progress.map((one) => (one.name === event.database ? { ...one, ...change(one, event) } : one));
}

type Change = Partial<DatabaseProgress>;
type DatabaseEvent = Extract<RunEvent, { readonly database: string }>;

function change(one: DatabaseProgress, event: DatabaseEvent): Change {
  switch (event.event) {
    case 'lock-waiting':
    case 'write-waiting':
      return { phase: 'locked' };
    case 'planned':
      return { migrations: event.migrations };
    case 'preflight':
      return { phase: 'checking' };
    case 'snapshot-progress':
      return { phase: 'copying', copy: { done: event.done, of: event.total } };
    case 'snapshot-taken':
      return { phase: 'checking', copy: null };
    case 'rehearsal-started':
      return { phase: 'rehearsing' };
    case 'rehearsal-finished':
      return { phase: 'checking' };
    case 'database-finished':
      return { phase: event.ok ? 'done' : 'failed', copy: null, current: event.ok ? null : one.current };
    default:
      return ofMigration(one, event);
  }
}

function ofMigration(one: DatabaseProgress, event: DatabaseEvent): Change {
  switch (event.event) {
    case 'migration-started':
      return { phase: 'running', current: { title: `${event.version}_${event.name}`, done: 0, of: event.statements, unit: 'statements' } };
    case 'statement-finished':
      return one.current === null
        ? {}
        : { phase: 'running', current: { ...one.current, done: event.done, of: event.of, unit: 'statements' } };
    case 'progress':
      return one.current === null ? {} : { phase: 'running', current: { ...one.current, done: event.done, of: event.total, unit: 'rows' } };
    case 'migration-finished':
      return { finished: one.finished + 1, current: null };
    default:
      return {};
  }
}
