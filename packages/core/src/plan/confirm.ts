import { place } from '../ports/driver.js';
import type { View } from '../ports/driver.js';
import type { Effect } from '../ports/script.js';
import type { Confirmation } from './plan.js';
import type { Step } from './step.js';

/** What a run without a safety part must ask for: it can't bring back what a step destroys. */
export function confirmations(steps: readonly Step[], view: View | null): Confirmation[] {
  if (view === null) return [];
  return steps.flatMap((step) => [...wholeMigration(step), ...onRows(step, view)]);
}

function wholeMigration({ direction, version, name }: Step): Confirmation[] {
  if (direction === 'up') return [];
  const title = name === '' ? version : `${version}_${name}`;
  return [{ version, direction, place: null, reason: `Taking back ${title} loses what its rollback removes: nothing is preserved.` }];
}

function onRows({ version, direction, program }: Step, view: View): Confirmation[] {
  return view
    .effectsOnRows(program.effects)
    .map((effect) => ({ version, direction, place: place(effect.location), reason: describe(effect) }));
}

function describe({ kind, table }: Effect): string {
  switch (kind) {
    case 'drop-table':
      return `Drops table ${table}, which has rows.`;
    case 'drop-column':
      return `Drops a column of ${table}, which has rows.`;
    case 'delete':
      return `Deletes rows of ${table}.`;
    case 'update':
      return `Overwrites values in ${table}.`;
    case 'replace':
      return `May replace rows of ${table}.`;
    case 'unparsed':
      return 'Holds a statement this version does not understand, on a database with rows.';
  }
}
