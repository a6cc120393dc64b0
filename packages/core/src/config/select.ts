import { MigrationError } from '../kernel/error.js';
import type { Database } from './database.js';

/**
 * The databases that the filters name: by name, alias, folder, file name, or a glob (`*`, `?`) over those. Without filters: all.
 * In the order of the configuration. @throws MigrationError FILTER_UNMATCHED when a filter names none
 */
export function selectDatabases(databases: readonly Database[], filters: readonly string[]): readonly Database[] {
  if (filters.length === 0) return databases;
  const chosen = new Set<Database>();
  for (const filter of filters) {
    const matching = databases.filter((database) => matches(database, filter));
    if (matching.length === 0) throw unmatched(filter, databases);
    for (const database of matching) chosen.add(database);
  }
  return databases.filter((database) => chosen.has(database));
}

/** Order of a run: every database behind those that its `after` names, otherwise as given. @throws MigrationError CONFIG_INVALID */
export function orderDatabases(databases: readonly Database[]): readonly Database[] {
  const ordered: Database[] = [];
  const visit = (database: Database, path: readonly string[]): void => {
    if (ordered.includes(database)) return;
    if (path.includes(database.name)) throw circular([...path, database.name]);
    for (const name of database.after) {
      const before = databases.find((one) => one.name === name);
      if (before) visit(before, [...path, database.name]);
    }
    ordered.push(database);
  };
  for (const database of databases) visit(database, []);
  return ordered;
}

function matches(database: Database, filter: string): boolean {
  const wanted = filter.toLowerCase();
  if (database.names.has(wanted)) return true;
  if (!/[*?]/.test(wanted)) return false;
  const pattern = new RegExp(
    `^${wanted
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
  return [...database.names].some((name) => pattern.test(name));
}

function unmatched(filter: string, databases: readonly Database[]): MigrationError {
  const names = databases.map(({ name }) => name).join(', ');
  return new MigrationError('FILTER_UNMATCHED', `No database matches "${filter}".`, {
    hint: `Configured are: ${names}. A filter is a name, an alias, a folder's or file's name, or a glob such as "price*".`,
    dataState: 'Nothing was changed.',
  });
}

function circular(path: readonly string[]): MigrationError {
  return new MigrationError('CONFIG_INVALID', `The databases wait for each other: ${path.join(' after ')}.`, {
    hint: 'Remove one "after" in the configuration.',
    dataState: 'Nothing was changed.',
  });
}
