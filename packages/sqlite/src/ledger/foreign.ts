import type Database from 'better-sqlite3';

/** How a migration tool keeps account of what it applied. */
interface ForeignLedger {
  readonly tool: string;
  readonly table: string;
  /** Columns by which it is told from another table of that name, lower case. */
  readonly columns: readonly string[];
  /** Set where it has no others. */
  readonly only?: true;
  /** What was applied last, as SQL over its rows. */
  readonly newest: string;
  /** Which of its rows tell of a migration. */
  readonly where?: string;
}

const LEDGERS: readonly ForeignLedger[] = [
  { tool: 'drizzle', table: '__drizzle_migrations', columns: ['hash', 'created_at'], newest: "count(*) || ' migrations'" },
  { tool: 'golang-migrate', table: 'schema_migrations', columns: ['version', 'dirty'], only: true, newest: 'max(version)' },
  { tool: 'dbmate or Rails', table: 'schema_migrations', columns: ['version'], only: true, newest: 'max(version)' },
  {
    tool: 'goose',
    table: 'goose_db_version',
    columns: ['version_id', 'is_applied'],
    newest: 'max(version_id)',
    where: 'version_id > 0 AND is_applied',
  },
  { tool: 'Prisma', table: '_prisma_migrations', columns: ['migration_name'], newest: 'max(migration_name)' },
  { tool: 'diesel', table: '__diesel_schema_migrations', columns: ['version', 'run_on'], newest: 'max(version)' },
  { tool: 'Flyway', table: 'flyway_schema_history', columns: ['installed_rank', 'version'], newest: 'max(version)' },
  { tool: 'knex', table: 'knex_migrations', columns: ['name', 'batch'], newest: 'max(name)' },
  { tool: 'umzug or Sequelize', table: 'SequelizeMeta', columns: ['name'], newest: 'max(name)' },
  { tool: 'Kysely', table: 'kysely_migration', columns: ['name', 'timestamp'], newest: 'max(name)' },
  { tool: 'sqlx', table: '_sqlx_migrations', columns: ['version', 'checksum'], newest: 'max(version)' },
  { tool: 'MikroORM', table: 'mikro_orm_migrations', columns: ['name', 'executed_at'], newest: 'max(name)' },
  { tool: 'TypeORM', table: 'migrations', columns: ['timestamp', 'name'], newest: 'max(timestamp)' },
  { tool: 'Laravel', table: 'migrations', columns: ['migration', 'batch'], newest: 'max(migration)' },
  { tool: 'Alembic', table: 'alembic_version', columns: ['version_num'], newest: 'max(version_num)' },
  { tool: 'Django', table: 'django_migrations', columns: ['app', 'name', 'applied'], newest: "count(*) || ' migrations'" },
  { tool: 'Entity Framework', table: '__EFMigrationsHistory', columns: ['migrationid'], newest: 'max(MigrationId)' },
  { tool: 'Atlas', table: 'atlas_schema_revisions', columns: ['version', 'applied'], newest: 'max(version)' },
  { tool: 'refinery', table: 'refinery_schema_history', columns: ['version', 'applied_on'], newest: 'max(version)' },
  { tool: 'SeaORM', table: 'seaql_migrations', columns: ['version', 'applied_at'], newest: 'max(version)' },
];

/** Tables that stand beside some of those. */
const BESIDE = ['knex_migrations_lock', 'kysely_migration_lock', 'ar_internal_metadata'];

/** Names that an application does not give to tables of its own: `migrations` it might. */
const DISTINCTIVE = new Set([...LEDGERS.map(({ table }) => table.toLowerCase()).filter((name) => name !== 'migrations'), ...BESIDE]);

/** Whether a table is by its name another tool's ledger: it is no part of what migrations make. */
export function isForeignLedgerName(name: string): boolean {
  return DISTINCTIVE.has(name.toLowerCase());
}

/** Finds the ledger of another tool that tells of migrations, as the end of a sentence; null where there is none. `own` is not looked at. */
export function findForeignLedger(db: Database.Database, own: string): string | null {
  for (const ledger of LEDGERS) {
    if (ledger.table.toLowerCase() === own.toLowerCase()) continue;
    const columns = new Set(db.prepare('SELECT lower(name) FROM pragma_table_info(?)').pluck().all(ledger.table) as string[]);
    if (columns.size === 0 || !ledger.columns.every((column) => columns.has(column))) continue;
    if (ledger.only === true && columns.size > ledger.columns.length) continue;
    const newest = newestOf(db, ledger);
    if (newest !== null) return `its table ${ledger.table} is the ledger of ${ledger.tool} (newest: ${newest})`;
  }
  return null;
}

/** Null where it has no row. One that can't be read is taken for one that tells something. */
function newestOf(db: Database.Database, { table, newest, where }: ForeignLedger): string | null {
  try {
    const sql = `SELECT CAST(${newest} AS TEXT) AS newest, count(*) AS rows FROM "${table}" WHERE ${where ?? 'true'}`;
    const { newest: text, rows } = db.prepare(sql).get() as { newest: string | null; rows: number };
    return rows === 0 ? null : (text ?? 'unknown').slice(0, 100);
  } catch {
    return 'unknown';
  }
}
