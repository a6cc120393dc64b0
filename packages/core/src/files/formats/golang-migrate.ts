import { MigrationError } from '../../kernel/error.js';
import { compareVersions, versionKey } from '../../kernel/version.js';
import type { Listing, RawFile } from '../source.js';
import { strangeName } from './errors.js';
import type { Adopted } from './format.js';
import type { Findings } from './found.js';
import { isSql, wholeScript, wholeWayBack } from './script-files.js';

const NAME = /^(\d+)_(.*)\.(up|down)\.sql$/;
const ADOPTED: Adopted = { format: 'golang-migrate', transactional: true };

/** Whether a folder's SQL files are named as golang-migrate names them, all of them. */
export function looksLikeGolangMigrate(files: readonly RawFile[]): boolean {
  const sql = files.filter(isSql);
  return sql.some(({ name }) => name.endsWith('.up.sql')) && sql.every(({ name }) => NAME.test(name));
}

/** Reads `NNN_name.up.sql` and `NNN_name.down.sql` (https://github.com/golang-migrate/migrate). */
export function readGolangMigrate({ files }: Listing): Findings {
  const problems: MigrationError[] = [];
  const [ups, downs] = [new Map<string, RawFile>(), new Map<string, RawFile>()];
  for (const raw of files.filter(isSql)) {
    const [, version, , side] = NAME.exec(raw.name) ?? [];
    if (version === undefined) problems.push(strangeName(raw.shown, 'NNN_name.up.sql or NNN_name.down.sql'));
    else keep(side === 'up' ? ups : downs, version, raw, side === 'up' ? 'VERSION_DUPLICATE' : 'ROLLBACK_DUPLICATE', problems);
  }
  for (const [key, down] of downs) if (!ups.has(key)) problems.push(orphan(down));
  const found = [...ups].map(([key, raw]) => {
    const [, version = '', name = ''] = NAME.exec(raw.name) ?? [];
    return { version, name, up: wholeScript(raw, ADOPTED, problems), down: wholeWayBack(downs.get(key), ADOPTED, problems) };
  });
  return { found: found.toSorted((a, b) => compareVersions(a.version, b.version)), problems };
}

function keep(
  files: Map<string, RawFile>,
  version: string,
  raw: RawFile,
  code: 'VERSION_DUPLICATE' | 'ROLLBACK_DUPLICATE',
  problems: MigrationError[],
): void {
  const first = files.get(versionKey(version));
  if (first === undefined) files.set(versionKey(version), raw);
  else {
    problems.push(
      new MigrationError(code, `${first.shown} and ${raw.shown} have the same version (${versionKey(version)}).`, {
        hint: 'Give the one that was not applied anywhere yet the next free number.',
        location: { file: raw.shown, line: 1, column: 1, offset: 0 },
        dataState: 'Nothing was changed.',
      }),
    );
  }
}

function orphan({ shown }: RawFile): MigrationError {
  return new MigrationError('ROLLBACK_ORPHAN', `${shown} takes back a migration that has no ".up.sql" file.`, {
    hint: 'Remove it, or add the migration it belongs to.',
    location: { file: shown, line: 1, column: 1, offset: 0 },
    dataState: 'Nothing was changed.',
  });
}
