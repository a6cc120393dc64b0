import { describe, expect, test } from 'vitest';
import { APP, single } from './shop.js';
import { of } from './workplace.js';
import type { Workplace } from './workplace.js';

const TABLE = 'CREATE TABLE t (n INTEGER);\n';

/** How many processes of Node a command is. */
async function processes(place: Workplace, args: readonly string[]): Promise<number> {
  const list = place.path('processes.txt');
  place.write('count.cjs', "require('node:fs').appendFileSync(process.env.LIST, '.');\n");
  const { code } = await place.run(args, { NODE_OPTIONS: `--require ${JSON.stringify(place.path('count.cjs'))}`, LIST: list });
  expect(code).toBe(0);
  const started = place.read('processes.txt').length;
  place.remove('processes.txt');
  return started;
}

describe('how many processes a run is', () => {
  test('two where something is migrated, one where nothing is to do', async () => {
    const place = single({ '001_a.sql': TABLE });
    const up = ['up', ...APP, '--no-rehearse'];
    expect(await processes(place, up)).toBe(2);
    expect(await processes(place, up)).toBe(1);
    place.write('migrations/002_b.sql', 'INSERT INTO t VALUES (1);\n');
    expect(await processes(place, up)).toBe(2);
    expect(place.rows('app.db', 'SELECT n FROM t')).toEqual([[1]]);
  });

  test('what is printed does not tell them apart', async () => {
    const place = single({ '001_a.sql': TABLE });
    await place.run(['up', ...APP, '--no-rehearse']);
    const alone = await place.json(['up', ...APP]);
    const planned = await place.json(['up', ...APP, '--dry-run']);
    expect(of(alone, 'app')).toEqual({ ...of(planned, 'app'), disk: of(alone, 'app').disk });
    expect(alone).toMatchObject({ code: 0, report: { command: 'up', ok: true, error: null, promises: planned.report.promises } });
  });
});

test('down and redo take --no-rehearse as up does', async () => {
  const place = single({ '001_a.sql': TABLE, 'rollback/001_rollback_a.sql': 'DROP TABLE t;\n' });
  await place.run(['up', ...APP, '--no-rehearse']);
  const redone = await place.json(['redo', ...APP, '--yes', '--no-rehearse']);
  expect({ code: redone.code, ran: of(redone, 'app').ran.map(({ direction }) => direction) }).toEqual({ code: 0, ran: ['down', 'up'] });
  const back = await place.json(['down', ...APP, '--yes', '--no-rehearse']);
  expect({ code: back.code, version: of(back, 'app').version, rehearsed: back.report.promises.rehearsed }).toEqual({
    code: 0,
    version: null,
    rehearsed: false,
  });
});
