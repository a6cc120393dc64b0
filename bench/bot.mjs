// Times how long the Telegram bot takes to answer while a plan is rehearsed and while migrations rewrite a large table.
//   pnpm bench bot [--rows N] [--migrations N] [--journal wal|delete] [--json FILE]
// One migration of a million rows runs for seconds; twelve run for minutes. The real bot in a process of its own, a stand-in for Telegram over HTTP in this one. It only measures and asserts nothing.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'apps/bot/bin/zepix-migration-bot.cjs');
const { buttonsOf, inDatabase, startTelegram } = await import(pathToFileURL(join(ROOT, 'packages/testkit/dist/index.js')).href);

const PAUSE_MS = 20;
const PATIENCE_MS = 30 * 60_000;
const COMMANDS = { migration_help: 'You are', migration_status: 'Database Migration Status', migration_history: 'Migration History' };

const args = process.argv.slice(2);
const option = (name, usual) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : usual);
const rows = option('--rows', 1_000_000);
const migrations = option('--migrations', 1);
const journal = args.includes('delete') ? 'DELETE' : 'WAL';
const folder = mkdtempSync(join(tmpdir(), 'zepix-bench-bot-'));
const telegram = await startTelegram({ limits: null });
try {
  const result = { versions: versions(), unit: 'ms', ...(await measure()) };
  console.log(report(result));
  if (args.includes('--json')) writeFileSync(args[args.indexOf('--json') + 1], JSON.stringify(result, null, 2));
} finally {
  await telegram.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  prepare();
  const [owner, viewer] = ['Owner', 'Viewer'].map((name) => telegram.acquainted(telegram.user(name)));
  const bot = await startBot({ approvers: owner.user.id, viewers: viewer.user.id });
  try {
    const idle = await askUntil(viewer, sleep(3000));
    owner.send('/migrate');
    const planned = timed(owner.expect(hasApproval, PATIENCE_MS));
    const rehearsing = await askUntil(viewer, planned);
    const { message: card, ms: planMs } = await planned;
    await owner.press(card, 'Approve');
    owner.send('shop', { replyTo: await owner.expect('Type it to approve') });
    const run = timed(owner.expect(/^(✅ Done|❌|🔴|🟡)/, PATIENCE_MS));
    const running = await askUntil(viewer, run);
    const { message, ms: runMs } = await run;
    const times = Object.entries({ idle, rehearsing, running }).map(([when, one]) => [when, summaries(one)]);
    return { rows, migrations, journal, end: message.text.split('\n')[0], planMs, runMs, times: Object.fromEntries(times) };
  } finally {
    bot.kill('SIGTERM');
  }
}

// Each command in its turn, the next one as soon as the last is answered, until the promise is settled.
async function askUntil(actor, promise) {
  const times = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
  const state = { isOver: false };
  void promise.finally(() => (state.isOver = true));
  while (!state.isOver) {
    for (const [name, words] of Object.entries(COMMANDS)) {
      const sent = performance.now();
      actor.send(`/${name}`);
      const { at } = await actor.expectChange(words, PATIENCE_MS);
      times[name].push(at - sent);
      await sleep(PAUSE_MS);
    }
  }
  return times;
}

async function timed(promise) {
  const started = performance.now();
  const message = await promise;
  return { message, ms: Math.round(performance.now() - started) };
}

function hasApproval(message) {
  return buttonsOf(message).some(({ text }) => text.includes('Approve'));
}

function prepare() {
  const config = { databases: { shop: { file: 'shop.db', migrations: 'migrations' } } };
  writeFileSync(join(folder, 'zepix.config.json'), JSON.stringify(config));
  mkdirSync(join(folder, 'migrations'));
  inDatabase(join(folder, 'shop.db'), (database) => {
    database.pragma(`journal_mode = ${journal}`);
    database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, price REAL, note TEXT)');
    database.exec(
      `INSERT INTO orders (symbol, price, note) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) ` +
        `SELECT 'SYM' || (i % 500), i * 0.25, 'note of order ' || i FROM n`,
    );
  });
  for (let number = 1; number <= migrations; number += 1) {
    writeFileSync(join(folder, 'migrations', `${String(number).padStart(3, '0')}_rewrite_orders.sql`), rewrite(number));
  }
}

// A rebuild by hand, as people write it: every row is written anew, and two indexes.
function rewrite(number) {
  return `
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, price TEXT NOT NULL DEFAULT '0', note TEXT);
INSERT INTO orders_new SELECT id, symbol, printf('%.${(number % 3) + 2}f', price), note FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_symbol ON orders (symbol, price);
CREATE INDEX orders_note ON orders (note);
`;
}

async function startBot({ approvers, viewers }) {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ZEPIX_BOT_TOKEN: telegram.token,
    ZEPIX_BOT_API_ROOT: telegram.root,
    ZEPIX_BOT_APPROVERS: String(approvers),
    ZEPIX_BOT_VIEWERS: String(viewers),
  };
  const child = spawn(process.execPath, ['--', BIN], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('the bot runs') && resolve());
    child.once('exit', (code) => reject(new Error(`the bot ended with ${code}`)));
  });
  return child;
}

function summaries(times) {
  return Object.fromEntries(Object.entries({ ...times, all: Object.values(times).flat() }).map(([name, one]) => [name, summary(one)]));
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] * 10) / 10;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

function versions() {
  return { node: process.version, platform: `${process.platform} ${release()}`, cpus: `${cpus().length} × ${cpus()[0]?.model ?? ''}` };
}

function report(result) {
  const line = (when, name, { count, p50, p99, max }) =>
    `${when.padEnd(12)}${name.padEnd(20)}${[count, p50, p99, max].map((value) => String(value).padStart(9)).join('')}`;
  const lines = Object.entries(result.times).flatMap(([when, all]) => Object.entries(all).map(([name, one]) => line(when, name, one)));
  const { rows: many, migrations: number, journal: mode } = result;
  return [
    `${number} × ${many} rows, journal mode ${mode}, plan ${result.planMs} ms, run ${result.runMs} ms: ${result.end}`,
    `${'when'.padEnd(12)}${'command'.padEnd(20)}${['count', 'p50', 'p99', 'max'].map((word) => word.padStart(9)).join('')}  (ms)`,
    ...lines,
    Object.values(result.versions).join(', '),
  ].join('\n');
}
