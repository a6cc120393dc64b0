import type { Observer, RunEvent } from '@zepix/migrations-core';
import type { Style } from './style.js';
import { bytes, count, duration, title } from './wording.js';

/** Where progress goes. */
export interface ProgressOutput {
  /** Finished lines. */
  readonly line: (text: string) => void;
  /** A line that is overwritten by the next; absent where there is no terminal. */
  readonly transient: ((text: string) => void) | null;
}

/** Prints a run while it goes on: a line for each finished migration, and on a terminal the one that is running. */
export function progressObserver(output: ProgressOutput, style: Style, verbose: boolean): Observer {
  let current = '';
  let told: string[] = [];
  const heading = (database: string): void => {
    if (database === current) return;
    current = database;
    output.line(style.strong(database));
  };
  const tell = (database: string, text: string): void => {
    heading(database);
    output.line(text);
  };
  const show = (text: string): void => output.transient?.(text);
  return { emit };

  function emit(event: RunEvent): void {
    switch (event.event) {
      case 'lock-waiting':
        return show(style.warn(waitingText(event)));
      case 'write-waiting':
        return show(style.warn(`waiting for another program to finish writing to ${event.database} (${duration(event.waitedMs)})`));
      case 'snapshot-progress':
        return show(`${bar(event.done, event.total)} snapshot of ${event.database}`);
      case 'snapshot-taken':
        return tell(event.database, style.dim(`  snapshot ${event.id} (${bytes(event.bytes)}, ${duration(event.durationMs)})`));
      case 'rehearsal-started':
        return show(style.dim(`rehearsing ${count(event.migrations, 'migration')} on a copy of ${event.database} (${bytes(event.bytes)})`));
      case 'rehearsal-estimated':
      case 'rehearsal-finished':
        return tell(event.database, event.event === 'rehearsal-finished' ? rehearsalLine(event, style) : estimateLine(event, style));
      case 'preflight':
        return show(style.dim(`checking ${event.database}: ${event.check}`));
      case 'migration-started':
        heading(event.database);
        told = [];
        return show(`  ${bar(0, event.statements)} ${title(event)}`);
      case 'statement-finished':
        return show(`  ${bar(event.done, event.of)} ${title(event)} ${style.dim(`${event.done} of ${event.of} statements`)}`);
      case 'progress':
        return show(progressText(event, style));
      case 'notice':
        if (verbose || !isBookkeeping(event.text)) told.push(event.text);
        return undefined;
      case 'migration-finished':
        return finished(`${style.good(event.direction === 'up' ? '✔' : '↩')} ${title(event)} ${style.dim(duration(event.durationMs))}`);
      case 'migration-failed':
        return finished(`${style.bad('✖')} ${title(event)}`);
      default:
        return undefined;
    }
  }

  /** The migration's line, and below it what its script had to say. */
  function finished(text: string): void {
    output.line(`  ${text}`);
    for (const notice of told) output.line(style.dim(`      ${notice}`));
    told = [];
  }
}

function waitingText({ owner, database, waitedMs }: Extract<RunEvent, { readonly event: 'lock-waiting' }>): string {
  const who = owner === null ? 'another run' : `process ${owner.pid} on ${owner.host}`;
  return `waiting for ${who} to finish with ${database} (${duration(waitedMs)})`;
}

function progressText(event: Extract<RunEvent, { readonly event: 'progress' }>, style: Style): string {
  const { done, total } = event;
  return `  ${bar(Math.min(done, total), total)} ${title(event)} ${style.dim(`${done} of ${total}`)}`;
}

function estimateLine(event: Extract<RunEvent, { readonly event: 'rehearsal-estimated' }>, style: Style): string {
  const { how, bytes: size, rows, bytesPerSecond, leastMs } = event;
  const about = `${bytes(size)}, at most ${count(rows, 'row')}, copied at ${bytes(bytesPerSecond)} a second`;
  const [whole, sample] = [
    `rehearsing takes ${duration(leastMs)} at least, and the migrations three times (${about}); --rehearse=sample is shorter and shows less`,
    `a full rehearsal would take ${duration(leastMs)} at least, and the migrations three times (${about}); a sample is tried`,
  ];
  return style.dim(`  ${how === 'sample' ? sample : whole}`);
}

function rehearsalLine(event: Extract<RunEvent, { readonly event: 'rehearsal-finished' }>, style: Style): string {
  const { proven, sampled, unproven, failed, durationMs } = event;
  const took = duration(durationMs);
  if (failed !== null) return style.bad(`  ${failed} fails in the rehearsal on a copy`) + style.dim(` (${took})`);
  const said = [
    ...(proven === 0 ? [] : [`${count(proven, 'migration')} shown to come back`]),
    ...(sampled === 0 ? [] : [`${count(sampled, 'migration')} came back`]),
    ...(unproven === 0 ? [] : [proven + sampled === 0 ? `${count(unproven, 'migration')} not shown to come back` : `${unproven} not`]),
  ];
  const line = `  rehearsed on a ${sampled === 0 ? 'copy' : 'sample of the rows'}: ${said.join(', ')} (${took})`;
  return unproven === 0 ? style.dim(line) : style.warn(line);
}

/** Notices of what was left out of a script are for --verbose; what the script itself says is for everybody. */
function isBookkeeping(text: string): boolean {
  return / (?:is|are) left out/.test(text) || text.startsWith('PRAGMA ');
}

const WIDTH = 12;

function bar(done: number, of: number): string {
  const filled = of === 0 ? WIDTH : Math.round((done / of) * WIDTH);
  return '━'.repeat(filled) + '╌'.repeat(WIDTH - filled);
}
