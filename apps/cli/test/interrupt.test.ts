import { describe, expect, test } from 'vitest';
import { readStream } from './document.js';
import { APP, openShop, single } from './shop.js';
import { of } from './workplace.js';

/** Long enough that nobody waits for its end, made of one statement. */
const ENDLESS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT i FROM n WHERE i < 0;\n';
/** Many statements, each long enough that a signal arrives in the middle of them. */
const MANY = 'INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT max(i) FROM n;\n'.repeat(
  400,
);

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('while waiting for the runner’s lock ends with 130 and changes nothing', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/004_more.sql', 'CREATE TABLE more (id INTEGER);\n');
    place.open('data/shop_orders.db.migrate-lock').exec('BEGIN IMMEDIATE');
    const running = place.start('up --filter orders --no-rehearse --json=stream');
    await running.said('"lock-waiting"');
    running.process.kill(signal);
    const { code, stdout } = await running.result;
    const { report } = readStream(stdout);
    expect({ code, ok: report.ok, error: of({ report }, 'orders').error?.code }).toEqual({ code: 130, ok: false, error: 'INTERRUPTED' });
    expect(place.rows('data/shop_orders.db', 'SELECT max(version) FROM schema_migrations')).toEqual([['003']]);
  });

  test('while waiting for another writer ends with 130 and changes nothing', async () => {
    const place = await openShop();
    place.write('migrations/orders_v1/004_more.sql', 'CREATE TABLE more (id INTEGER);\n');
    const writer = place.open('data/shop_orders.db');
    writer.exec('BEGIN IMMEDIATE');
    const running = place.start('up --filter orders --no-rehearse --json=stream');
    await running.said('"write-waiting"');
    running.process.kill(signal);
    const { code, stdout } = await running.result;
    expect({ code, error: of(readStream(stdout), 'orders').error?.code }).toEqual({ code: 130, error: 'INTERRUPTED' });
    writer.exec('COMMIT');
    expect(place.rows('data/shop_orders.db', "SELECT name FROM sqlite_schema WHERE name = 'more'")).toEqual([]);
  });

  test('between two statements undoes the open migration and keeps those before it', async () => {
    const place = single({ '001_a.sql': 'CREATE TABLE t (n INTEGER);\n', '002_many.sql': MANY });
    const running = place.start(['up', ...APP, '--no-rehearse', '--json=stream']);
    await running.said('"statement-finished","database":"app","version":"002"');
    running.process.kill(signal);
    const { code, stdout, stderr } = await running.result;
    const { report } = readStream(stdout);
    expect({ code, version: of({ report }, 'app').version, error: of({ report }, 'app').error?.code }).toEqual({
      code: 130,
      version: '001',
      error: 'INTERRUPTED',
    });
    expect(stderr).toContain('Ctrl-C again stops at once');
    expect(place.rows('app.db', 'SELECT count(*) FROM t')).toEqual([[0]]);
  });

  test('twice ends a statement that would never end; the next run finds all as it was', async () => {
    const place = single({ '001_a.sql': 'CREATE TABLE t (n INTEGER);\n', '002_endless.sql': ENDLESS });
    const running = place.start(['up', ...APP, '--no-rehearse', '--json=stream']);
    await running.said('"migration-started","database":"app","version":"002"');
    running.process.kill(signal);
    const told = new Promise<void>((resolve) => running.process.stderr.once('data', () => resolve()));
    await told;
    running.process.kill(signal);
    expect((await running.result).code).toBe(130);
    place.write('migrations/002_endless.sql', 'INSERT INTO t VALUES (1);\n');
    const answer = await place.json(['up', ...APP]);
    expect({ code: answer.code, ran: of(answer, 'app').ran.map(({ version }) => version) }).toEqual({ code: 0, ran: ['002'] });
    expect(place.rows('app.db', 'SELECT n FROM t')).toEqual([[1]]);
  });
});

test('while somebody else migrates, the wait names them and ends when they do', async () => {
  const place = single({ '001_a.sql': `CREATE TABLE t (n INTEGER);\n${MANY}` });
  const first = place.start(['up', ...APP, '--no-rehearse', '--json=stream']);
  await first.said('"statement-finished"');
  const second = place.start(['up', ...APP, '--no-rehearse', '--json=stream']);
  await second.said('"lock-waiting"');
  first.process.kill('SIGINT');
  expect((await first.result).code).toBe(130);
  await second.said('"statement-finished"');
  second.process.kill('SIGINT');
  const { events } = readStream((await second.result).stdout);
  const waiting = events.find(({ event }) => event === 'lock-waiting');
  const [started] = readStream((await first.result).stdout).events;
  expect(waiting).toMatchObject({ owner: { runId: started?.event === 'run-started' ? started.runId : null } });
});
