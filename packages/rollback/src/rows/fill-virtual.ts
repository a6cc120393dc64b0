import { quoteName } from '@zepix/migrations-sqlite';
import type { Workbench } from '@zepix/migrations-sqlite';

const WORDS = ['amber birch', 'cedar', "O'Brien", 'naïve Ünïcödé', '日本語', 'delta ember fjord'];

/** Puts rows into a virtual table that no trigger fills. What its module does not take is left out: then it is empty. */
export function fillVirtual(bench: Workbench, table: string, rows: number): void {
  try {
    const [count] = bench.rows(`SELECT count(*) FROM ${quoteName(table)}`);
    if (count?.[0] !== 0n || rows === 0) return;
    const sql = String(bench.rows('SELECT sql FROM sqlite_schema WHERE name = ?', table)[0]?.[0]);
    if (/content\s*=\s*['"]?\w/i.test(sql)) bench.run(`INSERT INTO ${quoteName(table)} (${quoteName(table)}) VALUES ('rebuild')`);
    else if (/\bfts[345]\b/i.test(sql)) fillText(bench, table, rows);
    else if (/\brtree/i.test(sql)) fillBoxes(bench, table, rows);
  } catch {
    // A module that this process does not have, or one that wants other values.
  }
}

function columnNames(bench: Workbench, table: string): string[] {
  return bench.rows(`SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0`, table).map(([name]) => String(name));
}

function fillText(bench: Workbench, table: string, rows: number): void {
  const names = columnNames(bench, table);
  const sql = `INSERT INTO ${quoteName(table)} (${names.map(quoteName).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  for (let index = 0; index < rows; index += 1) bench.run(sql, ...names.map((_, at) => `${WORDS[(index + at) % WORDS.length]} ${index}`));
}

function fillBoxes(bench: Workbench, table: string, rows: number): void {
  const names = columnNames(bench, table);
  const sql = `INSERT INTO ${quoteName(table)} VALUES (${names.map(() => '?').join(', ')})`;
  for (let index = 1; index <= rows; index += 1) bench.run(sql, ...names.map((_, at) => BigInt(index * 10 + at)));
}
