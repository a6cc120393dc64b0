import { fails, holds, migration, reason } from './place.mjs';

const TRIGGER = `CREATE TRIGGER cap AFTER UPDATE OF size ON orders WHEN new.size > 10 BEGIN
  -- one; two
  UPDATE orders SET size = CASE WHEN new.size > 100 THEN 100 ELSE new.size END WHERE id = new.id;
  INSERT INTO log VALUES ('capped; END;');
END`;
const MIGRATIONS = [
  migration(1, 'orders', ['CREATE TABLE orders (id INTEGER PRIMARY KEY, size INTEGER)', 'CREATE TABLE log (line TEXT)'], []),
  migration(2, 'cap', [TRIGGER, 'INSERT INTO orders VALUES (1, 1)'], []),
];

export const scenario = {
  name: 'trigger body',
  about: `A migration creates a trigger whose body has two statements, a CASE … END, and semicolons in a comment and in a string; another statement follows. It holds when the trigger does what it says.`,
  async judge(place) {
    place.write(MIGRATIONS);
    const { status, output } = await place.run();
    if (status !== 0) return fails(`fails: ${reason(output)}`);
    const said = place.look((db) => {
      db.exec('UPDATE orders SET size = 500');
      return db.prepare('SELECT size, (SELECT line FROM log) AS line FROM orders').get();
    });
    return said?.size === 100 && said.line === 'capped; END;' ? holds('runs as written') : fails('another trigger');
  },
};
