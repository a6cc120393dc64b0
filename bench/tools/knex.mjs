// knex: JavaScript files, all pending ones in one transaction.
import { columnOf, program, writeAll } from './command.mjs';

const raw = (statements) => (statements ?? []).map((statement) => `  await knex.raw(${JSON.stringify(statement)});\n`).join('');

export const knex = {
  name: 'knex',
  package: 'knex',
  actions: ['up-together', 'status', 'down'],
  write(folder, migrations) {
    for (const { id, up, down, transaction = true } of migrations) {
      const config = transaction ? '' : 'exports.config = { transaction: false };\n';
      const text = `${config}exports.up = async (knex) => {\n${raw(up)}};\nexports.down = async (knex) => {\n${raw(down)}};\n`;
      writeAll(folder, { [`${id}.js`]: text });
    }
  },
  command: (action, work) => program('knex', action, work),
  recorded: (db) => columnOf(db, 'knex_migrations', 'name').map((name) => name.split('_')[0]),
};
