import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';

const START = `CREATE TABLE a (id INTEGER PRIMARY KEY, note TEXT); INSERT INTO a VALUES (1, 'one'), (2, 'two');`;
const UP = 'ALTER TABLE a DROP COLUMN note;';

function place(rollback: string): ReturnType<typeof workplace> {
  return workplace(START, { '001_drop.sql': UP, 'rollback/001_rollback_drop.sql': rollback });
}

test('a script that fails can be left out: what was preserved goes back without it', async () => {
  const { migrator, up, down, write, contents, rows } = place('ALTER TABLE a ADD COLUMN note TEXT\nDROP TABLE nowhere;');
  const before = contents();
  await up({ approval: 'all' });
  const { databases } = await migrator.down({ approval: 'all', snapshot: false });
  expect(databases[0]?.error).toMatchObject({ code: 'SQL_FAILED' });
  expect(databases[0]?.error?.dataState).toContain('--rollback-from preserved');
  write('INSERT INTO a (id) VALUES (3)');
  const report = await down({ approval: 'all', rollbackFrom: 'preserved' });
  expect(report.databases[0]?.ran[0]?.notices[0]).toContain('Without a script, as asked');
  expect(rows('SELECT id, note FROM a ORDER BY id')).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, null],
  ]);
  write('DELETE FROM a WHERE id = 3');
  expect(contents()).toEqual(before);
});

test('a script that brings back another schema is told of, and is not run where it is left out', async () => {
  const wrong = place('ALTER TABLE a ADD COLUMN remark TEXT;');
  const before = wrong.contents();
  await wrong.up({ approval: 'all' });
  const { databases } = await wrong.migrator.plan({ to: '0', rollbackFrom: 'preserved' });
  expect(databases[0]?.planned[0]).toMatchObject({ direction: 'down', statements: 0 });
  await wrong.down({ approval: 'all', rollbackFrom: 'preserved' });
  expect(wrong.contents()).toEqual(before);
  await wrong.up({ approval: 'all' });
  const back = await wrong.down({ approval: 'all' });
  expect(back.databases[0]?.ran[0]?.notices.join('\n')).toContain('did not bring the schema back as it was: table a');
});

test('where nothing was preserved it is refused', async () => {
  const { migrator, up } = place('ALTER TABLE a ADD COLUMN note TEXT;');
  await up({ approval: 'all', preserve: false });
  const { databases } = await migrator.down({ approval: 'all', rollbackFrom: 'preserved' });
  expect(databases[0]?.error).toMatchObject({ code: 'ROLLBACK_MISSING' });
});
