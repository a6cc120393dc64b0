import type { Database } from '../config/database.js';
import type { ScriptFile } from '../files/folder.js';
import { parseHeader } from '../files/header.js';
import type { Header, HeaderKey } from '../files/header.js';
import { MigrationError } from '../kernel/error.js';
import { isVersion, sameVersion } from '../kernel/version.js';
import type { Version } from '../kernel/version.js';
import type { Driver } from '../ports/driver.js';
import { loadAdopted } from './load-adopted.js';
import { loadCode } from './load-code.js';
import type { LoadedScript } from './loaded.js';
import type { Direction, Intent, Program } from '../ports/script.js';

export type { LoadedScript } from './loaded.js';

const UNTOUCHED = { dataState: 'Nothing was changed.' };

/** Parses and judges a script. Never throws for what is wrong with it. */
export function loadScript(driver: Driver, database: Database, script: ScriptFile, version: Version, direction: Direction): LoadedScript {
  if (script.code !== undefined) return codeScript(database, script, version, direction);
  const judged = judge(driver, script, { direction, version, ledgerTable: database.ledgerTable });
  if (judged.problems !== undefined) return judged;
  const { header, program } = judged;
  const wrongDatabase = checkDatabase(header, database);
  const problems = [...header.problems, ...checkNumbers(header, version), ...program.problems].map((error) => error.with(UNTOUCHED));
  if (wrongDatabase && database.strictHeaders) problems.push(wrongDatabase);
  const notices = wrongDatabase && !database.strictHeaders ? [...program.notices, wrongDatabase.message] : program.notices;
  return { header, program, notices, code: null, problems };
}

interface Judged {
  readonly header: Header;
  readonly program: Program;
  readonly problems?: undefined;
}

type About = Pick<Intent, 'direction' | 'version' | 'ledgerTable'>;

/** What was made of a script last: databases that share a folder share its scripts. It goes when they go. */
const LAST = new WeakMap<ScriptFile, { readonly driver: Driver; readonly about: About; readonly judged: Judged | LoadedScript }>();

function judge(driver: Driver, script: ScriptFile, about: About): Judged | LoadedScript {
  const last = LAST.get(script);
  if (last !== undefined && last.driver === driver && isSame(last.about, about)) return last.judged;
  const judged = judgeAnew(driver, script, about);
  LAST.set(script, { driver, about, judged });
  return judged;
}

function isSame(one: About, other: About): boolean {
  return one.direction === other.direction && one.version === other.version && one.ledgerTable === other.ledgerTable;
}

function judgeAnew(driver: Driver, script: ScriptFile, about: About): Judged | LoadedScript {
  const parsed = parse(driver, script);
  if (parsed instanceof MigrationError) return broken(parsed.with(UNTOUCHED));
  if (script.adopted !== undefined) return loadAdopted(driver, parsed, script.adopted, about);
  const header = parseHeader(parsed.header);
  const { transactional, foreignKeys } = header;
  return { header, program: driver.compile(parsed, { ...about, transactional, foreignKeys }) };
}

function codeScript(database: Database, script: ScriptFile, version: Version, direction: Direction): LoadedScript {
  const code = loadCode(database, script, version, direction);
  if (code instanceof MigrationError) return broken(code.with(UNTOUCHED));
  return { header: code.header, program: code.program, notices: code.notices, code, problems: [] };
}

function parse(driver: Driver, script: ScriptFile): ReturnType<Driver['parse']> | MigrationError {
  try {
    return driver.parse(script);
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}

function broken(error: MigrationError): LoadedScript {
  const program = {
    statements: [],
    afterwards: [],
    effects: [],
    mentions: new Set<string>(),
    notices: [],
    ownDescription: null,
    problems: [error],
  };
  return { header: parseHeader([]), program, notices: [], code: null, problems: [error] };
}

/** The header's own idea of the migration's number must be the file's: copied headers are how wrong scripts get applied. */
function checkNumbers(header: Header, version: Version): MigrationError[] {
  return (['Migration', 'Rollback', 'Version'] as const).flatMap((key: HeaderKey) => {
    const entry = header.values.get(key);
    const digits = entry ? /^(\d+)/.exec(entry.value)?.[1] : undefined;
    if (!entry || digits === undefined || !isVersion(digits) || sameVersion(digits, version)) return [];
    return [
      new MigrationError('HEADER_MISMATCH', `The header says "${key}: ${entry.value}", but the file's version is ${version}.`, {
        location: entry.location,
        hint: 'Correct the header, or rename the file.',
      }),
    ];
  });
}

function checkDatabase(header: Header, database: Database): MigrationError | null {
  const entry = header.values.get('Database');
  if (!entry || database.names.has(entry.value.toLowerCase()) || database.label.toLowerCase() === entry.value.toLowerCase()) return null;
  return new MigrationError(
    'DATABASE_MISMATCH',
    `The header says "Database: ${entry.value}", but this is ${database.name} (${database.shown}).`,
    {
      location: entry.location,
      hint: `Move the file to the right folder, or correct the header. Names of this database: ${[...database.names].join(', ')}.`,
      ...UNTOUCHED,
    },
  );
}
