import type { Database } from '../config/database.js';
import { MigrationError } from '../kernel/error.js';
import type { Finding } from '../ports/care.js';
import type { Driver } from '../ports/driver.js';
import { attempt, targetOf } from '../survey/survey.js';

/** The health of one database. */
export interface Health {
  readonly database: string;
  readonly file: string;
  readonly findings: readonly Finding[];
}

/** Examines one database; changes no content and leaves no file. What keeps it from being looked at is a finding, too. */
export function examine(driver: Driver, database: Database, full: boolean): Health {
  const findings = attempt(() => driver.care.examine(targetOf(driver, database), { full }));
  const shell = { database: database.name, file: database.shown };
  return { ...shell, findings: findings instanceof MigrationError ? [unusable(findings)] : findings };
}

/** A database that is not there yet is no illness. */
function unusable({ code, message, hint }: MigrationError): Finding {
  return { topic: 'database', level: code === 'DATABASE_MISSING' ? 'warn' : 'bad', text: message, advice: hint ?? null };
}
