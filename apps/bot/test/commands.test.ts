import { expect, test } from 'vitest';
import { FIRST, askFor, runIt, workplace } from './workplace.js';

const LOOKS = {
  migration_status: 'Database Migration Status',
  migration_plan: 'Migration Plan',
  migration_history: 'Migration History',
  migration_snapshots: 'Snapshots',
  migration_help: 'Migrations',
};

test('every command: a viewer looks, an operator asks, an approver approves', async () => {
  const { start, people, rows, migrate } = await workplace();
  await start();
  const { ann, oli, vic } = people;
  for (const [command, words] of Object.entries(LOOKS)) await vic.ask(`/${command}`, words);
  for (const command of ['migrate', 'migration_rollback shop', 'migration_restore shop x']) {
    expect((await vic.ask(`/${command}`, 'Refused')).text).toContain('This needs an operator; you are a viewer.');
  }
  const card = await askFor(oli, '/migrate');
  expect(await oli.press(card, 'Approve')).toMatchObject({ text: 'Only an approver may approve this; you are an operator.' });
  await oli.press(card, 'Reject');
  await oli.expect('Rejected');
  const own = await askFor(ann, '/migrate');
  await ann.press(own, 'Approve');
  await ann.expect(/^✅ Done/);
  expect(rows('SELECT version, state FROM schema_migrations')).toEqual([['001', 'applied']]);
  migrate({
    '002_prices.sql': 'ALTER TABLE items ADD COLUMN price REAL;\n',
    'rollback/002_rollback_prices.sql': 'ALTER TABLE items DROP COLUMN price;\n',
  });
  await runIt(ann, '/migrate shop');
  expect((await vic.ask('/migration_status', 'Version: 002')).text).toContain('🟢');
});

test('a rollback and a restore want the name typed, and undo what was done', async () => {
  const { start, people, rows } = await workplace();
  await start();
  const { ann } = people;
  await runIt(ann, '/migrate');
  const back = await askFor(ann, '/migration_rollback shop 1');
  await ann.press(back, 'Approve');
  await ann.expect('Type it to approve');
  await ann.ask('shop', /^✅ Done/);
  expect(rows('SELECT version FROM schema_migrations')).toEqual([]);
  const list = await ann.ask('/migration_snapshots', 'Snapshots');
  const [, id] = /\/migration_restore shop (\S+)/.exec(list.text ?? '') ?? [];
  expect(id).toBeDefined();
  const card = await askFor(ann, `/migration_restore shop ${id}`);
  await ann.press(card, 'Approve');
  await ann.expect('Type it to approve');
  await ann.ask('shop', /^✅/);
  expect(rows('SELECT version FROM schema_migrations')).toEqual([['001']]);
  const history = await ann.ask('/migration_history', 'Migration History');
  expect(history.text).toContain('ann');
});

test('a stranger gets silence, wherever they write and whatever they press; the owner is told once', async () => {
  const { start, people, telegram } = await workplace();
  await start();
  const { ann, eve } = people;
  const card = await askFor(ann, '/migrate');
  const group = telegram.group({ members: [eve.user, ann.user] });
  for (const command of ['/start', '/migration_status', '/migrate', '/migration_help']) {
    eve.send(command);
    telegram.as(eve.user, group).send(command);
    telegram.as(ann.user, group).send(command);
  }
  const approve = card.reply_markup?.inline_keyboard[0]?.[0];
  const data = approve !== undefined && 'callback_data' in approve ? approve.callback_data : '';
  const press = eve.pressData(telegram.forward(card, eve.chat, eve.user), data, 1500);
  await expect(press).rejects.toThrow('did not answer');
  await ann.ask('/migration_help', 'Migrations');
  expect([...eve.screen, ...telegram.as(eve.user, group).screen].map(({ text }) => text)).toEqual([]);
  const told = ann.screen.filter(({ text }) => text?.includes('Somebody else wrote') === true);
  expect(told.map(({ text }) => text?.includes(String(eve.user.id)))).toContain(true);
  expect(told.filter(({ text }) => text?.includes(String(eve.user.id)))).toHaveLength(1);
});

test('in a group on the list: people on the list are heard, an anonymous admin is not told apart, a channel is a stranger', async () => {
  const { start, people, telegram } = await workplace();
  const { ann, oli, eve } = people;
  const group = telegram.group({ admins: [ann.user], members: [oli.user, eve.user] });
  await start({ ZEPIX_BOT_GROUPS: String(group.id) });
  const here = telegram.as(ann.user, group);
  const card = await askFor(telegram.as(oli.user, group), '/migrate');
  here.send('/migrate', { as: 'anonymous' });
  expect((await here.expect('Refused')).text).toContain('Write as yourself');
  here.send('/migrate', { as: telegram.channel('News') });
  telegram.as(eve.user, group).send('/migrate');
  oli.send('/migrate', { forwardedFrom: ann.user });
  expect((await oli.expect('Refused')).text).toContain('forwarded');
  await here.press(card, 'Approve');
  await here.expect(/^✅ Done/);
  expect(here.screen.map(({ text }) => text?.split('\n')[0])).toEqual(['🛠 Migrate?', '🚫 Refused', '⏳ Under way', '✅ Done']);
});

test('commands are shown to those who may give them, and to nobody else', async () => {
  const { start, people, telegram } = await workplace();
  await start();
  const named = (name: 'ann' | 'oli' | 'vic' | 'eve'): readonly string[] =>
    (telegram.menus[`chat ${people[name].user.id}`] ?? []).map(({ command }) => command);
  await people.ann.ask('/migration_help', 'Migrations');
  while (named('vic').length === 0 || named('oli').length === 0 || named('ann').length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(named('ann')).toContain('migrate');
  expect(named('oli')).toContain('migration_restore');
  expect(named('vic')).not.toContain('migrate');
  expect(named('eve')).toEqual([]);
  expect(Object.keys(telegram.menus).filter((scope) => !scope.startsWith('chat '))).toEqual([]);
});

test('nobody is answered where nobody is on a list', async () => {
  const { launch, people, telegram } = await workplace({ migrations: FIRST });
  const bot = launch([], { ZEPIX_BOT_APPROVERS: '', ZEPIX_BOT_OPERATORS: '', ZEPIX_BOT_VIEWERS: '', ZEPIX_BOT_ADMIN_CHAT: '' });
  await bot.said('the bot runs');
  await bot.said('nobody is on a list');
  people.ann.send('/migration_status');
  await bot.said(new RegExp(`"user":${people.ann.user.id}.*a stranger got no answer`));
  expect(telegram.journal.changes).toEqual([]);
  expect(Object.keys(telegram.menus)).toEqual([]);
});
