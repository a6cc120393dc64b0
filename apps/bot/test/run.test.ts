import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { TELEGRAM_LIMITS, writeFiles } from '@zepix/testkit';
import { slowMigrations } from './slow.js';
import { askFor, runIt, workplace } from './workplace.js';
import type { Workplace } from './workplace.js';

const BOTH = [['001'], ['002']];
const TICKS = 'SELECT count(*) FROM ticks';

/** The versions that stand in the ledger; none where there is none yet. */
function applied({ rows }: Workplace): unknown[] {
  const [[there]] = rows("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'") as [[number]];
  return there === 0 ? [] : rows('SELECT version FROM schema_migrations ORDER BY version');
}

/** A bot with a slow migration under way, after the quick one. */
async function underWay(place: Workplace, env: Readonly<Record<string, string>> = {}) {
  const bot = await place.start(env);
  const { ann } = place.people;
  const card = await askFor(ann, '/migrate');
  await ann.press(card, 'Approve');
  await ann.expect('Under way');
  while (applied(place).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return { bot, card };
}

test('while a migration runs the bot answers, and edits one message now and then', async () => {
  const place = await workplace({ migrations: slowMigrations(10), limits: TELEGRAM_LIMITS });
  await underWay(place);
  const { ann, vic } = place.people;
  await vic.ask('/migration_help', 'Migrations');
  await vic.ask('/migration_status', 'Database Migration Status');
  await vic.ask('/migration_history', 'Migration History');
  expect(applied(place)).toEqual([['001']]);
  await ann.expect(/^✅ Done/, 25_000);
  expect(applied(place)).toEqual(BOTH);
  const progress = place.telegram.journal.changes.filter(({ message }) => message.text?.startsWith('⏳ Under way') === true);
  expect(new Set(progress.map(({ message }) => message.message_id)).size).toBe(1);
  const gaps = progress.slice(1, -1).map(({ at }, index) => at - (progress[index]?.at ?? 0));
  expect(gaps.filter((gap) => gap < 3000)).toEqual([]);
});

test('an outage in the middle of a run costs the run nothing, and its end is told once it is over', async () => {
  const place = await workplace({ migrations: slowMigrations(4) });
  const { bot } = await underWay(place);
  const { telegram, people } = place;
  const outage = telegram.fault({ kind: 'reset' });
  await bot.said('telegram does not answer');
  while (applied(place).length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  outage.end();
  await people.ann.expect(/^✅ Done/, 25_000);
  await people.vic.ask('/migration_status', 'Version: 002', 25_000);
  expect(people.ann.screen.filter(({ text }) => text?.startsWith('✅ Done') === true)).toHaveLength(1);
});

test('killed in the middle: nothing is half done, and the next start says how it ended', async () => {
  const place = await workplace({ migrations: slowMigrations(4) });
  const { bot, card } = await underWay(place);
  const { ann } = place.people;
  bot.child.kill('SIGKILL');
  await bot.ended;
  await place.start();
  const told = await ann.expect('A run that was cut off', 25_000);
  expect(told.text).toContain('none is half done');
  expect(applied(place)).toEqual([['001']]);
  expect(place.rows(TICKS)).toEqual([[0]]);
  expect((await ann.press(card, 'Approve')).text).toContain('approved already');
  await runIt(ann, '/migrate');
  await ann.expect(/^✅ Done/, 25_000);
  expect(applied(place)).toEqual(BOTH);
});

test('asked to stop in the middle: the open migration is undone, that is told, and the bot ends well', async () => {
  const place = await workplace({ migrations: slowMigrations(4) });
  const { bot } = await underWay(place);
  bot.child.kill('SIGTERM');
  const { code, stdout } = await bot.ended;
  expect([code, stdout.includes('the bot stops')]).toEqual([0, true]);
  expect(applied(place)).toEqual([['001']]);
  expect(place.rows(TICKS)).toEqual([[0]]);
  const end = place.people.ann.screen.at(-1);
  expect(end?.text).toMatch(/stop|INTERRUPTED/i);
  await place.start();
  await place.people.ann.ask('/migration_status', 'Version: 001');
});

test.skipIf(process.platform !== 'linux')('the engine killed in the middle: the bot lives, and tells of it', async () => {
  const place = await workplace({ migrations: slowMigrations(4) });
  const { bot } = await underWay(place);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(bot.child.pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
  for (const pid of children) process.kill(Number(pid), 'SIGKILL');
  await place.people.ann.expect('A run that was cut off', 25_000);
  expect(applied(place)).toEqual([['001']]);
  await place.people.vic.ask('/migration_status', 'Database Migration Status');
});

test('two who ask and approve at once: each migration is applied once, and each is told how theirs ended', async () => {
  const place = await workplace({ migrations: slowMigrations(2) });
  const { telegram, people } = place;
  await place.start({ ZEPIX_BOT_APPROVERS: `${people.ann.user.id},${people.oli.user.id}` });
  const { ann, oli } = people;
  const [first, second] = await Promise.all([askFor(ann, '/migrate'), askFor(oli, '/migrate')]);
  const answers = await Promise.all([ann.press(first, 'Approve'), oli.press(second, 'Approve')]);
  expect(answers.map(({ text }) => text)).toEqual(['Approved. It begins now.', 'Approved. It begins now.']);
  const isEnd = (text = ''): boolean => !/Planning|Migrate\?|Under way/.test(text);
  const ends = await Promise.all([ann, oli].map((one) => one.expect(({ text }) => isEnd(text), 25_000)));
  expect(ends.filter(({ text }) => text?.startsWith('✅ Done') === true)).toHaveLength(1);
  expect(applied(place)).toEqual(BOTH);
  expect(place.rows(TICKS)).toEqual([[2]]);
  expect(telegram.calls.filter(({ answer }) => answer !== null && 'error_code' in answer)).toEqual([]);
});

test('a flood of orders is answered in Telegram’s own time, whatever is refused meanwhile', async () => {
  const limits = { chatPerSecond: 4, chatBurst: 3, groupPerMinute: 20, allPerSecond: 30 };
  const place = await workplace({ limits });
  await place.start();
  const { ann, vic } = place.people;
  for (let turn = 0; turn < 12; turn++) vic.send('/migration_help');
  await runIt(ann, '/migrate');
  while (vic.screen.length < 12) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(applied(place)).toEqual([['001']]);
  const refused = place.telegram.calls.filter(({ answer }) => answer !== null && 'error_code' in answer && answer.error_code === 429);
  expect(refused.length).toBeGreaterThan(0);
});

test('another configuration counts for the next look and the next plan, and not for a card that was shown before', async () => {
  const place = await workplace();
  await place.start();
  const { ann, vic } = place.people;
  await vic.ask('/migration_status', 'Migration Status');
  const card = await askFor(ann, '/migrate');
  const config = (folder: string): string =>
    `export default { databases: { shop: { file: 'moved.db', migrations: '${folder}', label: 'Moved' } } };\n`;
  writeFiles(place.folder.path, { 'zepix.config.ts': config('elsewhere'), 'elsewhere/007_other.sql': 'CREATE TABLE other (id);\n' });
  await ann.press(card, 'Approve');
  await ann.expect('Refused: the plan changed', 25_000);
  expect((await vic.ask('/migration_status', 'Migration Status')).text).toContain('Moved');
  writeFiles(place.folder.path, { 'zepix.config.ts': 'export default { broken' });
  await vic.ask('/migration_status', "can't be loaded");
  writeFiles(place.folder.path, { 'zepix.config.ts': config('elsewhere') });
  expect((await vic.ask('/migration_status', 'Migration Status')).text).toContain('Moved');
});

test('killed while it makes a plan: the next start says that no card comes', async () => {
  const place = await workplace({ migrations: slowMigrations(20) });
  writeFiles(place.folder.path, {
    'zepix.config.ts': "export default { databases: { shop: { file: 'shop.db', migrations: 'migrations' } } };\n",
  });
  const bot = await place.start();
  await place.people.ann.ask('/migrate', 'on a copy of', 25_000);
  bot.child.kill('SIGKILL');
  await bot.ended;
  await place.start();
  expect((await place.people.ann.expect('No card comes')).text).toContain('Ask again');
  expect(applied(place)).toEqual([]);
});
