import { doneWith } from '../files/replaces.js';
import { isOwnRollback } from '../files/folder.js';
import type { MigrationFile, ScriptFile } from '../files/folder.js';
import { proofState } from '../files/proof.js';
import { MigrationError } from '../kernel/error.js';
import { NOTHING, compareVersions, sameVersion, versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import { standingBlockers } from './blockers.js';
import { asking } from './confirm.js';
import { loadScript } from './load.js';
import type { LoadedScript } from './load.js';
import { gaps, outOfOrder } from './order.js';
import { planHash } from './plan.js';
import type { Goal, Plan, PlanInput } from './plan.js';
import { unmetRequirements } from './requires.js';
import type { Step } from './step.js';

/** What `up` would do: every pending migration, or those up to the goal. */
export function planUp(input: PlanInput): Plan {
  const { database, standing, goal, folder } = input;
  const blockers = [...standingBlockers(standing, 'up', goal), ...unknownTarget(input)];
  const chosen = choose(standing.pending, goal);
  if (goal.allowOutOfOrder !== true) {
    blockers.push(...outOfOrder(chosen, standing));
    blockers.push(...(folder.format === 'zepix' ? gaps(chosen, versionsOf([...folder.migrations, ...standing.applied])) : []));
  }
  const steps: Step[] = [];
  const known = doneWith(
    folder.migrations,
    standing.applied.map(({ version }) => version),
  );
  for (const file of chosen) {
    const { step, problems } = stepUp(input, file, known);
    steps.push(step);
    for (const done of doneWith([file], [file.version])) known.add(done);
    blockers.push(...problems);
  }
  return { database, direction: 'up', standing, steps, blockers, ...asking(input, steps, blockers), hash: planHash(input, steps) };
}

function versionsOf(all: readonly { readonly version: Version }[]): readonly Version[] {
  return all.map(({ version }) => version);
}

function choose(pending: readonly MigrationFile[], { to, only, steps = Infinity }: Goal): readonly MigrationFile[] {
  return pending
    .filter(({ version }) => to === undefined || (to !== NOTHING && compareVersions(version, to) <= 0))
    .filter(({ version }) => only === undefined || only.some((one) => sameVersion(one, version)))
    .slice(0, steps);
}

function unknownTarget({ goal, folder, standing }: PlanInput): MigrationError[] {
  const { to } = goal;
  if (
    to === undefined ||
    versionKey(to) === '0' ||
    [...folder.migrations, ...standing.applied].some(({ version }) => sameVersion(version, to))
  )
    return [];
  const newest = folder.migrations.at(-1)?.version;
  return [
    new MigrationError('VERSION_UNKNOWN', `There is no migration ${to} in ${folder.shown}.`, {
      hint: newest === undefined ? 'The folder has no migrations.' : `The newest is ${newest}.`,
      dataState: 'Nothing was changed.',
    }),
  ];
}

function stepUp(input: PlanInput, file: MigrationFile, known: ReadonlySet<string>): { step: Step; problems: readonly MigrationError[] } {
  const { driver, database, standing, goal } = input;
  const loaded = loadScript(driver, database, file, file.version, 'up');
  const { header, program, notices, code, problems } = loaded;
  const fulfilled = (name: string | null, version: Version): boolean | null =>
    name === null || database.names.has(name.toLowerCase()) ? known.has(versionKey(version)) : input.fulfilled(name, version);
  const running = standing.running.find(({ version }) => sameVersion(version, file.version));
  const step: Step = {
    direction: 'up',
    version: file.version,
    name: file.name,
    script: file,
    stored: false,
    header,
    program,
    code: code?.step ?? null,
    description: header.description ?? program.ownDescription,
    way: 'script',
    appliedChecksum: file.checksum,
    rollback: rollbackOf(file, loaded),
    proof: proofState(file, rollbackOf(file, loaded)),
    resume: running?.cursor ?? null,
    notices,
  };
  const impossible = goal.singleTransaction === true && !header.transactional ? [notSingle(file)] : [];
  return { step, problems: [...problems, ...twoRollbacks(file, loaded), ...unmetRequirements(header.requires, fulfilled), ...impossible] };
}

/** What is stored with an up so that it can be taken back; of code, whether it has a "down" is known only now. */
function rollbackOf(file: MigrationFile, { header, code }: LoadedScript): ScriptFile | null {
  if (!header.reversible || (isOwnRollback(file) && code?.definition.down === undefined)) return null;
  return file.rollback;
}

function twoRollbacks(file: MigrationFile, { code }: LoadedScript): MigrationError[] {
  if (isOwnRollback(file) || file.rollback === null || code?.definition.down === undefined) return [];
  return [
    new MigrationError('ROLLBACK_DUPLICATE', `${file.file} has a "down", and ${file.rollback.file} takes back the same version.`, {
      hint: 'Keep one of the two.',
      location: { file: file.rollback.file, line: 1, column: 1, offset: 0 },
      dataState: 'Nothing was changed.',
    }),
  ];
}

function notSingle({ file }: MigrationFile): MigrationError {
  return new MigrationError('SINGLE_TRANSACTION_IMPOSSIBLE', `${file} runs without a transaction, so it can't be part of one.`, {
    hint: 'Run without --single-transaction, or up to the migration before it with --to.',
    location: { file, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
