// What keeping what a migration destroys costs: each shape on a million rows, beside the bare script; and the way back beside one written by hand.
//   pnpm bench preserve [--rows N] [--rounds N] [--only NAME] [--json FILE]
// Bare: the statements on better-sqlite3 in one transaction that is synced. Kept: the same file through the engine with the safety part, in
// this process: the whole call, with plan, checks and ledger. Medians of wall and processor time; each run on a fresh copy of the database.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './lib/rounds.mjs';
import { ms, table, times } from './lib/table.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const Database = createRequire(join(ROOT, 'packages/sqlite/package.json'))('better-sqlite3');
const { adHocDatabase, createMigrator } = await import('../packages/core/dist/bundle/index.js');
const { sqliteSafety } = await import('../packages/rollback/dist/bundle/index.js');
const { sqliteDriver } = await import('../packages/sqlite/dist/bundle/index.js');

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--'),
  options: { rows: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } },
});
const rows = Number(values.rows ?? 1_000_000);
const rounds = Number(values.rounds ?? 3);

const TABLE = `CREATE TABLE trades (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, lots REAL, note TEXT, at INTEGER)`;
const COPY =
  'INSERT INTO trades_new SELECT id, symbol, lots, note, at FROM trades; DROP TABLE trades; ALTER TABLE trades_new RENAME TO trades;';
const INDEX = 'CREATE INDEX trades_by_symbol ON trades (symbol);';
const SAVED = (columns, where) => `CREATE TABLE saved AS SELECT ${columns} FROM trades WHERE ${where};`;
const SET = (column, where) =>
  `CREATE UNIQUE INDEX saved_id ON saved (id); UPDATE trades SET ${column} = (SELECT s.${column} FROM saved AS s WHERE s.id = trades.id) WHERE ${where}; DROP TABLE saved;`;
// `saved`: what a careful hand would put aside before, so that the down has something to work with; it counts as part of neither.
const SHAPES = {
  'ADD COLUMN': { up: `ALTER TABLE trades ADD COLUMN more TEXT DEFAULT 'x';`, down: 'ALTER TABLE trades DROP COLUMN more;' },
  'CREATE INDEX': { up: 'CREATE INDEX by_note ON trades (note);', down: 'DROP INDEX by_note;' },
  'UPDATE one row': { up: 'UPDATE trades SET lots = 99 WHERE id = 5;', saved: SAVED('id, lots', 'id = 5'), down: SET('lots', 'id = 5') },
  'UPDATE 1 %': {
    up: 'UPDATE trades SET lots = lots + 1 WHERE id % 100 = 0;',
    saved: SAVED('id, lots', 'id % 100 = 0'),
    down: SET('lots', 'id % 100 = 0'),
  },
  'UPDATE all': { up: 'UPDATE trades SET lots = lots + 1;', saved: SAVED('id, lots', '1'), down: SET('lots', '1') },
  'DELETE one row': {
    up: 'DELETE FROM trades WHERE id = 5;',
    saved: SAVED('*', 'id = 5'),
    down: 'INSERT INTO trades SELECT * FROM saved; DROP TABLE saved;',
  },
  'DELETE 10 %': {
    up: 'DELETE FROM trades WHERE id % 10 = 0;',
    saved: SAVED('*', 'id % 10 = 0'),
    down: 'INSERT INTO trades SELECT * FROM saved; DROP TABLE saved;',
  },
  'INSERT 10 %': {
    up: `INSERT INTO trades (symbol, lots, note, at) SELECT symbol, lots, note, at FROM trades WHERE id % 10 = 0;`,
    down: `DELETE FROM trades WHERE id > ${rows};`,
  },
  'DROP COLUMN': {
    up: 'ALTER TABLE trades DROP COLUMN note;',
    saved: SAVED('id, note', '1'),
    down: `ALTER TABLE trades ADD COLUMN note TEXT; ${SET('note', '1')}`,
  },
  'rebuild, same values': {
    up: `CREATE TABLE trades_new (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, lots REAL, note TEXT, at INTEGER, CHECK (id > 0)); ${COPY} ${INDEX}`,
    down: `${TABLE.replace('trades', 'trades_new')}; ${COPY} ${INDEX}`,
  },
  'DROP TABLE': {
    up: 'DROP TABLE trades;',
    saved: SAVED('*', '1'),
    down: `${TABLE}; INSERT INTO trades SELECT * FROM saved; DROP TABLE saved; ${INDEX}`,
  },
};

const folder = mkdtempSync(join(tmpdir(), 'zepix-preserve-'));
try {
  prepare();
  const names = Object.keys(SHAPES).filter((name) => values.only === undefined || name.includes(values.only));
  const results = [];
  for (const name of names) results.push(await measure(name, SHAPES[name]));
  print(results);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ rows, rounds, results }, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function prepare() {
  const db = new Database(join(folder, 'base.db'));
  db.exec(`PRAGMA journal_mode = WAL; ${TABLE};
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO trades SELECT i, 'S' || (i % 50), i % 700 / 100.0, 'note number ' || i, 1700000000 + i FROM n; ${INDEX}`);
  db.close();
}

async function measure(name, shape) {
  const samples = { bareUp: [], keptUp: [], bareDown: [], keptDown: [], keptBytes: [] };
  for (let round = 0; round < rounds; round += 1) {
    const bare = await bareTimes(shape);
    const kept = await keptTimes(shape);
    for (const [key, value] of Object.entries({ ...bare, ...kept })) samples[key].push(value);
  }
  const middle = (all) => ({ wallMs: median(all.map(({ wallMs }) => wallMs)), cpuMs: median(all.map(({ cpuMs }) => cpuMs)) });
  const { keptBytes, ...times } = samples;
  return { name, keptBytes: median(keptBytes), ...Object.fromEntries(Object.entries(times).map(([key, all]) => [key, middle(all)])) };
}

async function timed(body) {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const value = await body();
  const { user, system } = process.cpuUsage(used);
  return { value, time: { wallMs: performance.now() - started, cpuMs: (user + system) / 1000 } };
}

function fresh(name) {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, name + end), { force: true });
  copyFileSync(join(folder, 'base.db'), join(folder, name));
  return join(folder, name);
}

async function bareTimes({ up, down, saved }) {
  const db = new Database(fresh('bare.db'));
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = OFF');
  const run = async (sql) => (await timed(() => db.exec(`BEGIN IMMEDIATE; ${sql} COMMIT`))).time;
  if (saved !== undefined) db.exec(saved);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const bareUp = await run(up);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const bareDown = await run(down);
  db.close();
  return { bareUp, bareDown };
}

async function keptTimes({ up }) {
  const migrations = join(folder, 'migrations');
  mkdirSync(migrations, { recursive: true });
  writeFileSync(join(migrations, '001_change.sql'), up);
  const databases = [adHocDatabase(fresh('kept.db'), migrations, folder, [])];
  const migrator = createMigrator({ databases, driver: sqliteDriver(), safety: sqliteSafety() });
  const settings = { approval: 'all', snapshot: false, rehearse: false };
  const ran = ({ value, time }) => {
    if (!value.ok) throw new Error(`${up}: ${value.databases[0]?.error?.message}`);
    return { time, kept: value.databases[0].ran[0].preserved };
  };
  const there = ran(await timed(() => migrator.up(settings)));
  const back = ran(await timed(() => migrator.down(settings)));
  return { keptUp: there.time, keptDown: back.time, keptBytes: there.kept.bytes };
}

function print(results) {
  console.log(`${rows.toLocaleString('en')} rows; wall time and processor time in ms, medians of ${rounds}; × is of processor time\n`);
  const both = ({ wallMs, cpuMs }) => `${ms(wallMs)} / ${ms(cpuMs)}`;
  const lines = results.map(({ name, bareUp, keptUp, bareDown, keptDown, keptBytes }) => [
    name,
    both(bareUp),
    both(keptUp),
    times(keptUp.cpuMs / bareUp.cpuMs),
    (keptBytes / 1024 / 1024).toFixed(1),
    both(bareDown),
    both(keptDown),
    times(keptDown.cpuMs / bareDown.cpuMs),
  ]);
  console.log(table([['shape', 'up, bare', 'up, kept', '', 'kept MiB', 'down, by hand', 'down, ours', ''], ...lines]));
}
