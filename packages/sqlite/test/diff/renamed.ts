import fc from 'fast-check';
import type { Rename } from '../../src/index.js';
import { spec } from './random.js';
import type { Spec, TableSpec } from './random.js';

export interface Renamed {
  readonly before: Spec;
  readonly after: Spec;
  readonly renames: readonly Rename[];
}

const NEW_NAMES = ['Renamed, table', 'chains', 'trades'];

/** A database, the same under other names, and the renames between: fresh names, and names that are exchanged. */
export const renamed: fc.Arbitrary<Renamed> = fc
  .record({
    before: spec,
    table: fc.option(fc.constantFrom(...NEW_NAMES), { freq: 3 }),
    column: fc.option(fc.constantFrom('exchange', 'fresh name'), { freq: 3 }),
    place: fc.nat(3),
  })
  .map(({ before, table, column, place }) => {
    const chosen = before.tables[place % before.tables.length]?.name ?? '';
    const byColumn = column === null ? [] : columnRenames(before, chosen, column);
    const byTable = table === null ? [] : tableRenames(before, chosen, table);
    return { before, after: applied(before, [...byTable, ...byColumn]), renames: [...byColumn, ...byTable] };
  });

function columnRenames({ tables }: Spec, table: string, column: string): readonly Rename[] {
  const [first, second] = tables.find(({ name }) => name === table)?.columns ?? [];
  if (first === undefined) return [];
  if (column !== 'exchange' || second === undefined) return [{ table, column: first.name, to: 'fresh name' }];
  return [
    { table, column: first.name, to: second.name },
    { table, column: second.name, to: first.name },
  ];
}

function tableRenames({ tables }: Spec, table: string, to: string): readonly Rename[] {
  if (table === to) return [];
  const isTaken = tables.some(({ name }) => name === to);
  return isTaken
    ? [
        { table, to },
        { table: to, to: table },
      ]
    : [{ table, to }];
}

function applied(spec: Spec, renames: readonly Rename[]): Spec {
  const now = (table: string): string => renames.find((one) => one.table === table && one.column === undefined)?.to ?? table;
  return {
    tables: spec.tables.map((table) => renameTable(table, now, renames)),
    views: spec.views.map((view) => ({ ...view, of: now(view.of) })),
    search: spec.search === null ? null : { ...spec.search, table: now(spec.search.table) },
  };
}

function renameTable(table: TableSpec, now: (table: string) => string, renames: readonly Rename[]): TableSpec {
  const own = renames.filter((one) => one.table === table.name);
  return {
    ...table,
    name: now(table.name),
    columns: table.columns.map((column) => ({ ...column, name: own.find((one) => one.column === column.name)?.to ?? column.name })),
    parent: table.parent === null ? null : { ...table.parent, table: now(table.parent.table) },
    triggers: table.triggers.map((trigger) => ({ ...trigger, mentions: now(trigger.mentions) })),
  };
}
