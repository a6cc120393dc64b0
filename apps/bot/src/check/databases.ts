import type { Setup } from '@zepix/migrations-configuration';
import { MigrationError, reportedError, toMigrationError } from '@zepix/migrations-core';
import type { DatabaseReport } from '@zepix/migrations-core';
import { exitCodeOfReport } from '../exit.js';
import { engineStarter } from '../telegram/bot.js';
import { fine, wrong } from './check.js';
import type { Finding } from './check.js';

/** Reads every database as /migration_status does, by the same engine in a process of its own. Nothing is changed or created. */
export async function checkDatabases(setup: Setup): Promise<readonly Finding[]> {
  const engine = engineStarter(setup)([], 'work');
  try {
    const report = await engine.status({});
    return report.databases.map((database) => checkDatabase(database, exitCodeOfReport({ ...report, databases: [database] }) === 0));
  } catch (error) {
    return [wrong('databases', toMigrationError(error))];
  } finally {
    await engine.close();
  }
}

function checkDatabase({ name, file, state, error, problems, pending }: DatabaseReport, isWell: boolean): Finding {
  const more = pending.length > 0 ? `, ${pending.length} pending` : '';
  if (isWell) return fine('databases', `${name}: ${state}${more} (${file})`);
  if (error !== null) return wrong('databases', reportedError(error));
  const problem = problems.find(({ severity }) => severity === 'error');
  const text = `${name}: ${problem?.message ?? state}`;
  return wrong('databases', new MigrationError(problem?.code ?? 'DATABASE_UNREADABLE', text, { hint: problem?.hint ?? undefined }));
}
