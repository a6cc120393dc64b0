import { ERROR_KINDS } from './error-codes.js';
import type { ErrorCode, ErrorKind } from './error-codes.js';
import type { Location } from './location.js';

/** What a `MigrationError` is made of besides its code and message. */
export interface ErrorDetails {
  /** The next step to take, in words the reader can type or do. */
  readonly hint?: string | undefined;
  /** Where in which file. */
  readonly location?: Location | undefined;
  /** The statement as it stands in the file. */
  readonly statement?: string | undefined;
  /** What state the data is in now, one sentence ("Nothing was changed."). */
  readonly dataState?: string | undefined;
  /** What another library said. */
  readonly cause?: unknown;
}

/**
 * The one error of this engine: a stable `code` (docs/errors.md), a message of one sentence that names the thing, where it is, what
 * state the data is in and what to do next. Anything else that is thrown is a bug of ours.
 */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly location: Location | undefined;
  readonly statement: string | undefined;
  readonly dataState: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.location = details.location;
    this.statement = details.statement;
    this.dataState = details.dataState;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }

  /** The same error with details added where it has none yet. */
  with(details: ErrorDetails): MigrationError {
    const merged = new MigrationError(this.code, this.message, {
      hint: this.hint ?? details.hint,
      location: this.location ?? details.location,
      statement: this.statement ?? details.statement,
      dataState: this.dataState ?? details.dataState,
      cause: this.cause ?? details.cause,
    });
    if (this.stack !== undefined) merged.stack = this.stack;
    return merged;
  }

  /** The same error with a sentence added to what it says of the data. */
  saying(sentence: string): MigrationError {
    const { hint, location, statement, cause } = this;
    const dataState = [this.dataState, sentence].filter((part) => part !== undefined).join(' ');
    const said = new MigrationError(this.code, this.message, { hint, location, statement, cause, dataState });
    if (this.stack !== undefined) said.stack = this.stack;
    return said;
  }
}

/** The error itself when it is ours; anything else becomes `INTERNAL`, with the original as its cause. */
export function toMigrationError(error: unknown): MigrationError {
  if (error instanceof MigrationError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new MigrationError('INTERNAL', `Unexpected error: ${text}`, {
    hint: 'This is a bug in the migration engine: please report it with the output of the same command and --verbose.',
    cause: error,
  });
}
