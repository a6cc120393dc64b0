import type { Discrepancy, Verdict } from '../ports/rollbacks.js';

/** Those of the discrepancies that the best rollback there is has as well: what the migration destroyed. */
export function excused(found: readonly Discrepancy[], { data }: Verdict): readonly Discrepancy[] {
  const known = new Set(data.map(({ object }) => object));
  return found.filter(({ object }) => known.has(object) || known.has(tableOf(object)));
}

/** Rows that are gone take their columns with them. */
function tableOf(object: string): string {
  const name = /^column (.*)\.[^.]*$/.exec(object)?.[1];
  return `table ${name ?? ''}`;
}
