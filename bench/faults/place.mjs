// Where one tool meets one scenario: a folder of its own with migrations and a database, and what can be done there.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { actionOf } from '../lib/contest.mjs';
import { Database } from '../lib/machine.mjs';
import { finish, start } from '../lib/process.mjs';
import { idOf } from '../lib/migrations.mjs';

/** What a scenario says of a tool: `mark` is ✔, ✘ or –, `words` are a few. */
export const holds = (words) => ({ mark: '✔', words });
export const fails = (words) => ({ mark: '✘', words });
export const absent = (words) => ({ mark: '–', words });

/** A migration: its number, its name, statements for both directions, and `transaction: false` where it must run outside of one. */
export const migration = (number, name, up, down = null, more = {}) => ({
  number: String(number).padStart(5, '0'),
  id: idOf(number, name),
  up,
  down,
  ...more,
});

export class Place {
  constructor(tool, folder) {
    this.tool = tool;
    this.folder = folder;
    this.migrations = join(folder, 'migrations');
    this.file = join(folder, 'app.db');
    mkdirSync(folder, { recursive: true });
  }

  /** The same tool with another, empty folder. */
  another(name) {
    return new Place(this.tool, join(this.folder, name));
  }

  /** Makes the folder hold these migrations and no others. */
  write(migrations) {
    rmSync(this.migrations, { recursive: true, force: true });
    this.tool.write(this.migrations, migrations);
  }

  /** Changes the bytes of every file of the folder: `change(text, name)`. */
  rewrite(change) {
    for (const entry of readdirSync(this.migrations, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath ?? entry.path, entry.name);
      writeFileSync(path, change(readFileSync(path, 'utf8'), entry.name));
    }
  }

  /** Whether the tool knows such a thing at all. */
  can(action) {
    return actionOf(this.tool, action, true) !== undefined;
  }

  /** What is run for an action: `{ command, args, cwd }`. */
  command(action) {
    const work = { places: [{ folder: this.migrations, file: this.file }], steps: 1 };
    return { ...this.tool.command(actionOf(this.tool, action, true), work), cwd: this.folder };
  }

  /** Starts the tool; the child leads a process group of its own. */
  start(action = 'up') {
    return start({ ...this.command(action), detached: true });
  }

  /** Runs the tool to its end: `{ status, output }`. */
  run(action = 'up') {
    return finish(this.start(action));
  }

  /** As `run`, for what must succeed before the scenario begins. */
  async prepare(action = 'up') {
    const { status, output } = await this.run(action);
    if (status !== 0) throw new Error(`${this.tool.name} could not be prepared: ${output}`);
  }

  /** Looks at the database, as an application would: with foreign keys enforced. A missing file is an empty database. */
  look(body) {
    const db = new Database(this.file);
    try {
      return body(db);
    } finally {
      db.close();
    }
  }

  /** The versions the tool's own ledger has, as the migrations' numbers. */
  recorded() {
    return this.look((db) => this.tool.recorded(db));
  }

  has(table) {
    return this.look((db) => hasTable(db, table));
  }
}

export function hasTable(db, table) {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;
}

/** What an output says went wrong, short enough for a cell: SQLite's words where it has them. */
export function reason(output) {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => !/^\s*at |node:internal|^\s*throw /.test(line));
  const line =
    lines.find((text) => /SqliteError|SQLITE_/.test(text)) ?? lines.find((text) => /error|fail|cannot|requires|refus/i.test(text));
  const text = (line ?? 'no reason given')
    .replace(/^.*?(?:SqliteError|Error): /, '')
    .replaceAll('|', '/')
    .trim();
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

/** Whether an output names a migration. */
export const names = (output, { number, id }) => output.includes(id) || output.includes(number);
