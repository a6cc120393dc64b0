import type { NameNow } from './copy-rows.js';
import type { TableWay } from './plan.js';

/**
 * Hands the AUTOINCREMENT counters of a table on to the one that was made again: no number may be given twice. `heir`: what the migration
 * made of the table itself, whose counter may be ahead of that of the source.
 */
export function counterStatements({ name, model, source }: TableWay, now: NameNow, heir: string | null): readonly string[] {
  if (source === null || model?.autoincrement !== true) return [];
  const own = text(name);
  const others = new Set([source.table, ...(heir === null ? [] : [heir])].map((table) => text(now(table))));
  const [first, second] = [...others];
  const old =
    second === undefined
      ? `SELECT seq FROM sqlite_sequence WHERE name = ${first}`
      : `SELECT max(seq) FROM sqlite_sequence WHERE name IN (${first}, ${second})`;
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${own}, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${own})`,
    `UPDATE sqlite_sequence SET seq = max(seq, coalesce((${old}), 0)) WHERE name = ${own}`,
  ];
}

function text(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}
