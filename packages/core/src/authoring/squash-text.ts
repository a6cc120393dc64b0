import { basename } from 'node:path';
import type { Database } from '../config/database.js';
import type { MigrationFile } from '../files/folder.js';
import { replacesLine } from '../files/replaces.js';
import type { Replaced } from '../files/replaces.js';
import type { Version } from '../kernel/version.js';
import { loadScript } from '../plan/load.js';
import type { Driver } from '../ports/driver.js';
import type { Changing } from './changing.js';
import { headerName } from './place.js';
import type { Made } from './made.js';

/** The two files of a squash, not yet written. */
export interface SquashFiles {
  readonly version: Version;
  readonly up: { readonly name: string; readonly text: string };
  readonly down: { readonly name: string; readonly text: string };
}

/** Writes what was made as one migration: tables, rows, and what stands on them; and a rollback that removes it all. */
export function squashFiles(
  driver: Driver,
  database: Database,
  replaced: readonly MigrationFile[],
  { objects, contents }: Made,
  changing: Changing,
): SquashFiles {
  const version = replaced.at(-1)?.version ?? '';
  const up = { name: `${version}_squashed.sql` };
  const down = { name: `${version}_rollback_squashed.sql` };
  const tables = objects.filter(({ kind }) => kind === 'table').map(({ create }) => create);
  const others = objects.filter(({ kind }) => kind !== 'table').map(({ create }) => create);
  // Triggers come last: they must not fire for rows that they have already had their say on.
  const rows = driver.care.fill(contents, changing.leavesOut);
  const body = [tables, rows, others].filter((part) => part.length > 0).map((part) => part.map((sql) => `${sql};\n`));
  const text = [
    upHeader(driver, database, replaced, up.name, changing),
    ...body.map((part, at) => part.join(at === 1 && rows.length > 0 ? '' : '\n')),
  ];
  const drops = objects.toReversed().map((one) => `${one.drop};\n`);
  const head = `-- Rollback: ${down.name}\n-- Database: ${headerName(database)}\n-- Description: Remove everything that ${up.name} makes\n`;
  return { version, up: { ...up, text: text.join('\n') }, down: { ...down, text: [head, drops.join('')].join('\n') } };
}

function upHeader(driver: Driver, database: Database, replaced: readonly MigrationFile[], name: string, { frozen }: Changing): string {
  const [first, last] = [replaced[0], replaced.at(-1)];
  const lines = [
    `Migration: ${name}`,
    `Database: ${headerName(database)}`,
    `Description: What ${first?.version ?? ''} to ${last?.version ?? ''} made, in one`,
    `Version: ${last?.version ?? ''}`,
    `Requires: ${otherDatabases(driver, database, replaced).join(', ') || 'none'}`,
    'Reversible: YES',
  ];
  const notes =
    frozen.size === 0
      ? []
      : [
          '',
          `These values came from the clock or from chance and have no default, so they are now the same everywhere (${[...frozen].join(', ')}).`,
        ];
  return [
    ...lines.map((line) => `-- ${line}`),
    '-- Written by "squash". A database that has these migrations applied, as they were, has this one:',
    ...replaced.flatMap(standIns).map(replacesLine),
    ...notes.map((note) => (note === '' ? '--' : `-- ${note}`)),
    '',
  ].join('\n');
}

/** A file that is squashed once more hands on what it stood for itself. */
function standIns({ file, version, checksum, replaces = [] }: MigrationFile): Replaced[] {
  const name = basename(file.replaceAll('\\', '/')).replace(/\s/g, '_');
  return [...replaces, { version, file: name.startsWith(version) ? name : version, checksum }];
}

/** Requirements among the replaced migrations are met by their order; those on other databases stay. */
function otherDatabases(driver: Driver, database: Database, replaced: readonly MigrationFile[]): string[] {
  const all = replaced.flatMap((file) => loadScript(driver, database, file, file.version, 'up').header.requires.map(({ value }) => value));
  const elsewhere = all.filter((value) => {
    const other = /^([^/\\]+)[/\\]/.exec(value)?.[1];
    return other !== undefined && !database.names.has(other.toLowerCase());
  });
  return [...new Set(elsewhere)];
}
