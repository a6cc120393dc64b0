import type { Folder, MigrationFile, ScriptFile } from '../files/folder.js';
import { parseHeader } from '../files/header.js';
import { readStored } from '../files/formats/stored.js';
import { isReplaced } from '../files/replaces.js';
import type { Header } from '../files/header.js';
import { proofState, rollbackChecksum } from '../files/proof.js';
import { sha256 } from '../files/text.js';
import { MigrationError } from '../kernel/error.js';
import { NOTHING, compareVersions, sameVersion, versionKey } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import { CODE_MARK } from '../ports/code.js';
import { EVERY_NAME } from '../ports/script.js';
import type { LedgerRecord } from '../ports/ledger.js';
import { againBlockers } from './again.js';
import { standingBlockers } from './blockers.js';
import { asking } from './confirm.js';
import { codeHeader, loadDefinition } from './load-code.js';
import { loadScript } from './load.js';
import { planHash } from './plan.js';
import type { Plan, PlanInput } from './plan.js';
import type { Standing } from './standing.js';
import type { Step } from './step.js';

const MADE = 'No rollback script: one that was made of the schema when it was applied gives the schema back, and no values that are gone.';
const UNTOUCHED = 'Nothing was changed.';

/** What `down` would do: take back the newest migration, or all above the goal, newest first. */
export function planDown(input: PlanInput): Plan {
  const { database, standing, goal } = input;
  const blockers = [...standingBlockers(standing, 'down', goal), ...unknownTarget(input)];
  const steps: Step[] = [];
  const fileOf = finder(input.folder);
  for (const record of choose(candidates(standing), goal.to, goal.steps)) {
    const result = stepDown(input, record, fileOf(record));
    if (result instanceof MigrationError) blockers.push(result);
    else {
      steps.push(result.step);
      blockers.push(...result.problems);
    }
  }
  if (goal.again === true) blockers.push(...againBlockers(input, steps));
  return { database, direction: 'down', standing, steps, blockers, ...asking(input, steps, blockers), hash: planHash(input, steps) };
}

/** What stands applied, and a rollback without a transaction that stopped half-way. */
function candidates({ applied, running }: Standing): readonly LedgerRecord[] {
  return [...applied, ...running].toSorted((a, b) => compareVersions(a.version, b.version));
}

function halfUp(record: LedgerRecord): MigrationError {
  return new MigrationError('INTERRUPTED_MIGRATION', `${record.version} is only half applied: it can't be taken back yet.`, {
    hint: 'Run "up" first: it goes on behind the last statement that is done.',
    dataState: UNTOUCHED,
  });
}

function choose(applied: readonly LedgerRecord[], to: Version | undefined, steps?: number): readonly LedgerRecord[] {
  const newestFirst = applied.toReversed();
  if (to === undefined) return newestFirst.slice(0, steps ?? 1);
  if (to === NOTHING) return newestFirst.slice(0, steps);
  return newestFirst.filter(({ version }) => compareVersions(version, to) > 0).slice(0, steps);
}

function unknownTarget({ goal, standing }: PlanInput): MigrationError[] {
  const { to } = goal;
  if (to === undefined || versionKey(to) === '0' || standing.applied.some(({ version }) => sameVersion(version, to))) return [];
  return [
    new MigrationError('VERSION_UNKNOWN', `Version ${to} is not applied, so nothing can go back to it.`, {
      hint: `Applied are: ${standing.applied.map(({ version }) => version).join(', ') || 'none'}. 0 takes back everything.`,
      dataState: UNTOUCHED,
    }),
  ];
}

interface Loaded {
  readonly step: Step;
  readonly problems: readonly MigrationError[];
}

/** The file of what was applied. What was applied before a squash is taken back as it was: the squashed file's rollback would take back all of it. */
function finder({ migrations }: Folder): (record: LedgerRecord) => MigrationFile | undefined {
  const byVersion = new Map(migrations.map((file) => [versionKey(file.version), file]));
  const squashes = migrations.filter(({ replaces = [] }) => replaces.length > 0);
  return (record) => (isReplaced(squashes, record) ? undefined : byVersion.get(versionKey(record.version)));
}

function stepDown(input: PlanInput, record: LedgerRecord, file: MigrationFile | undefined): Loaded | MigrationError {
  const { driver, database, folder } = input;
  if (record.state === 'running' && record.cursor?.direction !== 'down') return halfUp(record);
  const irreversible = file && declaredIrreversible(input, file);
  if (irreversible) return irreversible;
  const spare = input.preserved(record.version);
  if (input.goal.rollbackFrom === 'preserved') {
    return spare ? { step: preservedStep(input, record, file, WITHOUT_SCRIPT), problems: [] } : nothingPreserved(record);
  }
  // What is kept brings more back than a script that was made of the schema alone.
  const isUnwritten = (file?.rollback ?? null) === null && record.rollbackChecksum === null;
  const found = isUnwritten && spare ? missing(record, input) : findRollback(input, record, file?.rollback ?? null);
  if (found instanceof MigrationError) {
    return found.code === 'ROLLBACK_MISSING' && spare ? { step: preservedStep(input, record, file, NO_SCRIPT), problems: [] } : found;
  }
  const { script, stored } = found;
  const { header, program, notices, code, problems } = loadScript(driver, database, script, record.version, 'down');
  const step: Step = {
    direction: 'down',
    version: record.version,
    name: record.name ?? file?.name ?? '',
    script,
    stored,
    header,
    program,
    code: code?.step ?? null,
    description: header.description,
    way: 'script',
    spare,
    appliedChecksum: record.checksum,
    rollback: null,
    proof: file === undefined ? null : proofState(file, script),
    resume: record.cursor,
    notices: stored
      ? [isUnwritten ? MADE : `The rollback comes from the ledger: ${folder.shown} has no file for it.`, ...notices]
      : notices,
  };
  return { step, problems };
}

const NO_SCRIPT = 'No rollback script: what was preserved brings the schema and the rows back.';
const WITHOUT_SCRIPT = 'Without a script, as asked: what was preserved brings the schema and the rows back.';

/** Taken back with what the safety part preserved: no script runs. */
function preservedStep({ database }: PlanInput, record: LedgerRecord, file: MigrationFile | undefined, notice: string): Step {
  const { version, name, checksum } = record;
  const text = `-- taken back with what was preserved when ${version} was applied\n`;
  return {
    direction: 'down',
    version,
    name: name ?? file?.name ?? '',
    script: { file: `${database.ledgerTable}:${version}`, text, checksum: sha256(`${text}${record.runId ?? ''}`) },
    stored: false,
    header: parseHeader([]),
    program: { statements: [], afterwards: [], effects: [], mentions: EVERY_NAME, notices: [], ownDescription: null, problems: [] },
    code: null,
    description: null,
    way: 'preserved',
    appliedChecksum: checksum,
    rollback: null,
    proof: null,
    resume: null,
    notices: [notice],
  };
}

function declaredIrreversible(input: PlanInput, file: MigrationFile): MigrationError | null {
  if (file.adopted !== undefined || !/reversible/i.test(file.text)) return null;
  const header = readHeader(input, file);
  if (header === null || header.reversible) return null;
  return new MigrationError('IRREVERSIBLE', `${file.file} declares itself irreversible.`, {
    location: header.values.get('Reversible')?.location,
    hint: 'Restore a backup, or write a new migration that goes on from here.',
    dataState: UNTOUCHED,
  });
}

/** Null where the file is broken: a way back must not hang on the file of the way there. */
function readHeader({ driver, database }: PlanInput, file: MigrationFile): Header | null {
  if (file.code !== undefined) {
    const loaded = loadDefinition(database, file);
    return loaded instanceof MigrationError ? null : codeHeader(loaded.definition, file);
  }
  try {
    return parseHeader(driver.parse(file).header);
  } catch (error) {
    if (error instanceof MigrationError) return null;
    throw error;
  }
}

interface FoundRollback {
  readonly script: ScriptFile;
  readonly stored: boolean;
}

/** The file where it is the one that was applied, the ledger's copy where the file is gone; where they differ somebody must choose. */
function findRollback(input: PlanInput, record: LedgerRecord, file: ScriptFile | null): FoundRollback | MigrationError {
  const wanted = input.goal.rollbackFrom;
  const kept = record.rollbackChecksum;
  if (file && (kept === null || kept === file.checksum || wanted === 'file')) return { script: file, stored: false };
  if (file && wanted === undefined) return changed(record, file);
  const text = input.view?.rollbackSql(record.version) ?? null;
  if (text === null) return missing(record, input);
  return { script: storedScript(`${input.database.ledgerTable}:${record.version}`, text), stored: true };
}

function storedScript(file: string, stored: string): ScriptFile {
  const { text, adopted } = readStored(stored);
  if (adopted !== undefined) return { file, text, checksum: sha256(text), adopted };
  if (text.startsWith(CODE_MARK)) return { file: `${file}.ts`, text, checksum: sha256(text), code: { path: null } };
  return { file, text, checksum: rollbackChecksum(text) };
}

function changed({ version }: LedgerRecord, { file }: ScriptFile): MigrationError {
  return new MigrationError('ROLLBACK_CHANGED', `${file} differs from the rollback that was stored when ${version} was applied.`, {
    location: { file, line: 1, column: 1, offset: 0 },
    hint: 'Compare the two, then choose with --rollback-from file or --rollback-from ledger.',
    dataState: UNTOUCHED,
  });
}

function nothingPreserved({ version }: LedgerRecord): MigrationError {
  return new MigrationError('ROLLBACK_MISSING', `Of ${version} nothing is preserved that could take it back.`, {
    hint: 'It was applied without that, or it was given up with "prune": leave --rollback-from out, so that its rollback runs.',
    dataState: UNTOUCHED,
  });
}

function missing({ version, name }: LedgerRecord, { folder }: PlanInput): MigrationError {
  const expected = `${folder.shown}/rollback/${version}_rollback_${name ?? 'name'}.sql`;
  return new MigrationError('ROLLBACK_MISSING', `${version} has no rollback: neither a file nor a stored one.`, {
    hint: `Write ${expected}, or restore a backup.`,
    dataState: UNTOUCHED,
  });
}
