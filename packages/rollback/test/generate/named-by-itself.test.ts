import { expect, test } from 'vitest';
import { draft } from '../study.js';
import { workplace } from '../workplace.js';

/** CHECKs as drizzle-kit writes them: they call their columns by the table's name, and SQLite can't rename such a table. */
const BASE = `CREATE TABLE "parts" (
  "id" integer PRIMARY KEY AUTOINCREMENT, "kind" text NOT NULL, "size" real, "label" text GENERATED ALWAYS AS ("kind" || '!') STORED,
  CONSTRAINT "parts_kind" CHECK("parts"."kind" <> '')
);
CREATE INDEX "parts_size" ON "parts" ("size") WHERE "parts"."size" > 0;
CREATE TABLE "uses" ("id" integer PRIMARY KEY, "part" integer REFERENCES "parts"("id") ON DELETE CASCADE);
CREATE VIEW "large" AS SELECT "id" FROM "parts" WHERE "size" > 10;
CREATE TRIGGER "parts_gone" AFTER DELETE ON "parts" BEGIN DELETE FROM "uses" WHERE "part" = old."id"; END;`;

const ROWS = `INSERT INTO "parts" ("kind", "size") VALUES ('a', 1), ('b', 20), ('c', NULL); INSERT INTO "uses" VALUES (1, 1), (2, 2);
DELETE FROM "parts" WHERE "kind" = 'c';`;

const rebuild = (check: string): string => `PRAGMA foreign_keys=OFF;
DROP VIEW "large";
CREATE TABLE "__new_parts" (
  "id" integer PRIMARY KEY AUTOINCREMENT, "kind" text NOT NULL, "size" real, "label" text GENERATED ALWAYS AS ("kind" || '!') STORED,
  CONSTRAINT "parts_kind" CHECK(${check})
);
INSERT INTO "__new_parts" ("id", "kind", "size") SELECT "id", "kind", "size" FROM "parts";
DROP TABLE "parts";
ALTER TABLE "__new_parts" RENAME TO "parts";
CREATE INDEX "parts_size" ON "parts" ("size") WHERE "parts"."size" > 0;
CREATE TRIGGER "parts_gone" AFTER DELETE ON "parts" BEGIN DELETE FROM "uses" WHERE "part" = old."id"; END;
PRAGMA foreign_keys=ON;`;

test.each([
  ['rebuilt with another CHECK', rebuild(`"__new_parts"."kind" <> 'x' AND "__new_parts"."kind" <> ''`)],
  ['rebuilt without a CHECK that names it', rebuild(`"kind" <> 'x'`)],
  ['with one column less', `DROP VIEW "large"; DROP INDEX "parts_size"; ALTER TABLE "parts" DROP COLUMN "size";`],
  ['with one column more', `ALTER TABLE "parts" ADD COLUMN "note" text DEFAULT 'none';`],
])('a table whose CHECK names it goes back: %s', async (_, up) => {
  const { sql, verdict } = draft(BASE, up);
  expect(sql).not.toBe('');
  expect([verdict.schema, verdict.writes]).toEqual([[], []]);
  const place = workplace(BASE + ROWS, { '001_a.sql': up, 'rollback/001_rollback_a.sql': sql });
  const before = place.contents();
  await place.up({ approval: 'all' });
  await place.down({ approval: 'all' });
  expect(place.contents()).toEqual(before);
});
