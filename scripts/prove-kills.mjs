// Kills the engine's process (SIGKILL, at random times, the real command line) in up, down and redo of a history of every shape, while an
// application writes to the same file; each time the file must be exactly at one of the history's states, with its ledger, and every write
// that the application was told of; and the next command must go on without repair.
//   node scripts/prove-kills.mjs [--kills 20] [--commands up,down,redo] [--journals wal,delete] [--rows 20000]
// --kills is for each command in each journal mode. Linux: the engine is found in /proc. What is found wrong stays in its folder.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { APPLICATION, VERSIONS, lostWrites, makeStage, stateOf } from './lib/kill-stage.mjs';

const CLI = fileURLToPath(new URL('../apps/cli/bin/zepix-migrate.cjs', import.meta.url));
const APPLICATION_PROGRAM = fileURLToPath(new URL('./lib/kill-application.mjs', import.meta.url));
const STREAM = '--json=stream';
const WORDS = { up: ['up'], down: ['down', '--to', '0'], redo: ['redo', '--steps', String(VERSIONS.length)] };

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    commands: { type: 'string', default: 'up,down,redo' },
    journals: { type: 'string', default: 'wal,delete' },
    rows: { type: 'string', default: '20000' },
  },
});

let wrong = 0;
for (const journal of values.journals.split(',')) {
  const root = mkdtempSync(join(tmpdir(), 'prove-kills-'));
  makeStage(join(root, 'start'), { rows: Number(values.rows), journal });
  const states = statesOf(root);
  for (const command of values.commands.split(',')) wrong += await killAll(root, states, { command, journal });
  if (wrong === 0) rmSync(root, { recursive: true, force: true });
}
process.exitCode = wrong === 0 ? 0 : 1;

/** The state behind each migration, of runs that nobody kills: `states[n]` with n applied. The last is kept as `done`. */
function statesOf(root) {
  cpSync(join(root, 'start'), join(root, 'done'), { recursive: true });
  const at = () => stateOf(join(root, 'done', 'main.db')).hash;
  const states = [at()];
  for (const version of VERSIONS) {
    finish(join(root, 'done'), ['up', '--to', version]);
    states.push(at());
  }
  return states;
}

async function killAll(root, states, { command, journal }) {
  const typical = courseOf(root, command);
  const found = new Map();
  let bad = 0;
  let writes = 0;
  for (let kill = 1; kill <= Number(values.kills); kill += 1) {
    const folder = join(root, `${command}-${kill}`);
    cpSync(join(root, command === 'up' ? 'start' : 'done'), folder, { recursive: true });
    // At any of its events and a while behind it: the time alone would meet the start of the processes most of the time.
    const moment = { event: 1 + Math.floor(Math.random() * typical.events), ms: (Math.random() * 2 * typical.ms) / typical.events };
    const result = await killOne(folder, states, { command, moment, isWhole: kill % 2 === 0 });
    writes += result.writes;
    found.set(result.stand, (found.get(result.stand) ?? 0) + 1);
    if (result.problems.length === 0) rmSync(folder, { recursive: true, force: true });
    else {
      bad += 1;
      console.log(`WRONG ${folder}, killed ${moment.ms.toFixed(0)} ms behind event ${moment.event}: ${result.problems.join('; ')}`);
    }
  }
  const stands = [...found].toSorted(([a], [b]) => a.localeCompare(b)).map(([stand, times]) => `${stand}: ${times}`);
  console.log(`${journal} ${command}: ${values.kills} kills, ${bad} wrong, ${writes} writes beside; found at ${stands.join(', ')}`);
  return bad;
}

/** How long a run takes that nobody kills, and how many events it tells of. */
function courseOf(root, command) {
  const folder = join(root, 'timed');
  cpSync(join(root, command === 'up' ? 'start' : 'done'), folder, { recursive: true });
  const started = performance.now();
  const { stdout } = spawnSync(process.execPath, [CLI, ...argumentsOf(folder, WORDS[command]), STREAM], { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  return { ms: performance.now() - started, events: stdout.split('\n').length };
}

/** `isWhole`: the process that was started is killed with the engine's, which is its child. */
async function killOne(folder, states, { command, moment, isWhole }) {
  const file = join(folder, 'main.db');
  const application = writing(file);
  const run = spawn(process.execPath, [CLI, ...argumentsOf(folder, WORDS[command]), STREAM], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => run.once('exit', resolve));
  const late = await Promise.race([ended.then(() => true), reached(run.stdout, moment)]);
  if (!late) killWith(run.pid, isWhole);
  await ended;
  const told = await application.stop();
  const problems = [];
  const state = stateOf(file);
  problems.push(...state.wrong, ...lostWrites(file, told).map((one) => `${one} is lost`));
  const applied = VERSIONS.slice(0, state.applied.length);
  if (String(applied) !== String(state.applied)) problems.push(`the ledger has ${String(state.applied)}`);
  else if (states[applied.length] !== state.hash) problems.push(`the rows are not those of ${applied.at(-1) ?? 'nothing'}`);
  problems.push(...goesOn(folder, command, states, told));
  const stand = late ? 'the end' : `${String(state.applied.length)} applied`;
  return { problems, stand, writes: told.length };
}

/** What is wrong when the same is asked for again (of a redo: that all is applied), and all is taken back and applied once more. */
function goesOn(folder, command, states, told) {
  const file = join(folder, 'main.db');
  const steps = command === 'down' ? ['down', 'up'] : ['up', 'down'];
  for (const step of steps) {
    const failed = tryFinish(folder, WORDS[step]);
    if (failed !== null) return [`then ${step}: ${failed}`];
    const { hash, wrong: found } = stateOf(file);
    const isRight = hash === states[step === 'up' ? VERSIONS.length : 0];
    const lost = lostWrites(file, told);
    if (!isRight || found.length > 0 || lost.length > 0)
      return [`then ${step}: ${isRight ? '' : 'other rows '}${found.join()} ${lost.slice(0, 5).join()}`];
  }
  return existsSync(`${file}-journal`) ? ['a journal is left'] : [];
}

function reached(stream, { event, ms }) {
  return new Promise((resolve) => {
    let seen = 0;
    stream.on('data', (data) => {
      const before = seen;
      seen += String(data).split('\n').length - 1;
      if (before < event && seen >= event) setTimeout(() => resolve(false), ms);
    });
  });
}

function killWith(pid, isWhole) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number);
  for (const one of isWhole || children.length === 0 ? [pid, ...children] : children) {
    try {
      process.kill(one, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

function writing(file) {
  const child = spawn(process.execPath, [APPLICATION_PROGRAM, file, String(APPLICATION)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  const closed = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal === 'SIGTERM' ? 0 : code)));
  const stop = async () => {
    child.kill('SIGTERM');
    const code = await closed;
    if (code !== 0) throw new Error(`the application ended with ${code}`);
    return text
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  return { stop };
}

function argumentsOf(folder, words) {
  const place = ['--database', join(folder, 'main.db'), '--migrations', join(folder, 'migrations')];
  return [...words, ...place, '--yes', '--no-snapshot', '--no-rehearse'];
}

function tryFinish(folder, words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...argumentsOf(folder, words)], { encoding: 'utf8' });
  return status === 0 ? null : `exit ${status}: ${stdout}${stderr}`;
}

function finish(folder, words) {
  const failed = tryFinish(folder, words);
  if (failed !== null) throw new Error(`${words.join(' ')}: ${failed}`);
}
