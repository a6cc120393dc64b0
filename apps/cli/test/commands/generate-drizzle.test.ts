import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const SCHEMA = `import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const users = sqliteTable('users', { id: integer().primaryKey(), fullName: text().notNull(), homeTown: text() });
`;
const CASING = `export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle', casing: 'snake_case' };\n`;

/** A project as drizzle-kit has it: its configuration, its schema, and where asked its first migration. */
function drizzleProject(config = CASING): Workplace {
  const place = workplace();
  place.write('schema.ts', SCHEMA);
  place.write('drizzle.config.ts', config);
  symlinkSync(MODULES, place.path('node_modules'), 'junction');
  return place;
}

function kit(place: Workplace, ...words: readonly string[]): string {
  return execFileSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', ...words], { cwd: place.path(''), encoding: 'utf8' });
}

const AD_HOC = '--database app.db --migrations drizzle';

describe('a project of drizzle-kit', () => {
  test('its migrations make what it declares, in the casing of its configuration', async () => {
    const place = drizzleProject();
    kit(place, 'generate', '--name', 'first');
    for (const words of ['', '--schema schema.ts', '--schema drizzle.config.ts']) {
      expect(await place.run(`generate --check ${AD_HOC} ${words}`)).toMatchObject({ code: 0 });
    }
    place.write('drizzle.config.ts', CASING.replace("casing: 'snake_case'", ''));
    expect(await place.run(`generate --check ${AD_HOC} --schema schema.ts`)).toMatchObject({ code: 2 });
  });

  test('generate writes into its folder, and drizzle-kit goes on from there', async () => {
    const place = drizzleProject();
    kit(place, 'generate', '--name', 'first');
    expect(await place.run(`up ${AD_HOC}`)).toMatchObject({ code: 0 });
    place.sql('app.db', "INSERT INTO users (id, full_name) VALUES (1, 'ann')");
    place.write('schema.ts', SCHEMA.replace('homeTown: text()', "homeTown: text().default('x'), age: integer()"));
    const made = await place.run(`generate add_age ${AD_HOC}`);
    expect(made).toMatchObject({ code: 0 });
    expect(made.stdout).toContain('drizzle/0001_add_age.sql');
    const journal = JSON.parse(readFileSync(place.path('drizzle/meta/_journal.json'), 'utf8')) as { entries: { when: number }[] };
    expect(journal.entries.map(({ when }) => when)).toEqual(journal.entries.map(({ when }) => when).toSorted((a, b) => a - b));
    expect(await place.run(`up ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(await place.run(`generate again ${AD_HOC}`)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
    expect(kit(place, 'generate', '--name', 'none')).toContain('No schema changes');
    expect(kit(place, 'check')).toContain('fine');
    // drizzle's own migrator has foreign keys on: it must stop at the first statement.
    const [first = ''] = readFileSync(place.path('drizzle/0001_add_age.sql'), 'utf8').split('--> statement-breakpoint');
    expect(() => place.sql('other.db', first)).toThrow('RAISE() may only be used within a trigger-program');
    expect(await place.run(`down --yes ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(place.rows('app.db', 'SELECT id, full_name, home_town FROM users')).toEqual([[1, 'ann', null]]);
  });

  test('a folder for each migration is read, and not written', async () => {
    const place = drizzleProject();
    place.write('drizzle/20260101000000_first/migration.sql', 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n');
    place.write('drizzle/20260101000000_first/snapshot.json', '{}');
    const refused = await place.run(`generate more ${AD_HOC}`);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('FORMAT_UNSUPPORTED') });
  });
});
