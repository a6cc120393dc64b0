import type { Conflict, KeptItem, Sealed } from '../ports/safety.js';

/** What a guard kept and brought back, a line each for the reader. */
export function sealedTexts({ kept, returned, notices }: Sealed): readonly string[] {
  const items = kept.items.filter(({ kind }) => kind !== 'inserted-keys');
  return [
    ...notices,
    ...(items.length > 0 ? [`Kept for the way back (${bytesText(kept.bytes)}): ${items.map(keptText).join('; ')}.`] : []),
    ...(returned && returned.rows + returned.values > 0
      ? [`Brought back: ${returned.rows} rows, and values in ${returned.values} rows.`]
      : []),
    ...(returned?.conflicts.map(conflictText) ?? []),
    ...(returned?.notices ?? []),
  ];
}

/** What the history tells of it; nothing where nothing was kept or brought back. */
export function sealedDetails({ kept, returned }: Sealed): Readonly<Record<string, unknown>> {
  return {
    ...(kept.items.length > 0 && { preserved: { bytes: kept.bytes, items: kept.items } }),
    ...(returned && { returned: { rows: returned.rows, values: returned.values, conflicts: returned.conflicts } }),
  };
}

/** What was kept of one table: `table orders with 12 rows`. */
export function keptText({ kind, table, columns, rows }: KeptItem): string {
  switch (kind) {
    case 'table':
      return `table ${table} with ${rows} rows`;
    case 'column':
      return `${columns.map((column) => `${table}.${column}`).join(', ')} in ${rows} rows`;
    case 'deleted-rows':
      return `${rows} rows of ${table}`;
    case 'changed-values':
      return `values of ${table}${columns.length > 0 ? ` (${columns.join(', ')})` : ''} in ${rows} rows`;
    case 'inserted-keys':
      return `keys of ${rows} rows put into ${table}`;
  }
}

/** Where what was kept and what stands now could not both stay: `orders.sl, 2 rows: …`. */
export function conflictText({ table, column, rows, reason }: Conflict): string {
  return `${table}${column === null ? '' : `.${column}`}, ${rows === 1 ? '1 row' : `${rows} rows`}: ${reason}`;
}

function bytesText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
