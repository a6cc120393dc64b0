import type { RunEvent } from '../ports/observer.js';
import type { ErrorReport } from '../kernel/error-report.js';
import type { Report } from '../report/report.js';

/** What an engine in another process can be asked for. */
export type Call =
  | { readonly method: 'status' | 'verify'; readonly settings: object }
  | { readonly method: 'history' | 'settle'; readonly settings: object }
  | { readonly method: 'plan' | 'rehearse' | 'up' | 'down' | 'redo'; readonly settings: object }
  | { readonly method: 'goto'; readonly version: string; readonly settings: object }
  | { readonly method: 'snapshots.list' | 'snapshots.create' | 'snapshots.prune'; readonly settings: object }
  | { readonly method: 'snapshots.restore'; readonly id: string; readonly settings: object };

/** To the engine. `stopFile` is looked for after every statement: a process that is inside SQLite hears no message. */
export type Request =
  | { readonly kind: 'setup'; readonly value: unknown; readonly stopFile: string }
  | { readonly kind: 'call'; readonly id: number; readonly call: Call }
  | { readonly kind: 'stop' };

/** From the engine. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
  | { readonly kind: 'report'; readonly id: number; readonly report: Report }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorReport }
  /** The wiring failed: there is no engine. */
  | { readonly kind: 'unready'; readonly error: ErrorReport };
