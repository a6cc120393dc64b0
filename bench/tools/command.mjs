// How the adapters name what is to be run, and what they share in writing files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program of tools/run, with an action and what it is to be done to: `{ places: [{ folder, file }], steps }`. */
export function program(name, action, work) {
  const path = fileURLToPath(new URL(`run/${name}.mjs`, import.meta.url));
  return { command: process.execPath, args: [path, action, JSON.stringify(work)] };
}

/** Writes files, given as path → text, into a folder. */
export function writeAll(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Statements as one SQL script. */
export const script = (statements) => statements.map((statement) => `${statement};\n`).join('');

/** The digits before a migration's name. */
export const versionOf = (id) => id.split('_')[0];

/** The values of a table's column as text, in order of insertion; none where the table is missing. */
export function columnOf(db, table, column) {
  const exists = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table);
  return exists === undefined ? [] : db.prepare(`SELECT ${column} FROM ${table} ORDER BY rowid`).pluck().all().map(String);
}
