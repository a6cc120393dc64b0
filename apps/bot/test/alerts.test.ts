import { expect, test } from 'vitest';
import { inDatabase } from '@zepix/testkit';
import type { Actor } from '@zepix/testkit';
import { askFor, runIt, workplace } from './workplace.js';

const SOON = { ZEPIX_BOT_WATCH_SECONDS: '1' };
const alertsOf = ({ screen }: Actor): readonly string[] => screen.map(({ text = '' }) => text).filter((text) => /^(🔔|🟢)/u.test(text));

test('a new migration, a changed file and a change by hand are told once each, over a restart, too', async () => {
  const place = await workplace();
  const bot = await place.start(SOON);
  const { ann } = place.people;
  await ann.expect(/Migrations need you[\s\S]*There is no database/);
  await runIt(ann, '/migrate');
  await ann.expect('Over');
  place.migrate({ '002_more.sql': 'CREATE TABLE more (id INTEGER);\n' });
  await ann.expect(/1 migration pending[\s\S]*002_more/);
  place.migrate({ '001_items.sql': 'CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, extra TEXT);\n' });
  await ann.expect('An applied file was changed');
  inDatabase(place.folder.file('shop.db'), (database) => database.exec('CREATE TABLE by_hand (x)'));
  await ann.expect('The schema was changed by hand');
  const before = alertsOf(ann).length;
  bot.child.kill('SIGTERM');
  await bot.ended;
  await place.start(SOON);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(alertsOf(ann)).toHaveLength(before);
  expect(place.people.vic.screen).toEqual([]);
});

test('a run that failed in another chat is told to the admin chat', async () => {
  const place = await workplace();
  const { ann, oli } = place.people;
  await place.start({ ...SOON, ZEPIX_BOT_APPROVERS: String(oli.user.id), ZEPIX_BOT_OPERATORS: String(ann.user.id) });
  await runIt(oli, '/migrate');
  place.migrate({ '002_unique.sql': 'CREATE UNIQUE INDEX items_name ON items (name);\n' });
  const card = await askFor(oli, '/migrate');
  place.rows("INSERT INTO items (name) VALUES ('a'), ('a') RETURNING id");
  await oli.press(card, 'Approve');
  await oli.expect(/UNIQUE constraint failed/);
  await ann.expect(/A run failed[\s\S]*UNIQUE constraint failed/);
});
