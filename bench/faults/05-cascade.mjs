import { fails, holds, migration, reason } from './place.mjs';
import { recreateStatements } from './drizzle-kit.mjs';

const [PARENTS, CHILDREN] = [3, 6];
const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);

export const scenario = {
  name: 'recreating a parent with cascading children',
  about: `drizzle-kit is given two versions of a schema, in which a column of a parent table changes its type, and the SQL that it generates (PRAGMA foreign_keys=OFF, a new table, INSERT … SELECT, DROP TABLE, RENAME) is applied. The parent's ${PARENTS} rows have ${CHILDREN} children with ON DELETE CASCADE. It holds when all rows are still there.`,
  async judge(place) {
    const { before, recreate } = recreateStatements();
    const fill = [
      ...numbers(PARENTS).map((id) => `INSERT INTO parents (id, name) VALUES (${id}, '${id}')`),
      ...numbers(CHILDREN).map((id) => `INSERT INTO children (id, parent_id) VALUES (${id}, ${(id % PARENTS) + 1})`),
    ];
    const first = [migration(1, 'schema', before, []), migration(2, 'rows', fill, [])];
    place.write(first);
    await place.prepare();
    place.write([...first, migration(3, 'recreate', recreate, [])]);
    const { status, output } = await place.run();
    const [parents, children] = ['parents', 'children'].map((table) =>
      place.look((db) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
    );
    if (parents + children < PARENTS + CHILDREN) return fails(`${CHILDREN - children} of ${CHILDREN} children deleted, exit ${status}`);
    return status === 0 ? holds('all children kept') : fails(`fails: ${reason(output)}`);
  },
};
