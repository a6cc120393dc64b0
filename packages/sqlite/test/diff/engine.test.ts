import { describe, expect, it } from 'vitest';
import { changeScript } from '../../src/index.js';
import { engine, steps } from '../engine/engine.js';
import { statementsFor } from './place.js';

const BEFORE = `CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents(id) ON DELETE CASCADE);
CREATE INDEX by_name ON parents (name) WHERE name > 'a';
CREATE TRIGGER log AFTER UPDATE ON parents BEGIN UPDATE children SET id = id WHERE 0; END;
CREATE VIEW family AS SELECT name FROM parents JOIN children ON parent = parents.id;
`;
const AFTER = BEFORE.replace('name TEXT', "name TEXT COLLATE NOCASE NOT NULL CHECK (name <> '')").replace("WHERE name > 'a'", '');

describe('generated scripts are migrations of this engine', () => {
  it('up and down, with children under ON DELETE CASCADE, back to every byte', async () => {
    const one = engine({
      '001_start.sql': BEFORE,
      '002_change.sql': changeScript(statementsFor(BEFORE, AFTER)),
      'rollback/002_rollback_change.sql': changeScript(statementsFor(AFTER, BEFORE, { text: 'exact' })),
    });
    expect((await one.up({ to: '001' })).error).toBeNull();
    one.sql(
      "INSERT INTO parents (name) VALUES ('ann'), ('bob'), ('cid'); INSERT INTO children VALUES (1, 1), (2, 2); DELETE FROM parents WHERE id = 3",
    );
    const contents = (): unknown =>
      ['parents', 'children', 'family', 'sqlite_sequence'].map((table) => one.rows(`SELECT * FROM ${table} ORDER BY 1`));
    const texts = (): unknown => one.rows("SELECT type, name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'schema_%' ORDER BY name");
    const [rows, before] = [contents(), texts()];
    expect((await one.up({ approval: 'all' })).error).toBeNull();
    expect(contents()).toEqual(rows);
    expect(texts()).not.toEqual(before);
    const down = await one.down();
    expect(down.error).toBeNull();
    expect(steps(down)).toEqual(['down 002 rolled-back']);
    expect(contents()).toEqual(rows);
    expect(texts()).toEqual(before);
  });
});
