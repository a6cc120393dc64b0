// Migrations that belong to no tool: `{ id: '0001_name', up: [statement …], down: [statement …] }`. Each tool's adapter writes them in its own way.

/** The id of the nth migration: as many digits for all. */
export const idOf = (number, name) => `${String(number).padStart(5, '0')}_${name}`;

/**
 * `count` small migrations as applications have them: in each ten a table, an index, a column, five inserts, an update and a view. All
 * can be taken back.
 */
export function smallMigrations(count, from = 1) {
  return Array.from({ length: count }, (_, index) => smallMigration(from + index));
}

function smallMigration(number) {
  const table = `items_${Math.ceil(number / 10)}`;
  const [name, up, down] = kinds[(number - 1) % 10](table, number);
  return { id: idOf(number, name), up: [up], down: [down] };
}

const insert = (table, number) => [
  'insert',
  `INSERT INTO ${table} (id, name, price) VALUES (${number}, 'item ${number}', ${number}.5)`,
  `DELETE FROM ${table} WHERE id = ${number}`,
];

const kinds = [
  (table) => [
    'table',
    `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL, created_at TEXT DEFAULT CURRENT_TIMESTAMP)`,
    `DROP TABLE ${table}`,
  ],
  (table) => ['index', `CREATE INDEX idx_${table}_name ON ${table} (name)`, `DROP INDEX idx_${table}_name`],
  insert,
  insert,
  (table) => ['column', `ALTER TABLE ${table} ADD COLUMN note TEXT`, `ALTER TABLE ${table} DROP COLUMN note`],
  insert,
  insert,
  (table) => ['update', `UPDATE ${table} SET note = 'n'`, `UPDATE ${table} SET note = NULL`],
  insert,
  (table) => ['view', `CREATE VIEW cheap_${table} AS SELECT id, name FROM ${table} WHERE price < 10`, `DROP VIEW cheap_${table}`],
];

/** SQL of a schema of so many tables, each with nine columns, an index and a foreign key to the one before it. */
export function manyTables(count) {
  return Array.from({ length: count }, (_, index) => tableOfMany(index)).join('');
}

function tableOfMany(index) {
  const parent = index === 0 ? '' : `, parent_id INTEGER REFERENCES wide_${index - 1} (id)`;
  const columns = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name} TEXT`).join(', ');
  return `CREATE TABLE wide_${index} (id INTEGER PRIMARY KEY, ${columns}${parent});\nCREATE INDEX idx_wide_${index} ON wide_${index} (a, b);\n`;
}
