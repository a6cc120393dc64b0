import type { Database } from '../config/database.js';
import { readFolder } from '../files/folder.js';
import type { Folder } from '../files/folder.js';
import type { ReadFolder } from '../files/folders.js';
import { MigrationError } from '../kernel/error.js';
import type { Driver, Target, View } from '../ports/driver.js';
import { NOTHING, observe } from '../plan/observe.js';
import type { Preserved, Safety } from '../ports/safety.js';
import type { Observation } from '../plan/observe.js';
import { problem } from '../plan/problem.js';
import type { Problem } from '../plan/problem.js';
import { judge } from '../plan/standing.js';
import type { Standing } from '../plan/standing.js';
import { stateOf, worstState } from '../plan/state.js';

/** What was found of one database without changing anything. */
export interface Survey {
  readonly database: Database;
  /** Null where its location or its folder can't be used; `error` then says why. */
  readonly folder: Folder | null;
  readonly observation: Observation;
  readonly standing: Standing;
  readonly error: MigrationError | null;
  /** What is preserved of earlier runs, where a safety part was asked. */
  readonly preserved?: readonly Preserved[];
}

/** How deep to look. */
export interface SurveyOptions {
  /** Compare whole models, check integrity, foreign keys and the history's chain. */
  readonly thorough?: boolean;
  /** Reads folders, where several databases may share one. */
  readonly read?: ReadFolder | undefined;
  /** Tells what is preserved. */
  readonly safety?: Pick<Safety, 'preserved'> | undefined;
  /** Looks at what is only worth the time in a thorough survey; its findings become problems. */
  readonly inspect?: (view: View, observation: Observation) => readonly Problem[];
}

/** Reads one database and its folder. Never throws for what is wrong with them: one sick database never hides the others. */
export function survey(driver: Driver, database: Database, options: SurveyOptions = {}): Survey {
  const { read = readFolder } = options;
  const folder = attempt(() => read(database.source));
  if (folder instanceof MigrationError) return unusable(database, null, folder);
  const found = attempt(() => look(driver, database, options));
  if (found instanceof MigrationError) return unusable(database, folder, found);
  const standing = judge(folder, found.observation, database.shown);
  const problems = [...standing.problems, ...found.problems];
  return {
    database,
    folder,
    observation: found.observation,
    error: null,
    preserved: found.preserved,
    standing: { ...standing, problems, state: worstState(standing.state, problems) },
  };
}

/** Addresses a configured database. @throws MigrationError LOCATION_UNSUPPORTED */
export function targetOf(driver: Driver, { location, shown, ledgerTable }: Database): Target {
  return driver.target(location, { shown, ledgerTable });
}

interface Found {
  readonly observation: Observation;
  readonly problems: readonly Problem[];
  readonly preserved: readonly Preserved[];
}

function look(driver: Driver, database: Database, options: SurveyOptions): Found {
  return driver.read(targetOf(driver, database), (view) => {
    const observation = observe(view, driver, options.thorough ?? false);
    return { observation, problems: options.inspect?.(view, observation) ?? [], preserved: options.safety?.preserved(view) ?? [] };
  });
}

/** A survey of a database, or of a folder, that can't be used. */
export function unusable(database: Database, folder: Folder | null, error: MigrationError): Survey {
  const shell: Folder = folder ?? {
    shown: database.source.shown,
    format: database.source.format ?? 'zepix',
    detected: false,
    migrations: [],
    problems: [],
  };
  const standing = judge(shell, NOTHING, database.shown);
  const problems = [problem(error), ...standing.problems];
  // An error that says nothing of the database leaves it unknown, and unknown is never green.
  const state = worstState(stateOf(error.code) ?? (folder === null ? 'missing-file' : 'failed'), problems);
  return { database, folder, observation: NOTHING, error, standing: { ...standing, problems, state } };
}

/** The value, or the error of ours that was thrown instead. */
export function attempt<T>(action: () => T): T | MigrationError {
  try {
    return action();
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}
