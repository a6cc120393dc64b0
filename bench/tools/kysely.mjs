// kysely: JavaScript modules. On SQLite its migrator uses no transaction.
import { columnOf, program, writeAll } from './command.mjs';

const KYSELY = import.meta.resolve('kysely');
const raw = (statements) => (statements ?? []).map((statement) => `  await sql.raw(${JSON.stringify(statement)}).execute(db);\n`).join('');

export const kysely = {
  name: 'kysely',
  package: 'kysely',
  actions: ['up', 'status', 'down'],
  write(folder, migrations) {
    for (const { id, up, down } of migrations) {
      const text = `import { sql } from ${JSON.stringify(KYSELY)};\nexport async function up(db) {\n${raw(up)}}\nexport async function down(db) {\n${raw(down)}}\n`;
      writeAll(folder, { [`${id}.mjs`]: text });
    }
  },
  command: (action, work) => program('kysely', action, work),
  recorded: (db) => columnOf(db, 'kysely_migration', 'name').map((name) => name.split('_')[0]),
};
