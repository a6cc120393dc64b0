// drizzle-orm's migrator: SQL files with a journal, all pending ones in one transaction, no way back.
import { columnOf, program, writeAll } from './command.mjs';

const BREAK = '--> statement-breakpoint\n';

export const drizzle = {
  name: 'drizzle-orm',
  package: 'drizzle-orm',
  actions: ['up-together'],
  write(folder, migrations) {
    const entries = migrations.map(({ id }, idx) => ({ idx, version: '6', when: Number(id.split('_')[0]), tag: id, breakpoints: true }));
    const journal = { version: '7', dialect: 'sqlite', entries };
    writeAll(folder, {
      'meta/_journal.json': JSON.stringify(journal, null, 2),
      ...Object.fromEntries(migrations.map(({ id, up }) => [`${id}.sql`, up.map((statement) => `${statement};\n`).join(BREAK)])),
    });
  },
  command: (action, work) => program('drizzle', action, work),
  // It records the time that the journal gives a migration: here, its number.
  recorded: (db) => columnOf(db, '__drizzle_migrations', 'created_at').map((when) => when.padStart(5, '0')),
};
