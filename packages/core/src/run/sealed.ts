import type { Conflict, KeptItem, Sealed } from '../ports/safety.js';

/** What a guard kept and brought back, a line each for the reader. */
export function sealedTexts({ kept, returned, notices }: Sealed): readonly string[] {
  const items = kept.items.filter(({ kind }) => kind !== 'inserted-keys' && kind !== 'kept-aside');
  const { rows = 0, values = 0 } = returned ?? {};
  const back = [...(rows > 0 ? [rowsText(rows)] : []), ...(values > 0 ? [`values in ${rowsText(values)}`] : [])];
  return [
    ...notices,
    ...(items.length > 0 ? [`Kept for the way back (${bytesText(kept.bytes)}): ${items.map(keptText).join('; ')}.`] : []),
    ...(back.length > 0 ? [`Brought back: ${back.join(', and ')}.`] : []),
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
      return `table ${table} with ${rowsText(rows)}`;
    case 'column':
      return `${columns.map((column) => `${table}.${column}`).join(', ')} in ${rowsText(rows)}`;
    case 'deleted-rows':
      return `${rowsText(rows)} of ${table}`;
    case 'changed-values':
      return `values of ${table}${columns.length > 0 ? ` (${columns.join(', ')})` : ''} in ${rowsText(rows)}`;
    case 'kept-aside':
      return `${rowsText(rows)} of ${table} that did not fit`;
    case 'inserted-keys':
      return `keys of ${rowsText(rows)} put into ${table}`;
  }
}

/** Where what was kept and what stands now could not both stay: `orders.sl, 2 rows: …`. */
export function conflictText({ table, column, rows, reason }: Conflict): string {
  return `${table}${column === null ? '' : `.${column}`}, ${rowsText(rows)}: ${reason}`;
}

function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}
