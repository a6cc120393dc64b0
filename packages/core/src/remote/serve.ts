import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
// oxlint-disable-next-line no-restricted-imports -- this module is a process of its own
import process from 'node:process';
import { errorReport } from '../kernel/error-report.js';
import { toMigrationError } from '../kernel/error.js';
import { createMigrator } from '../migrator/migrator.js';
import type { Migrator } from '../migrator/migrator.js';
import type { MigratorParts, RunSettings } from '../migrator/parts.js';
import type { Observer } from '../ports/observer.js';
import type { Report } from '../report/report.js';
import { Outbox } from './outbox.js';
import type { Call, Reply, Request } from './protocol.js';

/**
 * Makes this process an engine for the one that started it with `startEngine`: the module named as its entry calls this once, with
 * the wiring. `setup` is what the starter handed over.
 */
export function serveEngine(build: (setup: unknown) => MigratorParts | Promise<MigratorParts>): void {
  const parent = process.ppid;
  const controller = new AbortController();
  let migrator: Promise<Migrator> | undefined;
  let stopFile = '';
  const underway = new Set<Promise<unknown>>();
  const outbox = new Outbox(post);
  // A terminal sends Ctrl-C to every process of the group, a service manager SIGTERM; what it means is for the starter to say.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => void leave());
  process.on('message', (request: Request) => void answer(request));

  async function answer(request: Request): Promise<void> {
    if (request.kind === 'stop') return controller.abort();
    if (request.kind === 'setup') {
      stopFile = request.stopFile;
      migrator = Promise.resolve(request.value).then(build).then(telling(outbox));
      await migrator.then(
        () => outbox.send({ kind: 'ready' }),
        (error: unknown) => outbox.send({ kind: 'unready', error: errorReport(toMigrationError(error)) }),
      );
      return;
    }
    try {
      if (migrator === undefined) throw new Error('the engine was called before it was set up');
      outbox.send({
        kind: 'report',
        id: request.id,
        report: await tracked(perform(await migrator, request.call, { signal: controller.signal, stopRequested })),
      });
    } catch (error) {
      outbox.send({ kind: 'error', id: request.id, error: errorReport(toMigrationError(error)) });
    }
  }

  async function tracked(report: Report | Promise<Report>): Promise<Report> {
    const promise = Promise.resolve(report);
    underway.add(promise);
    return promise.finally(() => underway.delete(promise));
  }

  /** The starter closed this engine, or is gone: what runs is stopped and undone, and whatever else the wiring left open goes, too. */
  async function leave(): Promise<void> {
    controller.abort();
    await Promise.allSettled(underway);
    if (stopFile !== '') rmSync(dirname(stopFile), { recursive: true, force: true });
    process.exit();
  }

  /** A starter that is gone wants nothing any more. */
  function stopRequested(): boolean {
    return process.ppid !== parent || !process.connected || existsSync(stopFile);
  }
}

/** What ends a run before its end. */
type Heeded = Pick<RunSettings, 'signal' | 'stopRequested'>;

function perform(engine: Migrator, call: Call, heeded: Heeded): Report | Promise<Report> {
  if (call.method === 'status' || call.method === 'verify') return engine[call.method](call.settings);
  if (call.method === 'history') return engine.history(call.settings);
  if (call.method === 'snapshots.list') return engine.snapshots.list(call.settings);
  const settings = { ...call.settings, ...heeded };
  if (call.method === 'snapshots.create') return engine.snapshots.create(settings);
  if (call.method === 'snapshots.prune') return engine.snapshots.prune(settings);
  if (call.method === 'snapshots.restore') return engine.snapshots.restore(call.id, settings);
  return call.method === 'goto' ? engine.goto(call.version, settings) : engine[call.method](settings);
}

function telling(outbox: Observer): (parts: MigratorParts) => Migrator {
  return (parts) => createMigrator({ ...parts, observers: [...(parts.observers ?? []), outbox] });
}

/** A starter that is gone can't be told; the run itself ends by `stopRequested`. */
function post(reply: Reply): void {
  if (process.connected) process.send?.(reply, undefined, undefined, () => undefined);
}
