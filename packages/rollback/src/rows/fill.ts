import type { Workbench } from '@zepix/migrations-sqlite';
import { foldName, quoteName } from '@zepix/migrations-sqlite';
import { chanceOf } from './chance.js';
import { fillTable } from './fill-table.js';
import type { Filled, FillOptions } from './options.js';
import { planTables } from './table-plan.js';
import { fillVirtual } from './fill-virtual.js';

const MENDING_PASSES = 5;

/**
 * Puts generated rows into every table of an open scratch database whose foreign keys are off: parents first, so that no row breaks a
 * foreign key. The triggers that are there fire. The same seed gives the same rows.
 */
export function fillRows(bench: Workbench, options: FillOptions, ignore: (name: string) => boolean = () => false): readonly Filled[] {
  const model = bench.model(ignore);
  const chance = chanceOf(options.seed);
  const filled = planTables(model, options.later ?? null).map((plan) => fillTable(bench, plan, options, chance));
  for (const table of model.tables) if (table.kind === 'virtual') fillVirtual(bench, table.name, options.rows);
  removeOrphans(bench);
  return filled;
}

/** Circles of tables can leave rows without their parents; they go, as no application could have written them. */
function removeOrphans(bench: Workbench): void {
  for (let pass = 0; pass < MENDING_PASSES; pass += 1) {
    const orphans = bench.rows('PRAGMA foreign_key_check').filter(([, rowid]) => rowid !== null);
    if (orphans.length === 0) return;
    for (const [table, rowid] of orphans) removeRow(bench, foldName(String(table)), rowid as bigint);
  }
}

function removeRow(bench: Workbench, table: string, rowid: bigint): void {
  try {
    bench.run(`DELETE FROM ${quoteName(table)} WHERE rowid = ?`, rowid);
  } catch {
    // A trigger that forbids it: the row stays, and is the same before and after.
  }
}
