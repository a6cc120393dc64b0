import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';
import type { Declarations } from '../ports/declared.js';
import type { Driver } from '../ports/driver.js';
import { targetOf } from '../survey/survey.js';
import { writeNewFiles } from './write-files.js';
import type { NewFile } from './write-files.js';

/** A declaration of a database that is there. */
export interface Introspected {
  readonly database: string;
  readonly text: string;
  readonly tables: number;
  /** What declarations have no words for, each a few words. */
  readonly unsaid: readonly string[];
  /** The file as users call it; null where none was named. */
  readonly out: string | null;
}

/** Declares the tables of a database. Reads only; a file is never overwritten. @throws MigrationError as `Driver.read`, FILE_EXISTS */
export function introspect(
  driver: Driver,
  database: Database,
  declarations: Declarations | undefined,
  out: Omit<NewFile, 'text'> | undefined,
): Introspected {
  if (declarations === undefined) throw new MigrationError('DECLARATIONS_MISSING', 'This program has no part that writes declarations.');
  const { text, tables, unsaid } = driver.read(targetOf(driver, database), (view) => declarations.write(view.schema(), view.objects()));
  if (out !== undefined) writeNewFiles([{ ...out, text }]);
  return { database: database.name, text, tables, unsaid, out: out?.shown ?? null };
}
