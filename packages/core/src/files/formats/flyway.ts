import type { MigrationError } from '../../kernel/error.js';
import { locate } from '../../kernel/location.js';
import { compareVersions, versionKey } from '../../kernel/version.js';
import type { Listing, RawFile } from '../source.js';
import { strangeName, unsupportedFormat } from './errors.js';
import type { Adopted } from './format.js';
import type { Findings } from './found.js';
import { isSql, textOf, wholeScript, wholeWayBack } from './script-files.js';

const NAME = /^([VU])(\d+)__(.*)\.sql$/;
const HINT = 'Give it a version of digits alone, or go on running this folder with Flyway.';
const ADOPTED: Adopted = { format: 'flyway', transactional: true };

/** Whether a folder's SQL files are named as Flyway names them, all of them. */
export function looksLikeFlyway(files: readonly RawFile[]): boolean {
  const sql = files.filter(isSql);
  return sql.length > 0 && sql.every(({ name }) => /^(?:[VU][\d._]+|R)__/.test(name));
}

/** Reads `V1__name.sql` and `U1__name.sql` (https://documentation.red-gate.com/fd/migrations-271585107.html). */
export function readFlyway({ files }: Listing): Findings {
  const problems: MigrationError[] = [];
  const undo = new Map<string, RawFile>();
  const own = files.filter(isSql);
  for (const raw of own) {
    const [, side, version] = NAME.exec(raw.name) ?? [];
    if (side === 'U' && version !== undefined) undo.set(versionKey(version), raw);
    if (side === undefined) problems.push(judge(raw));
  }
  const found = own.flatMap((raw) => {
    const [, side, version = '', name = ''] = NAME.exec(raw.name) ?? [];
    if (side !== 'V') return [];
    const adopted = optionsOf(raw, files, problems);
    problems.push(...placeholders(raw));
    return [
      { version, name, up: wholeScript(raw, adopted, problems), down: wholeWayBack(undo.get(versionKey(version)), ADOPTED, problems) },
    ];
  });
  return { found: found.toSorted((a, b) => compareVersions(a.version, b.version)), problems };
}

function judge({ name, shown }: RawFile): MigrationError {
  if (name.startsWith('R__')) return unsupportedFormat(shown, `${shown} is a repeatable migration, which has no version.`, HINT);
  if (/^[VU][\d._]+__/.test(name)) return unsupportedFormat(shown, `The version of ${shown} is not one number.`, HINT);
  return strangeName(shown, 'V1__name.sql');
}

/** Flyway would put values in their place, which nobody here knows. */
function placeholders(raw: RawFile): MigrationError[] {
  const text = textOf(raw, []) ?? '';
  const at = text.search(/\$\{[^}\n]*\}/);
  if (at === -1) return [];
  const location = locate({ file: raw.shown, text }, at);
  const hint = 'Write the value out in a copy of the folder, or go on running it with Flyway.';
  return [unsupportedFormat(location, `${raw.shown} has a placeholder, which Flyway's configuration fills in.`, hint)];
}

/** What `V1__name.sql.conf` says beside it. */
function optionsOf({ name }: RawFile, files: readonly RawFile[], problems: MigrationError[]): Adopted {
  const conf = files.find((raw) => raw.name === `${name}.conf`);
  const text = conf === undefined ? null : textOf(conf, problems);
  return text !== null && /^\s*executeInTransaction\s*=\s*false\s*$/m.test(text) ? { ...ADOPTED, transactional: false } : ADOPTED;
}
