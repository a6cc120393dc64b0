// One piece of work, done by several tools: each run starts from a fresh copy of the same prepared state.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './machine.mjs';
import { runMeasured, runPlain } from './process.mjs';
import { inTurns } from './rounds.mjs';

/**
 * Measures `work` with each tool: `{ action, either, migrations, before, databases, steps, prepare }`. `before` is how many of the migrations
 * are applied beforehand, by the tool itself; `prepare(db)` fills a new database before that.
 * Gives name → figures, with `settings`: what the tool's connection said of itself, or null.
 */
export async function contest(work, tools, { rounds, folder, wal }) {
  const settings = {};
  const contestants = [];
  for (const tool of tools) {
    const place = join(folder, tool.name.replaceAll(/\W+/g, '-'));
    const state = await prepared(work, tool, place, wal);
    contestants.push({ name: tool.name, run: () => measure(work, tool, place, state, (said) => (settings[tool.name] = said)) });
  }
  const results = await inTurns(contestants, rounds);
  for (const { name } of tools) results[name].settings = settings[name];
  rmSync(folder, { recursive: true, force: true });
  return results;
}

/** What a tool is asked to do; where `either` is true, a tool that only knows all in one transaction does that. Undefined: it can't. */
export function actionOf({ actions }, action, either) {
  if (actions.includes(action)) return action;
  return either && action === 'up' && actions.includes('up-together') ? 'up-together' : undefined;
}

async function prepared({ migrations, before = 0, prepare, databases = 1 }, tool, place, wal) {
  const [files, state] = [join(place, 'migrations'), join(place, 'state')];
  mkdirSync(files, { recursive: true });
  mkdirSync(state, { recursive: true });
  if (prepare !== undefined || wal) fill(databases, state, wal, prepare);
  if (before > 0) {
    const early = join(place, 'early');
    tool.write(early, migrations.slice(0, before));
    for (const each of commands(tool, actionOf(tool, 'up', true), placesIn(state, early, databases), 1)) {
      const { status, output } = await runPlain({ ...each, cwd: state });
      if (status !== 0) throw new Error(`${tool.name} could not be prepared: ${output}`);
    }
  }
  tool.write(files, migrations);
  return state;
}

function fill(databases, state, wal, prepare) {
  for (let index = 0; index < databases; index += 1) {
    const db = new Database(join(state, `${index}.db`));
    if (wal) db.pragma('journal_mode = WAL');
    prepare?.(db);
    db.close();
  }
}

async function measure({ action, either, migrations, steps = 1, databases = 1, expected }, tool, place, state, onSettings) {
  const folder = join(place, 'run');
  rmSync(folder, { recursive: true, force: true });
  cpSync(state, folder, { recursive: true });
  const sum = { wallMs: 0, cpuMs: 0, peakMiB: 0 };
  for (const each of commands(tool, actionOf(tool, action, either), placesIn(folder, join(place, 'migrations'), databases), steps)) {
    const { wallMs, cpuMs, peakMiB, output } = await runMeasured({ ...each, cwd: folder, folder: place });
    sum.wallMs += wallMs;
    sum.cpuMs = cpuMs === null || sum.cpuMs === null ? null : sum.cpuMs + cpuMs;
    sum.peakMiB = peakMiB === null || sum.peakMiB === null ? null : Math.max(sum.peakMiB, peakMiB);
    onSettings(settingsIn(output));
  }
  checkRecorded(tool, folder, databases, expected ?? migrations.length);
  return sum;
}

// A figure counts only when the work was done.
function checkRecorded(tool, folder, databases, expected) {
  for (let index = 0; index < databases; index += 1) {
    const db = new Database(join(folder, `${index}.db`), { readonly: true });
    const { length } = tool.recorded(db);
    db.close();
    if (length !== expected) throw new Error(`${tool.name} recorded ${length} migrations instead of ${expected}`);
  }
}

function placesIn(state, folder, databases) {
  return Array.from({ length: databases }, (_, index) => ({ folder, file: join(state, `${index}.db`) }));
}

function commands(tool, action, places, steps) {
  if (!tool.oneAtATime) return [tool.command(action, { places, steps })];
  const repeats = action === 'down' ? steps : 1;
  return places.flatMap((place) => Array.from({ length: repeats }, () => tool.command(action, { places: [place], steps: 1 })));
}

function settingsIn(output) {
  const last = output.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{"journal_mode"') ? JSON.parse(last) : null;
}
