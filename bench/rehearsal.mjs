// What a rehearsal says a migration will cost, beside what the live run then took: 40 migrations on tables of many rows.
//   pnpm bench rehearsal [--rows N] [--journal wal|delete] [--json FILE]
// The rehearsal and the run happen right after each other in one `up`, as for a user; a figure counts as right within a factor of two.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'apps/cli/bin/zepix-migrate.cjs');
const require = createRequire(join(ROOT, 'packages/sqlite/package.json'));
const valueOf = (flag) => process.argv[process.argv.indexOf(flag) + 1];
const rows = process.argv.includes('--rows') ? Number(valueOf('--rows')) : 100_000;
const journal = process.argv.includes('--journal') ? valueOf('--journal') : 'wal';
const FACTOR = 2;
// What is foretold, and what a report calls it.
const MEASURES = { time: 'durationMs', lock: 'lockMs', rows: 'rows', bytes: 'bytes', peak: 'peakBytes' };

const SHAPES = [
  (n) => `ALTER TABLE trades ADD COLUMN added_${n} TEXT DEFAULT 'x';`,
  (n) => `CREATE INDEX by_symbol_${n} ON trades (symbol, lots);`,
  (n) => `UPDATE trades SET lots = lots + 1 WHERE id % 10 = ${n % 10};`,
  (n) => `UPDATE trades SET note = upper(note) || '${n}';`,
  (n) => `CREATE TABLE copy_${n} AS SELECT * FROM trades;`,
  (n) => `CREATE TABLE new_${n} (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, lots REAL, note TEXT);
INSERT INTO new_${n} SELECT id, symbol, lots, note FROM orders;
DROP TABLE orders;
ALTER TABLE new_${n} RENAME TO orders;`,
  (n) => `DELETE FROM orders WHERE id % 20 = ${n % 20};`,
  (n) => `CREATE TABLE small_${n} (id INTEGER PRIMARY KEY, name TEXT);`,
  (n) => `DROP TABLE IF EXISTS copy_${n - 4};`,
  (n) => `INSERT INTO orders (symbol, lots, note) SELECT symbol, lots, 'again ${n}' FROM trades WHERE id % 25 = 0;`,
];

const folder = mkdtempSync(join(tmpdir(), 'zepix-bench-'));
try {
  prepare();
  const report = up();
  const result = compare(report.databases[0]);
  if (process.argv.includes('--json')) writeFileSync(valueOf('--json'), `${JSON.stringify(result, null, 2)}\n`);
  print(result);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function prepare() {
  const Database = require('better-sqlite3');
  mkdirSync(join(folder, 'migrations'));
  for (let n = 1; n <= 40; n += 1) {
    const shape = SHAPES[(n - 1) % SHAPES.length];
    writeFileSync(join(folder, 'migrations', `${String(n).padStart(3, '0')}_step.sql`), `${shape(n)}\n`);
  }
  const db = new Database(join(folder, 'app.db'));
  db.exec(`PRAGMA journal_mode = ${journal};
    CREATE TABLE trades (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, lots REAL, note TEXT);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, lots REAL, note TEXT);`);
  const series = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;
  for (const table of ['trades', 'orders']) db.exec(`INSERT INTO ${table} ${series} SELECT i, 'S' || (i % 50), i % 7, 'note ' || i FROM n`);
  db.close();
}

function up() {
  const args = [BIN, 'up', '--database', 'app.db', '--migrations', 'migrations', '--yes', '--json'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`up exited with ${status}: ${stderr}${stdout.slice(0, 2000)}`);
  return JSON.parse(stdout);
}

function compare({ rehearsal, ran }) {
  const steps = ran.map((live, index) => {
    const said = rehearsal.steps[index];
    const factors = Object.fromEntries(Object.entries(MEASURES).map(([name, key]) => [name, ratio(said[key], live[key])]));
    return { version: live.version, ...factors, said, live };
  });
  const within = Object.fromEntries(Object.keys(MEASURES).map((name) => [name, steps.filter((step) => step[name] <= FACTOR).length]));
  const migrations = steps.length;
  const proven = rehearsal.steps.filter(({ status }) => status === 'proven').length;
  return { rows, migrations, proven, within, steps };
}

/** By what factor two figures differ; what is nothing in both is the same. */
function ratio(one, other) {
  return one === other ? 1 : Math.max(Math.abs(one), Math.abs(other)) / Math.max(Math.min(Math.abs(one), Math.abs(other)), 0.01);
}

function print({ migrations, proven, within, steps }) {
  const ms = (value) => value.toFixed(1).padStart(9);
  const kib = (value) => (value / 1024).toFixed(0).padStart(9);
  const factor = (value) => `×${value.toFixed(2)}`.padStart(8);
  console.log(`Foretold and live, ${migrations} migrations on tables of ${rows} rows (${proven} proven)\n`);
  console.log(
    '          time, ms: foretold, live    lock, ms: foretold, live        rows: foretold, live    grown, KiB: foretold, live  at its fullest, KiB',
  );
  for (const { version, said, live, ...step } of steps) {
    const both = (key, show, name) => `${show(said[key])}${show(live[key])}${factor(step[name])}`;
    const whole = (value) => String(value).padStart(9);
    const columns = [
      ['durationMs', ms, 'time'],
      ['lockMs', ms, 'lock'],
      ['rows', whole, 'rows'],
      ['bytes', kib, 'bytes'],
      ['peakBytes', kib, 'peak'],
    ];
    console.log(`${version.padEnd(6)}${columns.map((column) => both(...column)).join('  ')}`);
  }
  const share = ([name, number]) => `${name} ${number} of ${migrations} (${Math.round((100 * number) / migrations)} %)`;
  console.log(`\nwithin a factor of ${FACTOR}: ${Object.entries(within).map(share).join(', ')}`);
}
