// Makes and tries a rollback for every migration of whole histories, and prints what came of it:
//   node scripts/prove-histories.mjs DIR [--single-quotes] [--extend FILE] [--json FILE]
// DIR is a folder of migrations, or of such folders. Each history is copied into a temporary folder, without the rollbacks it has.
// --extend: a module whose default export is what `extend` is in a configuration: the SQL functions of that application.
// --single-quotes: strings that SQLite here refuses in double quotes are put into single ones first; how many is told.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { adHocDatabase, createKeeper, createMigrator } from '../packages/core/dist/bundle/index.js';
import { compareImages, readImage } from '../packages/rollback/dist/image/index.js';
import { rollbacks, sqliteSafety } from '../packages/rollback/dist/bundle/index.js';
import { fillRows } from '../packages/rollback/dist/rows/index.js';
import { openScratch, sqliteDriver } from '../packages/sqlite/dist/bundle/index.js';
import { LEVELS, extendFrom, historiesIn, isUp, own, valueOf } from './histories.mjs';

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node scripts/prove-histories.mjs DIR [--single-quotes] [--extend FILE] [--json FILE]');
const singleQuotes = flags.includes('--single-quotes');
const out = valueOf(flags, '--json');

const driver = sqliteDriver({ extend: await extendFrom(flags) });
const all = [];
for (const history of historiesIn(folder)) all.push(...(await proveHistory(history)));
report(all);
if (out !== undefined) writeFileSync(out, JSON.stringify(all, null, 1));

async function proveHistory(path) {
  const root = mkdtempSync(join(tmpdir(), 'prove-history-'));
  try {
    const migrations = join(root, 'migrations');
    mkdirSync(migrations);
    for (const name of readdirSync(path).filter(isUp)) copyFileSync(join(path, name), join(migrations, name));
    const quoted = singleQuotes ? await mendQuotes(migrations) : 0;
    const database = (file) => adHocDatabase(join(root, file), migrations, root, []);
    const keeper = createKeeper({ databases: [database('none.db')], driver, rollbacks: rollbacks() });
    const made = await keeper.rollback.generate();
    if (made.result === null) throw new Error(`${path}: ${made.error?.message}`);
    const tried = await keeper.rollback.prove();
    if (tried.result === null) throw new Error(`${path}: ${tried.error?.message} (${tried.error?.file}:${tried.error?.line})`);
    const proven = new Map(tried.result.map((one) => [one.version, one]));
    const rows = [];
    for (const [index, one] of made.result.entries()) {
      const previous = made.result[index - 1]?.version;
      const kept = one.sql === null ? null : await throughEngine(root, database, previous, one.version);
      rows.push(row(basename(path), one, proven.get(one.version), kept, quoted));
    }
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function row(project, made, alone, kept, quoted) {
  const generated = made.outcome === 'written';
  return {
    project,
    version: made.version,
    name: made.name,
    quoted,
    generated,
    reason: made.error?.message ?? made.found.map(({ object, text }) => `${object}: ${text}`).join('; '),
    schema: generated && alone?.outcome === 'proven',
    alone: alone?.gives === 'all',
    losses: made.losses,
    wrong: (alone?.found ?? []).map(({ object, text }) => `${object}: ${text}`),
    rows: made.rows,
    kept: kept?.found.length === 0,
    keptReason: kept === null ? null : kept.found.join('; '),
  };
}

/** The same with the engine itself: real files, the safety part, the generated rollback in its folder. */
async function throughEngine(root, database, previous, version) {
  const base = join(root, 'base.db');
  const parts = (file) => ({ databases: [database(file)], driver, safety: sqliteSafety() });
  const settings = { approval: 'all', snapshot: false, rehearse: false, allowOutOfOrder: true };
  let found = ['the history before it does not run'];
  if (previous !== undefined && !(await bringTo(root, previous, () => createMigrator(parts('base.db')), settings))) return { found };
  for (const level of LEVELS) {
    const file = 'filled.db';
    for (const end of ['', '-wal', '-shm']) rmSync(join(root, file + end), { force: true });
    if (existsSync(base)) copyFileSync(base, join(root, file));
    const scratch = openScratch(join(root, file));
    fillRows(scratch.bench, { ...level, later: null }, own);
    const before = readImage(scratch.bench, own);
    scratch.close();
    const migrator = createMigrator(parts(file));
    const up = await migrator.up({ ...settings, to: version });
    if (!up.ok) {
      found = [`up: ${up.databases[0]?.error?.message ?? up.error?.message}`];
      continue;
    }
    const down = await migrator.down({ ...settings, steps: 1 });
    if (!down.ok) return { found: [`down: ${down.databases[0]?.error?.message ?? down.error?.message}`] };
    const after = openScratch(join(root, file));
    const differences = compareImages(before, readImage(after.bench, own), { exact: true });
    after.close();
    return { found: differences.map(({ object, text }) => `${object}: ${text}`) };
  }
  return { found };
}

/** Applies what comes before; a migration that does not run is left out, as in the trials. */
async function bringTo(root, version, migrator, settings) {
  for (;;) {
    const left = readdirSync(join(root, 'migrations')).flatMap((name) => (isUp(name) ? [/^\d+/.exec(name)[0]] : []));
    const to = left.sort().findLast((one) => one <= version);
    if (to === undefined) return true;
    const { ok, databases, error } = await migrator().up({ ...settings, to });
    if (ok) return true;
    const name = basename(databases[0]?.error?.file ?? error?.file ?? '');
    if (!existsSync(join(root, 'migrations', name)) || name === '') return false;
    rmSync(join(root, 'migrations', name));
    const rollback = join(root, 'migrations', 'rollback');
    const digits = /^\d+/.exec(name)?.[0];
    for (const one of existsSync(rollback) ? readdirSync(rollback) : []) if (one.startsWith(`${digits}_`)) rmSync(join(rollback, one));
  }
}

/** Histories of other builds of SQLite take "text" for a string where no column has that name. */
async function mendQuotes(migrations) {
  let mended = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const root = mkdtempSync(join(tmpdir(), 'prove-quotes-'));
    const database = adHocDatabase(join(root, 'quotes.db'), migrations, root, []);
    const { databases } = await createMigrator({ databases: [database], driver }).up({
      approval: 'all',
      snapshot: false,
      allowOutOfOrder: true,
    });
    rmSync(root, { recursive: true, force: true });
    const error = databases[0]?.error;
    const word = /no such column: "([^"]+)" - should this be a string/.exec(error?.message ?? '')?.[1];
    if (word === undefined) return mended;
    const file = join(migrations, basename(error.file));
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"${word}"`, `'${word}'`));
    mended += 1;
  }
  return mended;
}

function report(rows) {
  const projects = [...new Set(rows.map(({ project }) => project))];
  const line = (name, some) =>
    [
      name,
      some.length,
      some.filter((one) => one.generated).length,
      some.filter((one) => one.schema).length,
      some.filter((one) => one.alone).length,
      some.filter((one) => one.kept).length,
    ].join(' | ');
  console.log('history | ups | generated | schema byte for byte | every row by the text alone | every row with what the engine keeps');
  console.log('--- | --- | --- | --- | --- | ---');
  for (const project of projects)
    console.log(
      line(
        project,
        rows.filter((one) => one.project === project),
      ),
    );
  console.log(line('all', rows));
  console.log();
  for (const one of rows) {
    const why = reasons(one);
    if (why !== '') console.log(`${one.project} ${one.version} ${one.name}: ${why}`);
  }
}

function reasons({ generated, reason, schema, alone, losses, wrong, kept, keptReason }) {
  if (!generated) return `not generated: ${reason}`;
  const parts = [
    ...(schema ? [] : [`not proven: ${wrong.join('; ')}`]),
    ...(alone ? [] : [`destroyed: ${losses.join('; ') || 'tried without rows'}`]),
    ...(kept ? [] : [`with the engine: ${keptReason}`]),
  ];
  return parts.join(' · ').slice(0, 600);
}
