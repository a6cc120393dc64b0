// Times how long the Telegram bot takes to answer while a migration rewrites a large table.
//   pnpm bench bot [--rows N] [--journal wal|delete] [--json FILE]
// The real bot in a process of its own, a stand-in for Telegram over HTTP in this one. It only measures and asserts nothing.
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
const PATIENCE_MS = 10 * 60_000;
const COMMANDS = { migration_help: 'You are', migration_status: 'Database Migration Status', migration_history: 'Migration History' };

const args = process.argv.slice(2);
const rows = Number(args[args.indexOf('--rows') + 1]) || 1_000_000;
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
    const card = await owner.expect(hasApproval, PATIENCE_MS);
    await owner.press(card, 'Approve');
    const started = performance.now();
    const end = owner.expect(/^(✅ Done|❌|🔴|🟡)/, PATIENCE_MS).then((message) => ({ message, ms: performance.now() - started }));
    const busy = await askUntil(viewer, end);
    const { message, ms } = await end;
    return { rows, journal, end: message.text.split('\n')[0], runMs: Math.round(ms), idle: summaries(idle), busy: summaries(busy) };
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
  const migration = `
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, price TEXT NOT NULL DEFAULT '0', note TEXT);
INSERT INTO orders_new SELECT id, lower(symbol), printf('%.2f', price), note FROM orders;
ALTER TABLE orders RENAME TO orders_old;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_symbol ON orders (symbol, price);
CREATE INDEX orders_note ON orders (note);
`;
  writeFileSync(join(folder, 'migrations', '001_rewrite_orders.sql'), migration);
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
    `${when.padEnd(8)}${name.padEnd(20)}${[count, p50, p99, max].map((value) => String(value).padStart(9)).join('')}`;
  const lines = ['idle', 'busy'].flatMap((when) => Object.entries(result[when]).map(([name, one]) => line(when, name, one)));
  return [
    `${result.rows} rows, journal mode ${result.journal}, run ${result.runMs} ms: ${result.end}`,
    `${'when'.padEnd(8)}${'command'.padEnd(20)}${['count', 'p50', 'p99', 'max'].map((word) => word.padStart(9)).join('')}  (ms)`,
    ...lines,
    Object.values(result.versions).join(', '),
  ].join('\n');
}
