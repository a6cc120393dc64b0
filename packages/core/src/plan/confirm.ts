import { place } from '../ports/driver.js';
import type { View } from '../ports/driver.js';
import type { Effect } from '../ports/script.js';
import type { Confirmation, Plan, PlanInput } from './plan.js';
import type { Step } from './step.js';

/** What must be asked for before steps run, and what they destroy of the rows that are there. Of a plan that can't run: nothing. */
export function asking(
  { preserves, view }: Pick<PlanInput, 'preserves' | 'view'>,
  steps: readonly Step[],
  { length: isBlocked }: Plan['blockers'],
): Pick<Plan, 'confirmations' | 'destroys'> {
  if (isBlocked) return { confirmations: [], destroys: [] };
  if (view === null) return { confirmations: repetitions(steps), destroys: [] };
  const found = steps.map((step) => ({ step, destroys: onRows(step, view) }));
  const lost = found
    .filter(({ step }) => !preserves || isUnpreserved(step))
    .flatMap(({ step, destroys }) => [...wholeMigration(step), ...destroys]);
  return { confirmations: [...repetitions(steps), ...lost], destroys: found.flatMap(({ destroys }) => destroys) };
}

/** What runs without a transaction is not kept: there is none that it could be kept in. */
function isUnpreserved({ header }: Step): boolean {
  return !header.transactional;
}

/** Code without a transaction that was broken off can't go on where it stopped: who lets it run again must know that it can be repeated. */
function repetitions(steps: readonly Step[]): Confirmation[] {
  return steps
    .filter(({ code, resume }) => code !== null && resume !== null)
    .map(({ version, direction, name }) => ({
      version,
      direction,
      place: null,
      reason: `${version}_${name} was broken off: it runs without a transaction, and begins again from its start.`,
    }));
}

function wholeMigration({ direction, version, name }: Step): Confirmation[] {
  if (direction === 'up') return [];
  const title = name === '' ? version : `${version}_${name}`;
  return [{ version, direction, place: null, reason: `Taking back ${title} loses what its rollback removes: nothing is preserved.` }];
}

const OPAQUE = 'Runs code, which may change any table, on a database with rows.';

function onRows({ version, direction, program, code }: Step, view: View): Confirmation[] {
  return view
    .effectsOnRows(program.effects)
    .map((effect) => ({ version, direction, place: place(effect.location), reason: code === null ? describe(effect) : OPAQUE }));
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
