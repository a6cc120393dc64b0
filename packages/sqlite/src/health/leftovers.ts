import type Database from 'better-sqlite3';
import type { Finding } from '@zepix/migrations-core';

interface Table {
  readonly name: string;
  /** Lower case, in alphabetical order. */
  readonly columns: readonly string[];
}

/** Tables by which other tools keep count of what they applied. Tables without columns here are known by their names alone. */
const LEDGERS: readonly { readonly name: string; readonly columns?: readonly string[]; readonly tool: string }[] = [
  { name: '__drizzle_migrations', tool: 'drizzle-orm' },
  { name: '_prisma_migrations', tool: 'Prisma' },
  { name: 'knex_migrations', tool: 'Knex' },
  { name: 'knex_migrations_lock', tool: 'Knex' },
  { name: 'kysely_migration', tool: 'Kysely' },
  { name: 'kysely_migration_lock', tool: 'Kysely' },
  { name: 'd1_migrations', tool: 'Wrangler (Cloudflare D1)' },
  { name: 'goose_db_version', tool: 'goose' },
  { name: 'alembic_version', tool: 'Alembic' },
  { name: 'django_migrations', tool: 'Django' },
  { name: 'flyway_schema_history', tool: 'Flyway' },
  { name: 'databasechangelog', tool: 'Liquibase' },
  { name: 'databasechangeloglock', tool: 'Liquibase' },
  { name: 'sequelizemeta', tool: 'Sequelize' },
  { name: 'mikro_orm_migrations', tool: 'MikroORM' },
  { name: 'atlas_schema_revisions', tool: 'Atlas' },
  { name: '_sqlx_migrations', tool: 'sqlx' },
  { name: '__diesel_schema_migrations', tool: 'Diesel' },
  { name: 'ar_internal_metadata', tool: 'Rails' },
  { name: 'schema_migrations', columns: ['version'], tool: 'dbmate or Rails' },
  { name: 'schema_migrations', columns: ['dirty', 'version'], tool: 'golang-migrate' },
  { name: 'migrations', columns: ['id', 'name', 'timestamp'], tool: 'TypeORM' },
];

/** Tables that other tools, or a rebuild that was broken off, left behind. Never SQLite's own, nor the engine's. */
export function leftoverFindings(db: Database.Database, isOwn: (name: string) => boolean): Finding[] {
  const tables = readTables(db);
  const names = new Set(tables.map(({ name }) => name.toLowerCase()));
  const found = tables.flatMap((table) => {
    const ledger = ledgerOf(table);
    if (ledger !== null) return [foreignLedger(table, ledger)];
    const what = isOwn(table.name) ? null : leftover(table.name, names);
    return what === null ? [] : [rest(table, what)];
  });
  return found.length > 0
    ? found
    : [{ topic: 'leftovers', level: 'ok', text: 'no table of another tool, none of a rebuild that was broken off', advice: null }];
}

function readTables(db: Database.Database): Table[] {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    .pluck()
    .all();
  const columns = db.prepare('SELECT lower(name) FROM pragma_table_info(?) ORDER BY 1').pluck();
  return (names as string[]).map((name) => ({ name, columns: columnsOf(columns, name) }));
}

/** A virtual table whose module is not here has no columns that could be read. */
function columnsOf(statement: Database.Statement, name: string): string[] {
  try {
    return statement.all(name) as string[];
  } catch {
    return [];
  }
}

function ledgerOf({ name, columns }: Table): string | null {
  const same = (wanted: readonly string[]): boolean => wanted.length === columns.length && wanted.every((one, at) => one === columns[at]);
  return (
    LEDGERS.find((ledger) => ledger.name === name.toLowerCase() && (ledger.columns === undefined || same(ledger.columns)))?.tool ?? null
  );
}

/** What a name looks like; null for one like any other. A `new_x` is only half of a rebuild where `x` is there, too. */
function leftover(name: string, names: ReadonlySet<string>): string | null {
  const lower = name.toLowerCase();
  if (lower.startsWith('__new_')) return 'of a rebuild by drizzle-kit';
  const [, target] = /^_?new_(.+)$/.exec(lower) ?? [];
  if (lower.startsWith('_new_') || lower.startsWith('new_')) {
    if (target !== undefined && names.has(target)) return `of a rebuild of ${target}`;
    return lower.startsWith('_new_') ? 'of a rebuild' : null;
  }
  if (lower.startsWith('_alembic_tmp_')) return 'of a rebuild by Alembic';
  if (/_(?:backup|bak)(?:_?\d+)?$/.test(lower)) return 'of a copy that was made by hand or by a script';
  if (/^_[a-z].*_old(?:_?\d+)?$/.test(lower)) return 'of a rebuild';
  return null;
}

function foreignLedger({ name }: Table, tool: string): Finding {
  const advice = `Where ${tool} no longer migrates this database, drop it by a migration; where it does, one of the two should.`;
  return { topic: 'leftovers', level: 'warn', text: `${name} is the ledger of ${tool}`, advice };
}

function rest({ name }: Table, what: string): Finding {
  return {
    topic: 'leftovers',
    level: 'warn',
    text: `${name} looks like the rest ${what}`,
    advice: 'Look at its rows; if nothing needs them, drop it by a migration.',
  };
}
