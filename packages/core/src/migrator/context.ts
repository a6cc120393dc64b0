import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { VERSION } from '../kernel/engine-version.js';
import type { Observer, RunEvent } from '../ports/observer.js';
import type { Clock, Identity, RunContext } from '../run/context.js';
import { rehearsalMode } from '../config/rehearsal-mode.js';
import { rehearse } from '../rehearsal/rehearse.js';
import type { MigratorParts, RunSettings, WriteSettings } from './parts.js';

const DEFAULT_LOCK_TIMEOUT_MS = 60_000;

/** The system's own clock. */
export const SYSTEM_CLOCK: Clock = { now: () => new Date(), ticks: () => performance.now() };

type ContextSettings = WriteSettings & Pick<RunSettings, 'snapshot' | 'fills' | 'rehearse' | 'requireProof'>;

/** What every part of a run needs at hand, with a run id of its own. */
export function runContext(parts: MigratorParts, settings: ContextSettings): RunContext {
  return {
    driver: parts.driver,
    databases: parts.databases,
    observer: fanOut(parts.observers ?? []),
    clock: parts.clock ?? SYSTEM_CLOCK,
    identity: { ...systemIdentity(), ...parts.identity },
    runId: randomUUID(),
    consent: settings.consent ?? null,
    safety: parts.safety ?? null,
    rollbacks: parts.rollbacks ?? null,
    approved: settings.approval === 'all' || typeof settings.approval === 'object',
    fills: settings.fills ?? [],
    rehearse: rehearsalMode(settings.rehearse ?? parts.rehearse ?? false) === 'off' ? null : rehearse,
    rehearsal: typeof settings.rehearse === 'string' ? settings.rehearse : null,
    requireProof: settings.requireProof ?? false,
    isRehearsal: false,
    durable: true,
    snapshots: settings.snapshot ?? true,
    lockTimeoutMs: settings.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
    signal: settings.signal,
    stopRequested: settings.stopRequested ?? (() => false),
  };
}

function fanOut(observers: readonly Observer[]): Observer {
  return { emit: (event: RunEvent) => observers.forEach((observer) => observer.emit(event)) };
}

function systemIdentity(): Identity {
  return { user: systemUser(), host: hostname(), pid: ownPid(), toolVersion: VERSION };
}

function ownPid(): number {
  // oxlint-disable-next-line no-restricted-globals -- the default identity, for applications that give none
  return process.pid;
}

/** A user without an entry in the system's list (a container's) has no name; that must not end a migration. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
