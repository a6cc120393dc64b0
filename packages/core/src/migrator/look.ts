import { selectDatabases } from '../config/select.js';
import { folderReader } from '../files/folders.js';
import { databaseReport } from '../report/database-report.js';
import type { Report } from '../report/report.js';
import { survey } from '../survey/survey.js';
import type { SurveyOptions } from '../survey/survey.js';
import { inspect, staleProofs } from '../survey/verify.js';
import type { MigratorParts, Selection } from './parts.js';
import { reportedNow } from './reported.js';

/** `status` and `verify`: reads all databases; changes and creates nothing. */
export function look(parts: MigratorParts, command: 'status' | 'verify', { filter = [] }: Selection): Report {
  const read = folderReader();
  return reportedNow(parts, command, () =>
    selectDatabases(parts.databases, filter).map((database) => {
      const thorough: SurveyOptions = { thorough: true, inspect: (view, observation) => inspect(view, observation, database.shown) };
      const seen = survey(parts.driver, database, { ...(command === 'verify' ? thorough : {}), read, safety: parts.safety });
      const stale = command === 'verify' ? staleProofs(seen.folder?.migrations ?? []) : [];
      const standing = { ...seen.standing, problems: [...seen.standing.problems, ...stale] };
      return databaseReport({ ...seen, standing, error: seen.folder === null ? seen.error : null });
    }),
  );
}
