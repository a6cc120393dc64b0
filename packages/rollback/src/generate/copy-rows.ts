import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { ColumnModel, TableModel } from '@zepix/migrations-sqlite';
import type { TableWay } from './plan.js';
import { isStoodFor } from './table-source.js';
import type { ColumnSource, TableSource } from './table-source.js';

/** What a table is called at the moment. */
export type NameNow = (table: string) => string;

/** Fills a table that was made again. */
export function copyRows(way: TableWay, now: NameNow): readonly string[] {
  const { source, name, image, model } = way;
  if (source === null) return [];
  const stored = image.columns.filter((column) => !isGenerated(model, column));
  const cells = stored.flatMap((column) => cell(column, source, way, now));
  if (cells.length === 0) return [];
  const rowid = image.rowids === null ? null : rowidOf(source);
  const withRowid = rowid !== null;
  const all = withRowid ? [{ column: 'rowid', expression: rowid }, ...cells] : cells;
  const into = `INSERT INTO ${quoteName(name)} (${all.map(({ column }) => (column === 'rowid' && withRowid ? 'rowid' : quoteName(column))).join(', ')})`;
  const from = `FROM ${quoteName(now(source.table))} AS s`;
  return [
    `${placeholders(stored, way, source)}${into}\n  SELECT ${all.map(({ expression }) => expression).join(', ')}\n  ${from}${only(source)}`,
  ];
}

/** A comment on what stands where a real value is gone. */
function placeholders(columns: readonly string[], { standIns }: TableWay, source: TableSource): string {
  const stood = columns.filter((column) => standIns.has(foldName(column)) && isStoodFor(source, column));
  if (stood.length === 0) return '';
  return `-- Placeholders, not the real values, stand where these are gone: ${stood.map(quoteName).join(', ').replaceAll(/\s+/g, ' ')}.\n`;
}

/** Where the rowid is, as SQL, that no column showed before; null where it is lost. */
function rowidOf({ key }: TableSource): string | null {
  if (key === 'rowid') return 's.rowid';
  const [first] = key ?? [];
  return first?.[0] === 'rowid' ? `s.${quoteName(first[1])}` : null;
}

function only({ only: one }: TableSource): string {
  return one === null ? '' : `\n  WHERE s.${quoteName(one.column)} = ${one.value}`;
}

function isGenerated(model: TableModel | null, column: string): boolean {
  const generated = columnOf(model, column)?.generated ?? null;
  return generated !== null;
}

function columnOf(model: TableModel | null, column: string): ColumnModel | undefined {
  return model?.columns.find(({ name }) => foldName(name) === foldName(column));
}

function cell(
  column: string,
  source: TableSource,
  { model, standIns }: TableWay,
  now: NameNow,
): readonly { readonly column: string; readonly expression: string }[] {
  const found = source.columns.get(column);
  const standIn = standIns.get(foldName(column));
  if (standIn !== undefined && found !== undefined && isStoodFor(source, column)) {
    // The migration empties it, or a row that was written since may have nothing there.
    return [{ column, expression: `coalesce(${read(found, now)}, ${standIn})` }];
  }
  if (found !== undefined) return [{ column, expression: read(found, now) }];
  // A value that is gone comes back as the default, or as NULL; where neither may stand, as something that can be told from a value.
  return standIn === undefined || standIn === columnOf(model, column)?.default ? [] : [{ column, expression: standIn }];
}

function read(source: ColumnSource, now: NameNow): string {
  if (source.kind === 'column') return `s.${quoteName(source.column)}`;
  if (source.kind === 'scaled') return `s.${quoteName(source.column)} ${source.arithmetic}`;
  const kind = source.only === null ? '' : ` AND l.${quoteName(source.only.column)} = ${source.only.value}`;
  return `(SELECT l.${quoteName(source.column)} FROM ${quoteName(now(source.table))} AS l WHERE l.${quoteName(source.key)} = s.${quoteName(source.by)}${kind})`;
}

/** Puts values back into a table that stays: those that are in other columns or tables now. */
export function restoreColumns({ name, source, image, model, mode, statements }: TableWay, now: NameNow): readonly string[] {
  if (source === null) return [];
  const renamed = mode === 'alter' && statements.length > 0;
  const changes = image.columns.flatMap((column) => {
    const found = source.columns.get(column);
    if (found === undefined || isGenerated(model, column)) return [];
    if (found.kind === 'column' && (renamed || foldName(found.column) === foldName(column))) return [];
    const outside = read(found, now);
    const expression = found.kind === 'lookup' ? outside.replace('= s.', `= ${quoteName(name)}.`) : outside.slice('s.'.length);
    return [`${quoteName(column)} = ${expression}`];
  });
  return changes.length === 0 ? [] : [`UPDATE ${quoteName(name)} SET\n  ${changes.join(',\n  ')}`];
}
