import knexOf from 'knex';
import { main, settingsOf } from './program.mjs';

async function using({ folder, file }, body) {
  const knex = knexOf({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    migrations: { directory: folder, loadExtensions: ['.js'] },
  });
  try {
    await body(knex);
    const connection = await knex.client.acquireConnection();
    const settings = settingsOf(connection);
    await knex.client.releaseConnection(connection);
    return settings;
  } finally {
    await knex.destroy();
  }
}

await main({
  'up-together': (place) => using(place, (knex) => knex.migrate.latest()),
  status: (place) =>
    using(place, async (knex) => {
      const [applied, pending] = await knex.migrate.list();
      console.log(`${applied.length} applied, ${pending.length} pending`);
    }),
  down: (place, steps) =>
    using(place, async (knex) => {
      for (let step = 0; step < steps; step += 1) await knex.migrate.down();
    }),
});
