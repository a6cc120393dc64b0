import type { Conflict } from '@zepix/migrations-core';
import { quoted } from '../store/names.js';
import type { Verdict } from './examine.js';
import { runKept } from './hands.js';
import type { Hands } from './hands.js';
import { isRefusal } from './kept-aside.js';
import { withoutTriggers } from './quietly.js';
import { standing } from './remake.js';
import { goneRows, joinGone } from './sides.js';
import type { Standing } from './sides.js';

/** Columns of a table that refer together to columns of another one, or of the same. */
interface Reference {
  readonly table: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly onDelete: string;
}

/** What refers to a table. */
function referencesTo({ bench, isOwn }: Hands, table: string): readonly Reference[] {
  const key = bench.rows(`SELECT name FROM pragma_table_info(?, 'main') WHERE pk > 0 ORDER BY pk`, table).map(([name]) => String(name));
  const rows = bench.rows(
    `SELECT s.name, k.id, k.seq, k."from", k."to", k.on_delete
      FROM main.sqlite_schema AS s CROSS JOIN pragma_foreign_key_list(s.name, 'main') AS k
      WHERE s.type = 'table' AND s.sql LIKE '%references%' AND s.sql NOT LIKE 'CREATE VIRTUAL%' AND lower(k."table") = lower(?)
      ORDER BY s.name, k.id, k.seq`,
    table,
  );
  const found = new Map<string, Reference>();
  for (const [child, id, at, from, to, action] of rows) {
    const known = found.get(`${String(child)} ${String(id)}`);
    const column = to === null ? (key[Number(at)] ?? '') : String(to);
    found.set(`${String(child)} ${String(id)}`, {
      table: String(child),
      from: [...(known?.from ?? []), String(from)],
      to: [...(known?.to ?? []), column],
      onDelete: String(action),
    });
  }
  return [...found.values()].filter(({ table: child, to }) => !isOwn(child) && !to.includes(''));
}

/** A row as one value, for IN. */
function row(alias: string, columns: readonly string[]): string {
  return `(${columns.map((name) => `${alias}.${quoted(name)}`).join(', ')})`;
}

/** Rows that refer to such as will make way for one that comes back under their key: they refer to that one then. All were written since. */
export function attachedTo(hands: Hands, { entry, taken }: Verdict, now: Standing | null): readonly Conflict[] {
  const [gone, on] = [goneRows(entry), now === null ? null : joinGone(now, entry)];
  if (now === null || gone === null || on === null || taken === null) return [];
  return referencesTo(hands, now.table).flatMap(({ table, from, to }) => {
    const parents = `SELECT ${to.map((name) => `t.${quoted(name)}`).join(', ')} FROM main.${quoted(now.table)} AS t
      JOIN main.${quoted(gone.table)} AS d ON ${on} WHERE d.rowid IN (SELECT s FROM temp.${taken})`;
    const [[count] = []] = hands.bench.rows(`SELECT count(*) FROM main.${quoted(table)} AS c WHERE ${row('c', from)} IN (${parents})`);
    const reason = `These refer to rows of ${now.table} that were put aside: they refer to those that came back under the same key.`;
    return Number(count) === 0 ? [] : [{ kind: 'attached' as const, table, column: from.join(', '), rows: Number(count), reason }];
  });
}

/**
 * What becomes of rows whose parent was put aside, and to which nothing came back: where the schema says ON DELETE SET NULL they lose what
 * they refer to, else they go with it. Gives what is to be told of those that stay.
 */
export function followAside(hands: Hands): readonly Conflict[] {
  const told: Conflict[] = [];
  const queue = [...hands.aside.tables];
  for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
    if (hands.journal.watch.table(table) === undefined) continue;
    for (const reference of referencesTo(hands, table)) {
      const orphans = orphansOf(hands, table, reference);
      if (orphans === null) continue;
      hands.keeper.keep(reference.table);
      const unlinked = reference.onDelete === 'SET NULL' ? unlink(hands, table, reference, orphans) : null;
      if (unlinked !== null) told.push(unlinked);
      else {
        putAside(hands, table, reference, orphans);
        queue.push(reference.table);
      }
    }
  }
  return told;
}

/** The condition that a row `c` is one of them; null where there is none. */
function orphansOf(hands: Hands, table: string, { table: child, from, to }: Reference): string | null {
  const kept = hands.aside.columnsOf(table);
  const entry = hands.stored.manifest.tables.find(({ before }) => before.toLowerCase() === table.toLowerCase());
  // Rows are put aside as they stood, which may be under the names of after.
  const names = to.map((name) => {
    const after = entry?.columns.find((one) => one.name.toLowerCase() === name.toLowerCase())?.after ?? name;
    const there = [name, after].filter((one, at, all) => kept.has(one.toLowerCase()) && all.indexOf(one) === at);
    return there.length === 2 ? `coalesce(${there.map((one) => `k.${quoted(one)}`).join(', ')})` : `k.${quoted(there[0] ?? '')}`;
  });
  if (names.includes('k.""')) return null;
  const parent = from.map((name, at) => `p.${quoted(to[at] ?? '')} = c.${quoted(name)}`).join(' AND ');
  const condition = `${row('c', from)} IN (SELECT ${names.join(', ')} FROM main.${quoted(hands.aside.nameOf(table))} AS k)
    AND NOT EXISTS (SELECT 1 FROM main.${quoted(table)} AS p WHERE ${parent})`;
  return hands.bench.rows(`SELECT 1 FROM main.${quoted(child)} AS c WHERE ${condition} LIMIT 1`).length === 0 ? null : condition;
}

/** Null where the columns may not be NULL. */
function unlink(hands: Hands, table: string, { table: child, from }: Reference, orphans: string): Conflict | null {
  const { bench, keeper } = hands;
  const [[count] = []] = bench.rows(`SELECT count(*) FROM main.${quoted(child)} AS c WHERE ${orphans}`);
  const set = from.map((name) => `${quoted(name)} = NULL`).join(', ');
  const sql = `UPDATE OR ABORT main.${quoted(child)} AS c SET ${set} WHERE ${orphans}`;
  try {
    keeper.attempt(() => withoutTriggers(hands, [child], () => runKept(hands, sql)));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
  const reason = `These referred to rows of ${table} that were put aside: they refer to nothing now, as ON DELETE SET NULL says.`;
  return { kind: 'unlinked', table: child, column: from.join(', '), rows: Number(count), reason };
}

function putAside(hands: Hands, table: string, { table: child }: Reference, orphans: string): void {
  const known = standing(hands, child, 'before')?.shape;
  if (known === undefined) return;
  const names = known.columns.map(({ name }) => name);
  const select = `SELECT ${names.map((name) => `c.${quoted(name)}`).join(', ')} FROM main.${quoted(child)} AS c WHERE ${orphans}`;
  hands.aside.put(child, names, select, `They refer to rows of ${table} that were put aside`);
  withoutTriggers(hands, [child], () => runKept(hands, `DELETE FROM main.${quoted(child)} AS c WHERE ${orphans}`));
}
