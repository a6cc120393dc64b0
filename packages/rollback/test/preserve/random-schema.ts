import fc from 'fast-check';

/** A table by what its rows are told apart by, and what else it has. */
export interface TableSpec {
  readonly key: 'integer' | 'auto' | 'text' | 'without' | 'pair' | 'none';
  readonly strict: boolean;
  readonly columns: readonly ColumnSpec[];
  readonly generated: 'VIRTUAL' | 'STORED' | null;
  /** The number of the table that it refers to, itself included, and what a DELETE there does. */
  readonly parent: { readonly table: number; readonly action: 'CASCADE' | 'SET NULL' | 'NO ACTION' } | null;
  readonly extras: { readonly index: boolean; readonly trigger: boolean; readonly view: boolean };
  /** What the cells are picked by. */
  readonly rows: readonly (readonly number[])[];
}

interface ColumnSpec {
  readonly type: 'TEXT' | 'INTEGER' | 'REAL' | 'BLOB' | 'ANY';
  readonly rule: '' | 'NOT NULL' | 'UNIQUE' | 'COLLATE NOCASE' | "DEFAULT '5'";
}

export interface SchemaSpec {
  readonly tables: readonly TableSpec[];
  readonly search: boolean;
}

const column: fc.Arbitrary<ColumnSpec> = fc.record({
  type: fc.constantFrom('TEXT', 'INTEGER', 'REAL', 'BLOB', 'ANY'),
  rule: fc.constantFrom('', 'NOT NULL', 'UNIQUE', 'COLLATE NOCASE', "DEFAULT '5'"),
});

const table: fc.Arbitrary<TableSpec> = fc.record({
  key: fc.constantFrom('integer', 'auto', 'text', 'without', 'pair', 'none'),
  strict: fc.boolean(),
  columns: fc.array(column, { minLength: 1, maxLength: 3 }),
  generated: fc.constantFrom(null, null, 'VIRTUAL', 'STORED'),
  parent: fc.option(fc.record({ table: fc.nat(2), action: fc.constantFrom('CASCADE', 'SET NULL', 'NO ACTION') })),
  extras: fc.record({ index: fc.boolean(), trigger: fc.boolean(), view: fc.boolean() }),
  rows: fc.array(fc.array(fc.nat(40), { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 12 }),
});

export const schema: fc.Arbitrary<SchemaSpec> = fc.record({
  tables: fc.array(table, { minLength: 1, maxLength: 3 }),
  search: fc.boolean(),
});

const TEXTS = ['', 'a', 'A', 'b', '5', '5.0', 'ß', "it''s", ' x ', 'NULL'].map((text) => `'${text}'`);
const NUMBERS = ['0', '1', '-1', '5', '9007199254740993', '1.0', '0.1', '1e300', '-0.0'];
const CELLS: Readonly<Record<ColumnSpec['type'], readonly string[]>> = {
  TEXT: [...TEXTS, 'NULL'],
  INTEGER: ['0', '1', '-1', '5', '7', '9007199254740993', 'NULL'],
  REAL: ['0.1', '1.0', '1e300', '-2.5', 'NULL'],
  BLOB: ["x''", "x'00ff'", "x'61'", 'NULL'],
  ANY: [...TEXTS, ...NUMBERS, "x'61'", 'NULL'],
};

/** SQL of one value that a column of that type takes. */
export function cell(type: ColumnSpec['type'], pick: number): string {
  const cells = CELLS[type];
  return cells[pick % cells.length] ?? 'NULL';
}

const KEYS: Readonly<Record<TableSpec['key'], string>> = {
  integer: 'id INTEGER PRIMARY KEY',
  auto: 'id INTEGER PRIMARY KEY AUTOINCREMENT',
  text: 'id TEXT PRIMARY KEY',
  without: 'id TEXT NOT NULL PRIMARY KEY',
  pair: 'id INTEGER NOT NULL, id2 TEXT NOT NULL COLLATE NOCASE',
  none: 'id INTEGER',
};

const hasInteger = ({ key }: TableSpec): boolean => key === 'integer' || key === 'auto';

/** The table's definition under a name; `without`: but for this column of its own. */
export function createTable({ tables }: SchemaSpec, at: number, name: string, without = -1): string {
  const spec = tables[at];
  if (spec === undefined) throw new Error(`There is no table ${at}.`);
  const { key, strict, columns, generated, parent } = spec;
  const parts = [KEYS[key]];
  columns.forEach(({ type, rule }, index) => {
    const word = type === 'ANY' && !strict ? '' : type;
    if (index !== without) parts.push(`c${index} ${word} ${rule === "DEFAULT '5'" && strict && type === 'BLOB' ? '' : rule}`);
  });
  const target = parent === null ? undefined : tables[parent.table];
  if (parent !== null && target !== undefined && hasInteger(target))
    parts.push(`parent INTEGER REFERENCES t${parent.table} (id) ON DELETE ${parent.action}`);
  if (generated !== null) parts.push(`made TEXT GENERATED ALWAYS AS (id || '!') ${generated} /* computed */`);
  if (key === 'pair') parts.push('PRIMARY KEY (id, id2)');
  const options = [...(key === 'without' ? ['WITHOUT ROWID'] : []), ...(strict ? ['STRICT'] : [])];
  return `CREATE TABLE ${name} (\n  ${parts.join(',\n  ')}\n) ${options.join(', ')}`;
}

/** The columns that rows are put into. */
export function columnsOf({ tables }: SchemaSpec, at: number): readonly string[] {
  const spec = tables[at];
  if (spec === undefined) return [];
  return ['id', ...(spec.key === 'pair' ? ['id2'] : []), ...spec.columns.map((_, index) => `c${index}`)];
}

/** One row as a list of SQL values, in the order of `columnsOf`. */
export function rowOf({ tables }: SchemaSpec, at: number, picks: readonly number[], number: number): string {
  const spec = tables[at];
  if (spec === undefined) return '';
  const isText = spec.key === 'text' || spec.key === 'without';
  const id = isText ? `'k${number}'` : String(number);
  const second = spec.key === 'pair' ? [`'p${picks[0] ?? 0}'`] : [];
  return [id, ...second, ...spec.columns.map(({ type }, index) => cell(type, picks[index + 1] ?? 0))].join(', ');
}

/** Everything that is there before the migration. */
export function startOf(spec: SchemaSpec): readonly string[] {
  const { tables, search } = spec;
  const made = tables.map((_, at) => createTable(spec, at, `t${at}`));
  const rows = tables.flatMap((one, at) => [
    ...one.rows.map(
      (picks, row) => `INSERT OR IGNORE INTO t${at} (${columnsOf(spec, at).join(', ')}) VALUES (${rowOf(spec, at, picks, row * 2 + 1)})`,
    ),
    `DELETE FROM t${at} WHERE id = ${one.rows.length * 2 - 1}`,
  ]);
  const links = tables.flatMap(({ parent }, at) => {
    const target = parent === null ? undefined : tables[parent.table];
    if (parent === null || target === undefined || !hasInteger(target)) return [];
    return [
      `UPDATE t${at} SET parent = (SELECT min(id) FROM t${parent.table}) WHERE rowid % 2 = 0`,
      `UPDATE t${at} SET parent = (SELECT max(id) FROM t${parent.table}) WHERE c0 IS NOT NULL`,
    ];
  });
  const extras = tables.flatMap(({ extras: { index, trigger, view } }, at) => [
    ...(index ? [`CREATE INDEX i${at} ON t${at} (c0, id) WHERE c0 IS NOT NULL -- of some`] : []),
    ...(trigger ? [`CREATE TRIGGER g${at} AFTER UPDATE OF c0 ON t${at} BEGIN INSERT INTO log VALUES ('t${at}', new.id); END`] : []),
    ...(view ? [`CREATE VIEW v${at} AS SELECT id, c0 FROM t${at}`] : []),
  ]);
  const found = [
    'CREATE VIRTUAL TABLE search USING fts5(title, body)',
    "INSERT INTO search (rowid, title, body) VALUES (1, 'one', 'some words'), (5, 'five', 'other words'), (9, 'nine', NULL)",
  ];
  return ['CREATE TABLE log (name TEXT, row)', ...made, ...rows, ...links, ...extras, ...(search ? found : [])];
}
