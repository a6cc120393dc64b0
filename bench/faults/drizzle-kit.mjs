// The SQL that drizzle-kit generates when a column of a parent table changes, from drizzle-kit itself.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A package of ours that has drizzle-kit and drizzle-orm, so that the schema's imports are found and no peer needs to be installed.
const HOME = fileURLToPath(new URL('../../packages/sqlite/', import.meta.url));

const schema = (type) => `
const { integer, sqliteTable, text } = require('drizzle-orm/sqlite-core');
const parents = sqliteTable('parents', { id: integer('id').primaryKey(), name: ${type}('name') });
const children = sqliteTable('children', { id: integer('id').primaryKey(), parentId: integer('parent_id').references(() => parents.id, { onDelete: 'cascade' }) });
module.exports = { parents, children };
`;

let generated;

/** `{ before, recreate }`: the statements that make both tables, and those that change the parent. */
export function recreateStatements() {
  generated ??= generate();
  return generated;
}

function generate() {
  const folder = join(HOME, 'node_modules', '.cache', `recreate-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    run(folder, 'text');
    run(folder, 'integer');
    const files = readdirSync(join(folder, 'out'))
      .filter((name) => name.endsWith('.sql'))
      .sort();
    const [before, recreate] = files.map((name) => statementsOf(readFileSync(join(folder, 'out', name), 'utf8')));
    return { before, recreate };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder, type) {
  writeFileSync(join(folder, 'schema.cjs'), schema(type));
  const bin = join(HOME, 'node_modules', 'drizzle-kit', 'bin.cjs');
  const args = [bin, 'generate', '--dialect', 'sqlite', '--schema', './schema.cjs', '--out', './out'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`drizzle-kit ended with ${status}: ${stdout}${stderr}`);
}

function statementsOf(text) {
  return text.split('--> statement-breakpoint').map((statement) => statement.trim().replace(/;$/, ''));
}
