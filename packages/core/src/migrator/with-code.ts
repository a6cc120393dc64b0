import type { MigratorParts } from './parts.js';

/** Folders read their code through the part that can. */
export function withCode(parts: MigratorParts): MigratorParts {
  const { code } = parts;
  if (code === undefined) return parts;
  return {
    ...parts,
    databases: parts.databases.map((database) => ({
      ...database,
      source: { ...database.source, list: () => database.source.list(), code },
    })),
  };
}
