import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { Plan, TableWay } from './plan.js';
import { imageOf } from './table-source.js';

/** Makes a virtual table again, with what can be had of its contents: from the one that is there, or from the table that it indexes. */
export function remakeVirtual({ name, sql, image }: TableWay, plan: Plan): readonly string[] {
  const now = imageOf(plan.seen.bare.after, name);
  const content = /\bcontent\s*=\s*(['"]?)([^'",)]*)\1/i.exec(sql)?.[2]?.trim();
  const drop = now === null ? [] : [`DROP TABLE ${quoteName(now.name)}`];
  if (content !== undefined && content !== '')
    return [...drop, sql, `INSERT INTO ${quoteName(name)} (${quoteName(name)}) VALUES ('rebuild')`];
  if (now === null || content === '') return [...drop, sql];
  const known = new Set(now.columns.map(foldName));
  const columns = image.columns.filter((column) => known.has(foldName(column))).map(quoteName);
  const aside = quoteName(`_zepix_old_${name}`);
  return [
    `CREATE TEMPORARY TABLE ${aside} AS SELECT rowid AS _zepix_rowid, ${columns.join(', ')} FROM ${quoteName(name)}`,
    ...drop,
    sql,
    `INSERT INTO ${quoteName(name)} (rowid, ${columns.join(', ')})\n  SELECT _zepix_rowid, ${columns.join(', ')} FROM ${aside}`,
    `DROP TABLE ${aside}`,
  ];
}
