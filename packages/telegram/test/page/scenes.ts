import { readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inDatabase, openDatabase, writeFiles } from '@zepix/testkit';
import type { Actor, Files } from '@zepix/testkit';
import { expect } from 'vitest';
import { place } from '../adapter/place.js';
import type { Place } from '../adapter/place.js';

type Shown = Awaited<ReturnType<Actor['expect']>>;

/** The messages of the page by name, as the bot really sent them. */
export type Scenes = Map<string, Shown>;

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DATABASES = {
  combined: { folder: 'combined_v3', file: 'zepix_combined.db', label: 'V3 Combined', aliases: ['zepix_combined_v3.db'] },
  price_action: { folder: 'price_action_v6', file: 'zepix_price_action.db', label: 'V6 Price Action' },
  central: { folder: 'central_system', file: 'zepix_bot.db', label: 'Central System', aliases: ['zepix_central.db'] },
};

const DESTRUCTIVE = '004_one_spelling.sql';

/** Plays everything that the page shows, on the project's own databases. */
export async function playScenes(): Promise<Scenes> {
  const scenes: Scenes = new Map();
  const zepix = await openZepix();
  await zepix.migrator.up({ filter: ['combined'], to: '002' });
  await zepix.migrator.up({ filter: ['price_action'], to: '002' });
  await zepix.migrator.up({ filter: ['central'], to: '001' });
  const first = await zepix.start({ lockTimeoutMs: 10_000 });
  await firstRun(zepix, scenes);
  await lookAround(zepix, scenes);
  await destroy(zepix, scenes);
  await takeBack(zepix, scenes);
  await restore(zepix, scenes);
  await fail(zepix, scenes);
  await fallSick(zepix, scenes);
  await first.stop();
  await alarm(zepix, scenes);
  const second = await zepix.start();
  await refuse(zepix, scenes);
  await second.stop();
  await inGroup(zepix, scenes);
  await cutOff(zepix, scenes);
  await tooLate(zepix, scenes);
  await brokenOff(zepix, scenes);
  return scenes;
}

function openZepix(): Promise<Place> {
  const entries = Object.entries(DATABASES);
  const files = entries.map(([name, { folder }]) => [name, sqlFiles(folder)]);
  const definitions = entries.map(([name, { folder, ...rest }]) => [name, folder === '' ? {} : rest]);
  return place(Object.fromEntries(files) as Record<string, Files>, Object.fromEntries(definitions) as Record<string, object>);
}

async function firstRun({ approver, folder }: Place, scenes: Scenes): Promise<void> {
  scenes.set('status', await approver.ask('/migration_status', 'Database Migration Status'));
  scenes.set('plan', await approver.ask('/migration_plan', 'Migration Plan'));
  scenes.set('planning', await approver.ask('/migrate', 'Planning'));
  const card = await approver.expect(isCard);
  scenes.set('card', card);
  scenes.set('details', await detailsOf(approver, card));
  const writer = openDatabase(folder.file('zepix_combined.db'));
  writer.exec('BEGIN IMMEDIATE');
  await approver.press(card, 'Approve');
  scenes.set('progress-waiting', await approver.expect('Waits for a lock'));
  writer.exec('ROLLBACK');
  scenes.set('summary', await approver.expect('✅ Done\n━'));
  scenes.set(
    'card-done',
    await approver.expect((message) => message.message_id === card.message_id && (message.text ?? '').includes('└ ✅ Done')),
  );
}

async function detailsOf(actor: Actor, card: Shown): Promise<Shown> {
  await actor.press(card, 'Details');
  return actor.expect((message) => message.message_id !== card.message_id && (message.text ?? '').includes('Migrate?'));
}

async function lookAround({ approver }: Place, scenes: Scenes): Promise<void> {
  scenes.set('status-well', await approver.ask('/migration_status', 'up to date'));
  scenes.set('history', await approver.ask('/migration_history central', 'Migration History'));
  scenes.set('snapshots', await approver.ask('/migration_snapshots combined', 'Snapshots'));
  scenes.set('nothing', await approver.ask('/migrate', 'Nothing to do'));
  scenes.set('usage', await approver.ask('/migration_restore', 'Name one database'));
  scenes.set('help', await approver.ask('/migration_help', 'These words'));
}

/** What drops and overwrites: the name is to be typed, and what is gone is kept. */
async function destroy({ approver, folder }: Place, scenes: Scenes): Promise<void> {
  const signals = `INSERT INTO v3_signals_log (symbol, signal_type, direction, mtf_raw_string)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
SELECT 'EURUSD', 'entry ' || i, iif(i % 2, 'buy', 'BUY'), '1,1,-1,' || i FROM n`;
  inDatabase(folder.file('zepix_combined.db'), (database) => database.exec(signals));
  writeFiles(folder.file('migrations', 'combined'), {
    [DESTRUCTIVE]: `-- Description: One spelling, and no raw strings
ALTER TABLE v3_signals_log DROP COLUMN mtf_raw_string;
UPDATE v3_signals_log SET direction = upper(direction);
`,
  });
  const card = await approver.ask('/migrate combined', isCard);
  scenes.set('card-destructive', card);
  await approver.press(card, 'Approve');
  const prompt = await approver.expect('Type it to approve');
  scenes.set('typing', prompt);
  approver.send('combinde', { replyTo: prompt });
  scenes.set('typed-wrong', await approver.expect('That is not the name'));
  approver.send('combined', { replyTo: prompt });
  scenes.set('summary-destructive', await approver.expect('🛟 Kept'));
  scenes.set('status-preserved', await approver.ask('/migration_status combined', /Preserved data: \d/));
  const since = `UPDATE v3_signals_log SET direction = 'LONG' WHERE id <= 3; DELETE FROM v3_signals_log WHERE id = 40;
INSERT INTO v3_signals_log (symbol, signal_type) VALUES ('XAUUSD', 'written since')`;
  inDatabase(folder.file('zepix_combined.db'), (database) => database.exec(since));
}

async function takeBack({ approver, folder }: Place, scenes: Scenes): Promise<void> {
  const card = await approver.ask('/migration_rollback combined 1', isCard);
  scenes.set('rollback', card);
  await approver.press(card, 'Approve');
  approver.send('combined', { replyTo: await approver.expect('This takes back') });
  scenes.set('rollback-done', await approver.expect('Brought back'));
  rmSync(folder.file('migrations', 'combined', DESTRUCTIVE));
}

async function restore({ approver, migrator, folder }: Place, scenes: Scenes): Promise<void> {
  await migrator.up();
  inDatabase(folder.file('zepix_bot.db'), (database) => database.exec(`INSERT INTO system_config (key, value) VALUES ('mode', 'live')`));
  const [list] = (await migrator.snapshots.list({ filter: ['central'] })).result ?? [];
  const card = await approver.ask(`/migration_restore central ${list?.snapshots[0]?.id ?? ''}`, isCard);
  scenes.set('restore', card);
  await approver.press(card, 'Approve');
  approver.send('central', { replyTo: await approver.expect('Type it to approve') });
  scenes.set('restored', await approver.expect('Restored\n━'));
  await migrator.up();
}

async function fail({ approver, folder }: Place, scenes: Scenes): Promise<void> {
  const write = (up: string): void =>
    writeFiles(folder.file('migrations', 'combined'), {
      '004_one_signal.sql': `-- Description: Each signal once\n${up}`,
      'rollback/004_rollback_one_signal.sql': 'DROP INDEX one_signal;\n',
    });
  write('CREATE UNIQUE INDEX one_signal ON v3_signals (symbol, signal_type);\n');
  scenes.set('rehearsal-failed', await approver.ask('/migrate combined', 'This can’t run'));
  write('CREATE UNIQUE INDEX one_signal ON v3_signals_log (symbol, signal_type);\n');
  const card = await approver.ask('/migrate combined', isCard);
  // What the rehearsal could not know: the application goes on writing.
  const insert = `INSERT INTO v3_signals_log (symbol, signal_type) VALUES ('EURUSD', 'buy'), ('EURUSD', 'buy')`;
  inDatabase(folder.file('zepix_combined.db'), (database) => database.exec(insert));
  await approver.press(card, 'Approve');
  scenes.set('failed', await approver.expect('nothing was changed'));
}

async function fallSick({ approver, folder }: Place, scenes: Scenes): Promise<void> {
  inDatabase(folder.file('zepix_price_action.db'), (database) => database.exec('ALTER TABLE market_trends ADD COLUMN note TEXT'));
  renameSync(folder.file('zepix_bot.db'), folder.file('away.db'));
  scenes.set('status-sick', await approver.ask('/migration_status', 'need you'));
  scenes.set('cannot-run', await approver.ask('/migrate price_action', 'This can’t run'));
}

async function alarm({ admin, folder, start }: Place, scenes: Scenes): Promise<void> {
  const { stop } = await start({ watchMs: 100 });
  scenes.set('alert', await lastOf(admin, 'The database is gone'));
  renameSync(folder.file('away.db'), folder.file('zepix_bot.db'));
  scenes.set('alert-over', await lastOf(admin, 'Over'));
  await stop();
}

async function lastOf(actor: Actor, words: string): Promise<Shown> {
  const find = (): Shown | undefined => actor.screen.findLast(({ text }) => text?.includes(words));
  await expect.poll(find, { timeout: 10_000, message: `the bot shows "${words}"` }).toBeDefined();
  return find() as Shown;
}

async function refuse(zepix: Place, scenes: Scenes): Promise<void> {
  const { viewer, approver, admin, telegram, folder } = zepix;
  approver.send('/migrate', { forwardedFrom: viewer.user });
  scenes.set('forwarded', await approver.expect('Refused'));
  scenes.set('refused', await viewer.ask('/migrate', 'Refused'));
  telegram.acquainted(telegram.user('Mallory', { username: 'mallory' })).send('/migration_status');
  scenes.set('stranger', await lastOf(admin, 'Somebody else'));
  const fixed = 'CREATE INDEX one_signal ON v3_signals_log (symbol, signal_type);\n';
  writeFiles(folder.file('migrations', 'combined'), { '004_one_signal.sql': fixed });
  const card = await approver.ask('/migrate combined', isCard);
  writeFiles(folder.file('migrations', 'combined'), { '004_one_signal.sql': `${fixed}-- edited\n` });
  await approver.press(card, 'Approve');
  scenes.set('stale', await approver.expect('Refused: the plan changed'));
  const other = await approver.ask('/migrate combined', isCard);
  await approver.press(other, 'Reject');
  scenes.set('rejected', await approver.expect('└ 🚫 Rejected'));
}

/** In a group, with two people, and a card that nobody pressed in time. */
async function inGroup({ approver, second, telegram, start }: Place, scenes: Scenes): Promise<void> {
  const group = telegram.group({ admins: [approver.user], members: [second.user] });
  const allow = { approvers: [approver.user.id, second.user.id], groups: [group.id] };
  const { stop } = await start({ allow, twoPeople: true, approvalMs: 1500, watchMs: 200 });
  const one = telegram.as(approver.user, group);
  one.send('/migrate', { as: 'anonymous' });
  scenes.set('anonymous', await one.expect('Refused'));
  scenes.set('card-two', await one.ask('/migrate combined', isCard));
  scenes.set('expired', await one.expect('Too late'));
  await stop();
}

/** A run whose bot died: its request stands as running, and the history has what became of it. */
async function cutOff({ approver, migrator, state, start }: Place, scenes: Scenes): Promise<void> {
  const request = [...state.requests.values()].findLast(({ chat }) => chat === approver.chat.id);
  if (request === undefined) throw new Error('nothing was asked for');
  state.requests.set(request.id, { ...request, status: 'running' });
  await migrator.up({ filter: ['combined'], consent: { request: request.id, askedBy: 'Anna', approvedBy: 'Anna' } });
  const { stop } = await start();
  scenes.set('cut-off', await lastOf(approver, 'A run that was cut off'));
  await stop();
}

/** A name that is typed when nobody waits for it any more. */
async function tooLate({ approver, start }: Place, scenes: Scenes): Promise<void> {
  let lateMs = 0;
  const { stop } = await start({ now: () => new Date(Date.now() + lateMs) });
  const card = await approver.ask('/migration_rollback combined 1', isCard);
  await approver.press(card, 'Approve');
  const prompt = await approver.expect('Type it to approve');
  lateMs = 3_600_000;
  approver.send('combined', { replyTo: prompt });
  scenes.set('typed-late', await approver.expect('typed too late'));
  await stop();
}

/** A bot that died while it made a plan. */
async function brokenOff({ approver, state, start }: Place, scenes: Scenes): Promise<void> {
  const promised = { chat: approver.chat.id, message: scenes.get('planning')?.message_id };
  await state.remember('promised', JSON.stringify([promised]), null);
  const { stop } = await start();
  scenes.set('broken-off', await lastOf(approver, 'No card comes'));
  await stop();
}

/** A card that waits for a press: others change late. */
function isCard({ reply_markup: markup }: Shown): boolean {
  return markup?.inline_keyboard.flat().some(({ text }) => text.includes('Approve')) === true;
}

function sqlFiles(folder: string): Files {
  const path = `${ROOT}migrations/${folder}`;
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'));
  return Object.fromEntries(names.map((name) => [name.replaceAll('\\', '/'), readFileSync(`${path}/${name}`, 'utf8')]));
}
