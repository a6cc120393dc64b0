/** One database of a configuration. Paths are relative to the config file. */
export interface DatabaseDefinition {
  /** The database file, or its URL. */
  readonly file: string;
  /** The folder of its migrations, or the migrations themselves by path (`001_a.sql`, `rollback/001_rollback_a.sql`), for bundled applications. */
  readonly migrations: string | Readonly<Record<string, string>>;
  /** The name that people read; default: the key in `databases`. */
  readonly label?: string;
  /** Other names that `--filter` and the `Database:` header may use. */
  readonly aliases?: readonly string[];
  /** The Drizzle schema package or file that declares its tables. */
  readonly schema?: string;
  /** Databases that are migrated before this one. */
  readonly after?: string | readonly string[];
  /** Snapshots: taken before every up and down unless `automatic` is false; the newest `keep` (10) stay, others for `maxAgeDays` (30). */
  readonly snapshots?: { readonly automatic?: boolean; readonly keep?: number; readonly maxAgeDays?: number };
  /** Whether what is pending is tried on a copy before it is applied; default true. */
  readonly rehearse?: boolean;
  /** The ledger's table; default `schema_migrations`. */
  readonly ledgerTable?: string;
}

/** What `zepix.config.ts` exports. */
export interface MigrationsConfig {
  /** By name, in the order in which they are shown and (but for `after`) migrated. */
  readonly databases: Readonly<Record<string, DatabaseDefinition>>;
}

/** Types a configuration; gives it back as it is. */
export function defineConfig(config: MigrationsConfig): MigrationsConfig {
  return config;
}
