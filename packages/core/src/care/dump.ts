import { readFileSync } from 'node:fs';
import type { Database } from '../config/database.js';
import type { Version } from '../kernel/version.js';
import type { SchemaObject } from '../ports/care.js';
import type { Driver } from '../ports/driver.js';
import { targetOf } from '../survey/survey.js';
import { replaceFile } from './replace-file.js';

/** The schema of one database as a script. */
export interface Dump {
  readonly database: string;
  /** The newest applied version; null where none is, or another tool's ledger stands there. */
  readonly version: Version | null;
  readonly sql: string;
}

/** Reads the schema as a script that makes it anew; the same schema at the same version gives the same text. @throws as `Driver.read` */
export function dump(driver: Driver, database: Database): Dump {
  return driver.read(targetOf(driver, database), (view) => {
    const ledger = view.ledger();
    const version = ledger.kind === 'present' ? (ledger.records.findLast(({ state }) => state === 'applied')?.version ?? null) : null;
    return { database: database.name, version, sql: script(database, version, view.objects()) };
  });
}

function script({ name }: Database, version: Version | null, objects: readonly SchemaObject[]): string {
  const header = `-- Schema of ${name} at ${version ?? 'no version'}. Written by "dump"; change it by a migration, not here.\n`;
  return [header, ...objects.map(({ create }) => `${create};\n`)].join('\n');
}

/** What became of the file that a dump was written to. */
export type Written = 'written' | 'unchanged' | 'differs';

/** Writes a dump where the file says something else. With `onlyCheck` it is compared and left as it is. @throws FILE_UNWRITABLE */
export function writeDump({ sql }: Dump, file: { readonly path: string; readonly shown: string }, onlyCheck: boolean): Written {
  if (readText(file.path) === sql) return 'unchanged';
  if (onlyCheck) return 'differs';
  replaceFile(file.path, file.shown, sql);
  return 'written';
}

/** Line ends are version control's to choose. Null where there is no such file. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}
