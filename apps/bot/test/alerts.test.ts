import { expect, test } from 'vitest';
import { inDatabase } from '@zepix/testkit';
import type { Actor } from '@zepix/testkit';
import { runIt, workplace } from './workplace.js';

const SOON = { ZEPIX_BOT_WATCH_SECONDS: '1' };
const alertsOf = ({ screen }: Actor): readonly string[] => screen.map(({ text = '' }) => text).filter((text) => /^(🔔|🟢)/u.test(text));

test('a new migration, a changed file and a change by hand are told once each, and again only when they change', async () => {
  const place = await workplace();
  await place.start(SOON);
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
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(alertsOf(ann)).toHaveLength(before);
  expect(place.people.vic.screen).toEqual([]);
});

test('a failed run is told to the admin chat, and what was told is known after a restart', async () => {
  const place = await workplace({ migrations: { '001_bad.sql': 'CREATE TABLE a (x);\nINSERT INTO missing VALUES (1);\n' } });
  const first = await place.start(SOON);
  const { ann } = place.people;
  expect((await runIt(ann, '/migrate')).text).toMatch(/no such table: missing/);
  await ann.expect('A run failed');
  first.child.kill('SIGTERM');
  await first.ended;
  const before = alertsOf(ann).length;
  await place.start(SOON);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(alertsOf(ann)).toHaveLength(before);
});
