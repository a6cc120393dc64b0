import type { NameNow } from './copy-rows.js';
import type { TableWay } from './plan.js';

/** Hands the AUTOINCREMENT counter of a table on to the one that was made again: no number may be given twice. */
export function counterStatements({ name, model, source }: TableWay, now: NameNow): readonly string[] {
  if (source === null || model?.autoincrement !== true) return [];
  const [own, old] = [text(name), text(now(source.table))];
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${own}, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${own})`,
    `UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM sqlite_sequence WHERE name = ${old}), 0)) WHERE name = ${own}`,
  ];
}

function text(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}
