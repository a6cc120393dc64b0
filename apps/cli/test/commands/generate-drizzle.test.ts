import { execFileSync, execSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
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

  test('an empty folder of that format gets a journal', async () => {
    const place = drizzleProject();
    place.write('drizzle/.keep', '');
    const made = await place.run(`generate first ${AD_HOC} --format drizzle`);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('drizzle/0000_first.sql') });
    expect(await place.run(`up ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(kit(place, 'generate', '--name', 'none')).toContain('No schema changes');
  });

  test('a folder for each migration is written by the drizzle-kit that goes on with it alone', async () => {
    const place = drizzleProject();
    place.write('drizzle/20260101000000_first/migration.sql', 'CREATE TABLE users (id INTEGER PRIMARY KEY);\n');
    place.write('drizzle/20260101000000_first/snapshot.json', '{}');
    const refused = await place.run(`generate more ${AD_HOC}`);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('FORMAT_UNSUPPORTED') });
    expect(refused.stderr).toContain('a drizzle-kit 0.x is installed');
    expect(place.files('drizzle')).toHaveLength(2);
  });
});

/** Runs a migrator of drizzle-orm 1 on the folder; says what is in the database then, or what the migrator threw. */
const MIGRATE = `import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
const connection = new Database('theirs.db');
try {
  migrate(drizzle({ client: connection }), { migrationsFolder: 'drizzle' });
} catch (error) {
  console.log(error.message);
}
console.log(connection.prepare('SELECT name FROM __drizzle_migrations').pluck().all().length);
`;

describe.runIf(process.env['ZEPIX_NIGHTLY'] === '1')('drizzle-kit and drizzle-orm 1, which are fetched for it', () => {
  test('generate writes a folder with what they need to go on from there, and their migrator runs it', async () => {
    const place = workplace();
    const npm = (words: string): void => void execSync(`npm ${words}`, { cwd: place.path(''), stdio: 'ignore' });
    npm('init --yes');
    npm('install drizzle-kit@1.0.0-rc.5 drizzle-orm@1.0.0-rc.5');
    symlinkSync(
      dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json')),
      place.path('node_modules/better-sqlite3'),
      'junction',
    );
    place.write('schema.ts', SCHEMA);
    place.write('drizzle.config.ts', CASING.replace("casing: 'snake_case'", ''));
    place.write('migrate.mjs', MIGRATE);
    const theirs = (): string => execFileSync(process.execPath, ['migrate.mjs'], { cwd: place.path(''), encoding: 'utf8' });
    kit(place, 'generate', '--name', 'first');
    expect(await place.run(`up ${AD_HOC}`)).toMatchObject({ code: 0 });
    place.sql('app.db', "INSERT INTO users (id, fullName) VALUES (1, 'ann')");
    place.write('schema.ts', SCHEMA.replace('homeTown: text()', 'town: text(), age: integer()'));
    expect(await place.run(`generate add_age ${AD_HOC} --rename users.homeTown:users.town`)).toMatchObject({ code: 0 });
    expect(kit(place, 'generate', '--name', 'none')).toContain('No schema changes');
    expect(theirs()).toBe('2\n');
    place.write('schema.ts', SCHEMA.replace('homeTown: text()', "town: text().default('x'), age: integer()"));
    expect(await place.run(`generate rebuild ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(kit(place, 'generate', '--name', 'none')).toContain('No schema changes');
    expect(kit(place, 'check')).toContain('fine');
    expect(theirs()).toMatch(/RAISE[^]*\n2\n$/);
    expect(await place.run(`up ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(await place.run(`generate --check ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(await place.run(`down --steps 2 --yes ${AD_HOC}`)).toMatchObject({ code: 0 });
    expect(place.rows('app.db', 'SELECT id, fullName, homeTown FROM users')).toEqual([[1, 'ann', null]]);
  });
});
