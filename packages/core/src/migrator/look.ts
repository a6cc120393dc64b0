import { selectDatabases } from '../config/select.js';
import { databaseReport } from '../report/database-report.js';
import type { Report } from '../report/report.js';
import { survey } from '../survey/survey.js';
import type { SurveyOptions } from '../survey/survey.js';
import { inspect } from '../survey/verify.js';
import type { MigratorParts, Selection } from './parts.js';
import { reportedNow } from './reported.js';

/** `status` and `verify`: reads all databases; changes and creates nothing. */
export function look(parts: MigratorParts, command: 'status' | 'verify', { filter = [] }: Selection): Report {
  return reportedNow(parts, command, () =>
    selectDatabases(parts.databases, filter).map((database) => {
      const thorough: SurveyOptions = { thorough: true, inspect: (view, observation) => inspect(view, observation, database.shown) };
      const seen = survey(parts.driver, database, command === 'verify' ? thorough : {});
      return databaseReport({ ...seen, error: seen.folder === null ? seen.error : null });
    }),
  );
}
