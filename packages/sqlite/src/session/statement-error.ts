import { MigrationError } from '@zepix/migrations-core';
import type { Location, Statement } from '@zepix/migrations-core';
import { fileError } from '../connection/errors.js';

/** What a script's own RAISE(ABORT, …) throws through SQLite. */
export class GuardFailure extends Error {}

/** An error of a statement, with its place in the file. Errors of ours, and bugs, stay what they are. */
export function statementError(error: unknown, statement: Statement, shown: string): unknown {
  if (error instanceof MigrationError) return error;
  if (error instanceof GuardFailure) return guardFailed(error, statement);
  const { original } = statement;
  const aboutFile = fileError(error, shown);
  if (aboutFile) return aboutFile.with({ location: statement.location, statement: original });
  if (!(error instanceof Error)) return error;
  return new MigrationError('SQL_FAILED', `${error.message}.`.replace(/\.\.$/, '.'), {
    location: pinpoint(statement, error.message),
    statement: original,
    hint: /\bALTER\s+COLUMN\s+\S+\s+TO\b/i.test(original) ? ALTER_COLUMN_TO : hintFor(error.message),
    cause: error,
  });
}

function guardFailed({ message }: GuardFailure, { original, location }: Statement): MigrationError {
  return new MigrationError('GUARD_FAILED', `The migration's own guard stopped it: ${message}`, {
    location,
    statement: original,
    hint: 'Bring the database into the state that the guard asks for, by hand or by a statement above it in this file, then run again.',
  });
}

/** How SQLite names the word it stumbled over. */
const NAMES_A_WORD = [
  /near "([^"]+)"/,
  /(?:no such \w+(?: \w+)?|duplicate column name|ambiguous column name): (\S+)/,
  /has no column named (\S+)/,
];

/** SQLite names the word it stumbled over; where the statement has it once, the error points there. */
function pinpoint({ original, location }: Statement, message: string): Location {
  const word = NAMES_A_WORD.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  if (word === undefined) return location;
  const bare = word.replace(/^.*\./, '');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${bare.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'giu');
  const places = [...original.matchAll(/^\w/.test(bare) ? pattern : new RegExp(bare.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g'))];
  const [place] = places;
  if (place === undefined || places.length > 1) return location;
  return shift(location, original, place.index);
}

function shift(location: Location, text: string, by: number): Location {
  const before = text.slice(0, by);
  const lines = before.split('\n');
  const last = lines.at(-1) ?? '';
  const column = lines.length === 1 ? location.column + by : last.length + 1;
  return { ...location, line: location.line + lines.length - 1, column, offset: location.offset + by };
}

const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/no such column: "/, 'Text goes between single quotes; double quotes name a table or column.'],
  [/table .* already exists/, 'If this database had its tables before it was migrated, tell the ledger so instead of creating them again.'],
  [/duplicate column name/, 'The column is there already: was the change made by hand, or by the application itself?'],
  [/no such table/, 'Check the name, and that the migration which creates the table comes earlier.'],
  [
    /no such function/,
    'SQLite has no function of that name. One that the application defines is given to these connections, too, by "extend" in the configuration.',
  ],
  [/no such module/, 'A loadable extension brings that module: load it in "extend" in the configuration.'],
  [/syntax error|incomplete input/, 'Correct the statement; SQLite stopped at the place shown.'],
  [
    /UNIQUE constraint failed|NOT NULL constraint failed|CHECK constraint failed/,
    'Rows that are there break the rule: correct them first, in the same migration.',
  ],
];

const ALTER_COLUMN_TO =
  'ALTER COLUMN … TO is libSQL’s: make a new table with the column as it is to be and move the rows, or have "generate" write that.';

function hintFor(message: string): string {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? 'Correct the statement and run again.';
}
