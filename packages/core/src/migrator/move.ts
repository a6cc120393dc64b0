import type { Database } from '../config/database.js';
import { selectDatabases } from '../config/select.js';
import { MigrationError } from '../kernel/error.js';
import type { Goal } from '../plan/plan.js';
import type { RunEvent } from '../ports/observer.js';
import type { DatabaseReport, Report } from '../report/report.js';
import { run, runIdle } from '../run/run.js';
import type { Outcome } from '../run/run.js';
import type { RunContext } from '../run/context.js';
import { runContext } from './context.js';
import type { MigratorParts, RunSettings, UpSettings } from './parts.js';
import { reported } from './reported.js';

/** `up`, `down`, `goto` and `plan`. */
export function move(parts: MigratorParts, command: string, aim: Pick<Goal, 'kind' | 'to'>, settings: RunSettings): Promise<Report> {
  const goal: Goal = { ...settings, ...aim };
  return running(parts, command, settings, async (context, chosen) => {
    if (aim.kind !== 'up' && command !== 'plan') refuseAmbiguous(command, chosen, settings);
    return run(context, chosen, { goal, dryRun: settings.dryRun ?? false, approval: settings.approval ?? 'none' });
  });
}

/** What `up` reports where nothing is to be done; null where something is. Nobody is told of a look that comes to nothing. */
export async function idle(parts: MigratorParts, { to, ...settings }: UpSettings): Promise<Report | null> {
  const events: RunEvent[] = [];
  let outcome: Outcome | null = null;
  const quiet = { ...parts, observers: [{ emit: (event: RunEvent) => void events.push(event) }] };
  const report = await running(quiet, 'up', { ...settings, lockTimeoutMs: 0 }, async (context, chosen) => {
    outcome = await runIdle(context, chosen, { ...settings, kind: 'up', to });
    return outcome ?? { databases: [], planHash: null };
  });
  if (outcome === null) return null;
  for (const event of events) for (const observer of parts.observers ?? []) observer.emit(event);
  return report;
}

/** Takes the newest migrations of each database back, one unless `steps` says more, and applies just these again. */
export function redo(parts: MigratorParts, settings: RunSettings): Promise<Report> {
  return running(parts, 'redo', settings, async (context, chosen) => {
    refuseAmbiguous('redo', chosen, settings);
    const options = { dryRun: settings.dryRun ?? false, approval: settings.approval ?? 'none' };
    const back = await run(context, chosen, { ...options, goal: { ...settings, kind: 'down', again: true } });
    if (options.dryRun || back.databases.some(({ error }) => error !== null)) return back;
    const reports: DatabaseReport[] = [];
    for (const report of back.databases) {
      const database = chosen.find(({ name }) => name === report.name);
      reports.push(database === undefined ? report : await again(context, database, settings, report));
    }
    return { databases: reports, planHash: back.planHash };
  });
}

async function again(context: RunContext, database: Database, settings: RunSettings, back: DatabaseReport): Promise<DatabaseReport> {
  const only = back.ran.map(({ version }) => version);
  if (only.length === 0) return back;
  const goal: Goal = { ...settings, kind: 'up', only, steps: undefined, allowOutOfOrder: true };
  const { databases } = await run({ ...context, snapshots: false, rehearse: null, requireProof: false }, [database], {
    goal,
    dryRun: false,
    approval: 'all',
  });
  const [report] = databases as [DatabaseReport];
  return { ...report, snapshot: back.snapshot, planned: back.planned, ran: [...back.ran, ...report.ran] };
}

function running(
  given: MigratorParts,
  command: string,
  settings: RunSettings,
  action: (context: RunContext, chosen: readonly Database[]) => Promise<Outcome>,
): Promise<Report> {
  const parts = settings.preserve === false ? { ...given, safety: undefined } : given;
  const context = runContext(parts, settings);
  const { observer, runId } = context;
  let begun = false;
  return reported(parts, command, runId, async () => {
    const chosen = selectDatabases(parts.databases, settings.filter ?? []);
    begun = true;
    observer.emit({ event: 'run-started', runId, command, databases: chosen.map(({ name }) => name) });
    const snapshot = parts.driver.snapshots !== null && context.snapshots && chosen.every((database) => database.snapshots.automatic);
    const outcome = await action(context, chosen);
    return { ...outcome, result: null, snapshot, rehearsed: wasRehearsed(outcome) };
  }).then((whole) => {
    const { result, ...report } = whole;
    void result;
    if (begun) observer.emit({ event: 'run-finished', runId, ok: report.ok });
    return report;
  });
}

/** Whether everything that was to run was tried on a copy first. */
function wasRehearsed({ databases }: Outcome): boolean {
  const moving = databases.filter(({ planned }) => planned.length > 0);
  return moving.length > 0 && moving.every(({ rehearsal }) => rehearsal !== null);
}

/** "The newest migration" and "version N" mean another thing in each database: going back needs to be told which. */
export function refuseAmbiguous(
  command: string,
  chosen: readonly Database[],
  { filter = [] }: { readonly filter?: readonly string[] | undefined },
): void {
  if (chosen.length < 2 || filter.length > 0) return;
  throw new MigrationError('FILTER_REQUIRED', `"${command}" means another migration in each of ${chosen.length} databases.`, {
    hint: `Say which: ${chosen.map(({ name }) => `--filter ${name}`).join(', ')}; it may be given more than once.`,
    dataState: 'Nothing was changed.',
  });
}
