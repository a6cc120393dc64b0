import { symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Generated, GeneratedProven, Introspected } from '@zepix/migrations-core';
import { hasPty, onTerminal } from '../on-terminal.js';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';
import { resultOf } from './result.js';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const SCHEMA = `import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const users = sqliteTable('users', { id: integer('id').primaryKey({ autoIncrement: true }), email: text('email').notNull().unique(), name: text('name') });
export const orders = sqliteTable('orders', { id: integer('id').primaryKey(), user: integer('user').notNull().references(() => users.id, { onDelete: 'cascade' }), lots: real('lots').default(0.1), note: text('note') },
  (t) => [index('by_user').on(t.user), check('positive', sql\`\${t.lots} > 0\`)]);
`;
const other = (from: string, to: string): string => SCHEMA.replace(from, to);
const CALL = '--config zepix.config.json';

/** A project of a user: an empty folder of migrations, a Drizzle schema, drizzle installed. */
function project(schema = SCHEMA): Workplace {
  const place = workplace();
  place.write(
    'zepix.config.json',
    JSON.stringify({ databases: { app: { file: 'app.db', migrations: 'migrations', schema: 'schema.ts' } } }),
  );
  place.write('migrations/.keep', '');
  place.write('schema.ts', schema);
  symlinkSync(MODULES, place.path('node_modules'), 'junction');
  return place;
}

const INIT = `CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT);
CREATE TABLE orders (id integer primary key, user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, lots REAL DEFAULT .1, note TEXT, CONSTRAINT positive CHECK (orders.lots > 0));
CREATE INDEX by_user ON orders (user);
`;

/** With the first migration written by hand: it makes what is declared. */
function started(): Workplace {
  const place = project();
  place.write('migrations/001_init.sql', INIT);
  return place;
}

/** With that migration applied, and rows in the tables. */
async function running(): Promise<Workplace> {
  const place = started();
  const { code, stdout, stderr } = await place.run(`up ${CALL}`);
  if (code !== 0) throw new Error(stdout + stderr);
  place.sql(
    'app.db',
    "INSERT INTO users (email, name) VALUES ('a@x', 'ann'), ('b@x', NULL), ('c@x', 'cid'); DELETE FROM users WHERE id = 3",
  );
  place.sql('app.db', "INSERT INTO orders VALUES (1, 1, 0.5, 'same'), (7, 2, 2, 'same')");
  return place;
}

/** As a shell reads a line. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare);
}

describe('generate', () => {
  test('writes a migration and its rollback from an empty folder, and then has nothing to do', async () => {
    const place = project();
    const { code, result } = await resultOf<Generated>(place, ['generate', 'Set up', ...CALL.split(' ')]);
    expect({ code, file: result.file, rollback: result.rollback }).toEqual({
      code: 0,
      file: 'migrations/001_set_up.sql',
      rollback: 'migrations/rollback/001_rollback_set_up.sql',
    });
    expect((await place.run(`check ${CALL}`)).code).toBe(0);
    expect((await place.run(`up ${CALL}`)).code).toBe(0);
    expect(place.rows('app.db', "SELECT name FROM sqlite_schema WHERE tbl_name IN ('users', 'orders') ORDER BY name")).toEqual([
      ['by_user'],
      ['orders'],
      ['users'],
      ['users_email_unique'],
    ]);
    const again = await place.run(`generate again ${CALL}`);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
    expect(place.files('migrations')).toEqual(['.keep', '001_set_up.sql', 'rollback/001_rollback_set_up.sql']);
    expect((await place.run(`generate --check ${CALL}`)).code).toBe(0);
    expect((await place.run(`down --yes ${CALL}`)).code).toBe(0);
  });

  test('--check exits with 2 when the schema is ahead, and writes nothing', async () => {
    const place = started();
    place.write('schema.ts', other("text('note')", "text('note').unique()"));
    const { code, stdout } = await place.run(`generate --check ${CALL}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining('orders_note_unique') });
    expect(place.files('migrations')).toHaveLength(2);
  });

  test('the next step that it prints works as it is printed', async () => {
    const place = started();
    place.write('declared tables.ts', other("name: text('name')", "fullName: text('full_name')"));
    const where = ['--database', 'app.db', '--migrations', 'migrations'];
    const named = ['--schema', 'declared tables.ts', '--rename', 'users.name:users.full_name'];
    const { code, stdout } = await place.run(['generate', '--check', ...where, ...named]);
    const next = /Next: zepix-migrate (.*)/.exec(stdout)?.[1] ?? '';
    expect(next).toBe(`${where.join(' ')} generate NAME --filter app --schema "declared tables.ts" --rename users.name:users.full_name`);
    expect(code).toBe(2);
    expect(await place.run(wordsOf(next))).toMatchObject({ code: 0 });
    expect(await place.run(['generate', '--check', ...where, ...named.slice(0, 2)])).toMatchObject({ code: 0 });
  });

  test('names that hold the signs of a rename are quoted, in what it asks and what it takes', async () => {
    const place = started();
    place.write('schema.ts', other("name: text('name')", 'fullName: text(\'full.name:"x"\')'));
    const refused = await place.run(`generate names ${CALL}`);
    const rename = /--rename '([^']*)'/.exec(refused.stderr)?.[1] ?? '';
    expect(rename).toBe('users.name:users."full.name:""x"""');
    expect(await place.run(['generate', 'names', ...CALL.split(' '), '--rename', rename])).toMatchObject({ code: 0 });
    expect(place.read('migrations/002_names.sql')).toContain('RENAME COLUMN name TO "full.name:""x""";');
  });

  test('asks for no rename that it was not told of', async () => {
    const place = await running();
    place.write('schema.ts', other("name: text('name')", "fullName: text('full_name')"));
    const refused = await place.run(`generate names ${CALL}`);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining("--rename 'users.name:users.full_name'") });
    expect((await place.run(`generate names ${CALL} --rename users.name:users.full_name`)).code).toBe(0);
    expect(place.read('migrations/002_names.sql')).toContain('ALTER TABLE users RENAME COLUMN name TO full_name;');
    expect((await place.run(`up --yes ${CALL}`)).code).toBe(0);
    expect(place.rows('app.db', 'SELECT full_name FROM users ORDER BY id')).toEqual([['ann'], [null]]);
    expect((await place.run(`down --yes ${CALL}`)).code).toBe(0);
    expect(place.rows('app.db', 'SELECT name FROM users ORDER BY id')).toEqual([['ann'], [null]]);
  });

  test('--no-renames drops what goes, and the file says what that loses', async () => {
    const place = started();
    place.write('schema.ts', other("name: text('name')", "fullName: text('full_name')"));
    expect((await place.run(`generate names ${CALL} --no-renames`)).code).toBe(0);
    const text = place.read('migrations/002_names.sql');
    expect(text).toContain('-- Dropping column users.name loses the values of users.name.');
    expect(text).toContain('ALTER TABLE users DROP COLUMN name;');
  });

  test('guards count the rows in the way; then it goes up and back with every row, number and byte', async () => {
    const place = await running();
    place.write(
      'schema.ts',
      other("text('note')", "text('note').notNull().unique()")
        .replace('> 0', '> 1')
        .replace("name: text('name')", "name: text('name').notNull()"),
    );
    expect((await place.run(`generate rules ${CALL}`)).code).toBe(0);
    const before = place.rows('app.db', "SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('users', 'orders') ORDER BY name");
    const mend = ['note = id', 'lots = lots + 1'].map((set) => `UPDATE orders SET ${set}`);
    const said: string[] = [];
    for (const sql of [...mend, "UPDATE users SET name = 'x' WHERE name IS NULL"]) {
      const { stdout } = await place.run(`up --yes ${CALL}`);
      said.push(/own guard stopped it: (.*?) \[/.exec(stdout)?.[1] ?? 'nothing');
      place.sql('app.db', sql);
    }
    expect(said).toEqual([
      "(note) is to be unique in orders; values that stand there more than once: 1, such as 'same'",
      'CHECK (orders.lots > 1) is new in orders; rows that do not fulfil it: 1, such as id = 1',
      'name is to be NOT NULL in users; rows that have NULL there: 1, such as id = 2',
    ]);
    const rows = (): unknown =>
      ['users', 'orders', 'sqlite_sequence'].map((table) => place.rows('app.db', `SELECT * FROM ${table} ORDER BY 1`));
    const contents = rows();
    expect((await place.run(`up --yes ${CALL}`)).code).toBe(0);
    expect(rows()).toEqual(contents);
    expect((await place.run(`down --yes ${CALL}`)).code).toBe(0);
    expect(rows()).toEqual(contents);
    expect(place.rows('app.db', "SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('users', 'orders') ORDER BY name")).toEqual(before);
  });

  test('a rollback that rows would not allow is replaced by one that works on them', async () => {
    const place = await running();
    place.write('schema.ts', other("email: text('email').notNull().unique(), ", ''));
    const { result } = await resultOf<GeneratedProven>(place, `generate less --no-renames ${CALL}`);
    expect(result.proof).toMatchObject({ outcome: 'proven', gives: 'schema' });
    const before = place.rows('app.db', "SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('users', 'orders') ORDER BY name");
    for (const move of ['up', 'down']) expect((await place.run(`${move} --yes ${CALL}`)).code).toBe(0);
    expect(place.rows('app.db', "SELECT name, sql FROM sqlite_schema WHERE tbl_name IN ('users', 'orders') ORDER BY name")).toEqual(before);
    expect(place.rows('app.db', 'SELECT id, name FROM users ORDER BY id')).toEqual([
      [1, 'ann'],
      [2, null],
    ]);
  });

  test('keeps what Drizzle does not declare', async () => {
    const place = started();
    place.write(
      'migrations/002_more.sql',
      'CREATE VIEW v AS SELECT email FROM users;\nCREATE TRIGGER log AFTER INSERT ON orders BEGIN SELECT 1; END;\n',
    );
    place.write('schema.ts', other("text('note')", "integer('note')"));
    const { result } = await resultOf<Generated>(place, `generate note ${CALL}`);
    expect(result.kept).toEqual(['view v', 'trigger log']);
    expect(place.read('migrations/003_note.sql')).toContain('CREATE TRIGGER log AFTER INSERT ON orders BEGIN SELECT 1; END;');
  });

  test.each([
    ['no name', `generate ${CALL}`, 64, 'needs a name'],
    ['no schema', 'generate x --database app.db --migrations elsewhere', 64, '--schema FILE'],
    ['a schema that is not there', `generate x ${CALL} --schema gone.ts`, 64, 'gone.ts'],
    ['a rename of nothing', `generate x ${CALL} --rename users.gone:users.name`, 64, 'there is no such column before'],
    ['a rename of nothing, with what there is', `generate x ${CALL} --rename users.gone:users.name`, 64, 'There are: id, email, name.'],
    ['a rename that is none', `generate x ${CALL} --rename users`, 64, 'old:new'],
  ])('%s is refused', async (_, args, code, message) => {
    const place = started();
    place.write('elsewhere/.keep', '');
    const result = await place.run(args);
    expect({ ...result, stderr: result.stderr + result.stdout }).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });

  test('a migration that is not generated right is never written: a broken schema is not an empty one', async () => {
    const place = started();
    place.write('schema.ts', `${SCHEMA}export const x = ;`);
    expect(await place.run(`generate x ${CALL}`)).toMatchObject({ code: 5, stderr: expect.stringContaining('DECLARATIONS_UNREADABLE') });
    expect(place.files('migrations')).toHaveLength(2);
  });

  test('--empty writes files without statements', async () => {
    const place = project();
    expect((await place.run(`generate later --empty ${CALL}`)).code).toBe(0);
    expect(place.read('migrations/001_later.sql')).not.toMatch(/^[^-\n]/m);
  });

  test.runIf(hasPty)('on a terminal it asks what was renamed', async () => {
    const place = started();
    place.write('schema.ts', other("name: text('name')", "fullName: text('full_name')"));
    const { code, screen } = await onTerminal(place, `generate names ${CALL}`, { cue: 'Was it renamed?', keys: '\r' });
    expect({ code, screen }).toEqual({ code: 0, screen: expect.stringContaining('002_names.sql') });
    expect(place.read('migrations/002_names.sql')).toContain('RENAME COLUMN name TO full_name');
  });

  test.runIf(hasPty)('Ctrl-C in the question writes nothing, and says how to go on', async () => {
    const place = started();
    place.write('schema.ts', other("name: text('name')", "fullName: text('full_name')"));
    const { code, screen } = await onTerminal(place, `generate names ${CALL}`, { cue: 'Was it renamed?', keys: '\u0003' });
    expect({ code, screen }).toEqual({ code: 130, screen: expect.stringContaining('--rename old:new') });
    expect(place.files('migrations')).toHaveLength(2);
  });
});

describe('introspect', () => {
  test('what it writes is in step with the migrations, and it overwrites nothing', async () => {
    const place = await running();
    const first = await resultOf<Introspected>(place, `introspect --out declared.ts ${CALL}`);
    expect({ code: first.code, tables: first.result.tables }).toEqual({ code: 0, tables: 2 });
    expect((await place.run(`generate --check --schema declared.ts ${CALL}`)).code).toBe(0);
    expect((await place.run(`introspect --out declared.ts ${CALL}`)).code).toBe(5);
    expect((await place.run(`introspect ${CALL}`)).stdout).toBe(place.read('declared.ts'));
  });
});
