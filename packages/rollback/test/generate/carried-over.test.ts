import { expect, test } from 'vitest';
import { draft } from '../study.js';
import { workplace } from '../workplace.js';

const BASE = `CREATE TABLE parts (id integer PRIMARY KEY AUTOINCREMENT, kind text DEFAULT 'a' NOT NULL, size real);
CREATE INDEX parts_size ON parts (size) WHERE size > 0;
CREATE TRIGGER parts_named AFTER INSERT ON parts BEGIN UPDATE parts SET kind = upper(kind) WHERE id = new.id; END;
CREATE VIEW large AS SELECT id FROM parts WHERE size > 10;`;
const ROWS = `INSERT INTO parts (kind, size) VALUES ('x', 20), ('y', NULL), ('z', 1); DELETE FROM parts WHERE kind = 'Z';`;

/** As drizzle-kit writes a changed default: the view stands in the way of the rename, trigger and index would be lost. */
const REBUILD = `PRAGMA foreign_keys=OFF;
CREATE TABLE \`__new_parts\` (id integer PRIMARY KEY AUTOINCREMENT, kind text DEFAULT 'b' NOT NULL, size real);
INSERT INTO \`__new_parts\`("id", "kind", "size") SELECT "id", "kind", "size" FROM \`parts\`;
DROP TABLE \`parts\`;
ALTER TABLE \`__new_parts\` RENAME TO \`parts\`;
PRAGMA foreign_keys=ON;`;

test('what a run carries over is carried over where a rollback is made and proven, too', async () => {
  const { sql, verdict } = draft(BASE, REBUILD);
  expect([verdict.schema, verdict.data, verdict.writes]).toEqual([[], [], []]);
  const place = workplace(BASE + ROWS, { '001_a.sql': REBUILD, 'rollback/001_rollback_a.sql': sql });
  const before = place.contents();
  await place.up({ approval: 'all' });
  expect(place.rows("SELECT name FROM sqlite_schema WHERE name IN ('large', 'parts_named', 'parts_size') ORDER BY name")).toEqual([
    ['large'],
    ['parts_named'],
    ['parts_size'],
  ]);
  await place.down({ approval: 'all' });
  expect(place.contents()).toEqual(before);
});
