// Tries, for every migration of whole histories, whether what is preserved takes it back, on tables filled with made-up rows:
//   node scripts/prove-preserved.mjs DIR [--writes] [--only NAME] [--seed N] [--extend FILE] [--json FILE]
// DIR is a folder of migrations, or of such folders; rollbacks in them are left out. Each migration that runs must come back exactly: the
// schema byte for byte, every row bit for bit. --writes: once more with rows that an application inserts, updates and deletes in between;
// then what nobody wrote since must be back, what was written must be there or put aside, and a second up must bring it back. --seed: other rows
// and other writes. --only: those whose file name has NAME in it; the others are just applied.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { adHocDatabase, createMigrator } from '../packages/core/dist/bundle/index.js';
import { compareImages, readImage } from '../packages/rollback/dist/image/index.js';
import { sqliteSafety } from '../packages/rollback/dist/bundle/index.js';
import { fillRows } from '../packages/rollback/dist/rows/index.js';
import { openScratch, sqliteDriver } from '../packages/sqlite/dist/bundle/index.js';
import { rowsAside, tablesByKey, unlike, writeSome, wrongs } from './lib/written.mjs';
import { renamesOf } from './lib/renamed.mjs';
import { LEVELS, extendFrom, historiesIn, isUp, own, valueOf } from './histories.mjs';

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('Usage: node scripts/prove-preserved.mjs DIR [--writes] [--only NAME] [--seed N] [--extend FILE] [--json FILE]');
const only = valueOf(flags, '--only') ?? '';
const out = valueOf(flags, '--json');
const shift = Number(valueOf(flags, '--seed') ?? 0);
const SETTINGS = { approval: 'all', snapshot: false, rehearse: false, allowOutOfOrder: true };

const driver = sqliteDriver({ extend: await extendFrom(flags) });

const results = [];
for (const history of historiesIn(folder)) results.push(...(await tryHistory(history)));
report(results);
if (out !== undefined) writeFileSync(out, JSON.stringify(results, null, 1));

async function tryHistory(path) {
  const root = mkdtempSync(join(tmpdir(), 'prove-preserved-'));
  try {
    mkdirSync(join(root, 'migrations'));
    const rows = [];
    for (const name of readdirSync(path).filter(isUp).sort()) {
      copyFileSync(join(path, name), join(root, 'migrations', name));
      const found = name.includes(only) ? await tryOne(root, readFileSync(join(path, name), 'utf8')) : { ran: true };
      if (name.includes(only)) rows.push({ project: basename(path), name, ...found });
      if (found.ran && (await move(root, 'base.db', 'up')) === null) continue;
      rmSync(join(root, 'migrations', name));
    }
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The newest migration of the folder, on tables as full as it takes. */
async function tryOne(root, script) {
  let reason = '';
  for (const one of LEVELS) {
    const level = { ...one, seed: one.seed + shift };
    copy(root, 'base.db', 'filled.db');
    const scratch = openScratch(join(root, 'filled.db'));
    fillRows(scratch.bench, { ...level, later: null }, own);
    const before = { image: readImage(scratch.bench, own), keyed: tablesByKey(scratch.bench, own) };
    scratch.close();
    const failed = await move(root, 'filled.db', 'up');
    if (failed !== null) {
      reason = failed;
      continue;
    }
    copy(root, 'filled.db', 'written.db');
    const exact = (await move(root, 'filled.db', 'down')) ?? differences(before.image, image(root, 'filled.db'));
    const writes = flags.includes('--writes') ? await withWrites(root, before, { seed: level.seed, script }) : null;
    return { ran: true, rows: level.rows, exact, ...writes };
  }
  return { ran: false, reason };
}

async function withWrites(root, before, { seed, script }) {
  const states = { before: before.keyed, after: byKey(root, 'written.db') };
  const scratch = openScratch(join(root, 'written.db'));
  writeSome(scratch, own, seed);
  states.written = tablesByKey(scratch.bench, own);
  const written = readImage(scratch.bench, own);
  scratch.close();
  const failed = await move(root, 'written.db', 'down');
  if (failed !== null) return { survived: `down: ${failed}`, redone: '' };
  const now = image(root, 'written.db');
  const schema = differences(withoutRows(before.image), withoutRows(now));
  const aside = rowsAsideOf(root);
  const named = renamesOf(script, [...before.keyed.keys()]);
  const found = schema === '' ? wrongs({ ...states, now: byKey(root, 'written.db') }, aside, named).join('; ') : schema;
  const redo = await move(root, 'written.db', 'up');
  const left = redo ?? unlike(written, image(root, 'written.db'), rowsAsideOf(root));
  return { survived: found, redone: left, aside };
}

function withoutRows(one) {
  return { ...one, tables: new Map(), counters: new Map() };
}

function rowsAsideOf(root) {
  return within(root, 'written.db', (bench) => rowsAside(bench));
}

function byKey(root, file) {
  return within(root, file, (bench) => tablesByKey(bench, own));
}

function image(root, file) {
  return within(root, file, (bench) => readImage(bench, own));
}

function within(root, file, body) {
  const scratch = openScratch(join(root, file));
  try {
    return body(scratch.bench);
  } finally {
    scratch.close();
  }
}

function differences(before, after) {
  return compareImages(before, after, { exact: true })
    .map(({ object, text }) => `${object}: ${text}`)
    .join('; ');
}

/** Applies or takes back the newest; null, or why that failed. */
async function move(root, file, way) {
  const database = adHocDatabase(join(root, file), join(root, 'migrations'), root, []);
  const migrator = createMigrator({ databases: [database], driver, safety: sqliteSafety() });
  const { ok, error, databases } = await migrator[way](way === 'up' ? SETTINGS : { ...SETTINGS, steps: 1 });
  return ok ? null : (databases[0]?.error?.message ?? error?.message ?? 'failed');
}

function copy(root, from, to) {
  for (const end of ['', '-wal', '-shm']) rmSync(join(root, to + end), { force: true });
  if (existsSync(join(root, from))) copyFileSync(join(root, from), join(root, to));
}

function report(rows) {
  const ran = (some) => some.filter((one) => one.ran);
  const line = (name, some) => {
    const is = (key) => ran(some).filter((one) => one[key] === '').length;
    return [name, some.length, ran(some).length, is('exact'), ...(flags.includes('--writes') ? [is('survived'), is('redone')] : [])].join(
      ' | ',
    );
  };
  const titles = ['history', 'ups', 'ran', 'came back exactly', ...(flags.includes('--writes') ? ['with writes', 'and again'] : [])];
  console.log(`${titles.join(' | ')}\n${titles.map(() => '---').join(' | ')}`);
  for (const project of new Set(rows.map((one) => one.project)))
    console.log(
      line(
        project,
        rows.filter((one) => one.project === project),
      ),
    );
  console.log(`${line('all', rows)}\n`);
  for (const { project, name, ran: hasRun, reason, exact, survived = '', redone = '' } of rows) {
    const parts = hasRun
      ? [exact, survived === '' ? '' : `with writes: ${survived}`, redone === '' ? '' : `again: ${redone}`].filter((part) => part !== '')
      : [`did not run: ${reason}`];
    if (parts.length > 0) console.log(`${project}/${name}: ${parts.join(' · ').slice(0, 700)}`);
  }
}
