import type { ColumnSpec, Spec, TableSpec } from './random.js';

/** The statements that make the database. */
export function writeSpec(spec: Spec): readonly string[] {
  const names = new Set(spec.tables.map(({ name }) => name));
  const taken = new Set<string>();
  const isFirst = (name: string): boolean => !taken.has(name) && taken.add(name).size > 0;
  return [
    ...spec.tables.map((table) => tableSql(table, names)),
    ...spec.tables.flatMap((table) => table.indexes.filter(({ name }) => isFirst(name)).map((index) => indexSql(table, index))),
    ...viewsSql(spec),
    ...searchSql(spec),
    ...spec.tables.flatMap((table) =>
      table.triggers.filter(({ mentions }) => names.has(mentions)).map((each) => triggerSql(table, each, spec)),
    ),
  ];
}

export function quoted(name: string, quote: TableSpec['quote'] = '"'): string {
  if (quote === '[') return `[${name}]`;
  return `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
}

/** A column in an expression of its own table. */
function inside({ name, qualified }: TableSpec, column: string): string {
  return qualified ? `${quoted(name)}.${quoted(column)}` : quoted(column);
}

/** Keys that the table has in fact: a table without rowid needs one, and none that is descending at its column. */
export function keyOf({ key, withoutRowid }: TableSpec): TableSpec['key'] {
  return withoutRowid && ['none', 'auto', 'descending'].includes(key) ? 'text' : key;
}

export function keyColumns(table: TableSpec): readonly string[] {
  const key = keyOf(table);
  return key === 'none' ? [] : key === 'composite' ? ['key one', 'key_two'] : ['id'];
}

function tableSql(table: TableSpec, names: ReadonlySet<string>): string {
  const items = [
    ...keySql(table),
    ...table.columns.map((column, place) => columnSql(table, column, place)),
    ...constraintsSql(table, names),
  ];
  const options = [...(table.strict ? ['STRICT'] : []), ...(table.withoutRowid ? ['WITHOUT ROWID'] : [])].join(', ');
  return `CREATE TABLE ${quoted(table.name, table.quote)} (${items.join(', ')}) ${options}`;
}

const KEYS = {
  none: [],
  integer: ['id INTEGER PRIMARY KEY'],
  auto: ['id integer primary key autoincrement'],
  descending: ['id INTEGER PRIMARY KEY DESC'],
  text: ['id TEXT PRIMARY KEY NOT NULL'],
  composite: ['"key one" TEXT', 'key_two INTEGER'],
};

function keySql(table: TableSpec): readonly string[] {
  return KEYS[keyOf(table)];
}

/** The first column is never generated: others are computed from it. */
export function isGenerated(column: ColumnSpec, place: number): boolean {
  return place > 0 && column.generated !== null;
}

function columnSql(table: TableSpec, column: ColumnSpec, place: number): string {
  const source = table.columns[0]?.name ?? '';
  const value = isGenerated(column, place) ? `AS (length(${inside(table, source)}) + 1) ${column.generated ?? ''}` : (column.default ?? '');
  const parts = [
    quoted(column.name, table.quote),
    column.type,
    isGenerated(column, place) || value === '' ? value : `DEFAULT ${value}`,
    column.notNull && !isGenerated(column, place) ? 'NOT NULL' : '',
    column.collation === null ? '' : `COLLATE ${column.collation}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function constraintsSql(table: TableSpec, names: ReadonlySet<string>): readonly string[] {
  const [first] = table.columns;
  const name = quoted(first?.name ?? '', table.quote);
  const { check, parent } = table;
  const named = check === null || check.name === null ? '' : `CONSTRAINT ${quoted(check.name)} `;
  return [
    ...(keyOf(table) === 'composite' ? ['PRIMARY KEY (key_two DESC, "key one" COLLATE NOCASE)'] : []),
    ...(table.unique ? [`UNIQUE (${name})`] : []),
    ...(check === null ? [] : [`${named}CHECK (length(${inside(table, first?.name ?? '')}) < ${check.limit})`]),
    ...(parent === null || !names.has(parent.table)
      ? []
      : [
          `FOREIGN KEY (${name}) REFERENCES ${quoted(parent.table)} ON DELETE ${parent.onDelete}${parent.deferred ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`,
        ]),
  ];
}

function indexSql(table: TableSpec, { name, place, unique, kind }: TableSpec['indexes'][number]): string {
  const column = quoted(table.columns[place % table.columns.length]?.name ?? '');
  const part = { plain: column, descending: `${column} desc`, partial: column, expression: `lower(${column})` }[kind];
  const where = kind === 'partial' ? ` WHERE ${inside(table, table.columns[place % table.columns.length]?.name ?? '')} IS NOT NULL` : '';
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoted(name)} ON ${quoted(table.name)} (${part})${where}`;
}

function triggerSql(table: TableSpec, { name, event, mentions }: TableSpec['triggers'][number], spec: Spec): string {
  const column = spec.tables.find((each) => each.name === mentions)?.columns[0]?.name ?? '';
  const body = `UPDATE ${quoted(mentions)} SET ${quoted(column)} = ${quoted(column)} WHERE 0;`;
  return `CREATE TRIGGER ${quoted(name)} after ${event} ON ${quoted(table.name)} BEGIN\n  ${body} -- keeps; nothing\nEND`;
}

function viewsSql(spec: Spec): readonly string[] {
  const known = new Set(spec.tables.map(({ name }) => name));
  return spec.views.flatMap(({ name, of, place }) => {
    if (!known.has(of) || known.has(name)) return [];
    known.add(name);
    const columns = spec.tables.find((table) => table.name === of)?.columns;
    const list = columns === undefined ? '*' : quoted(columns[place % columns.length]?.name ?? '');
    return [`CREATE VIEW ${quoted(name)} as select ${list} from ${quoted(of)} -- of ${of.toUpperCase()}`];
  });
}

function searchSql({ tables, search }: Spec): readonly string[] {
  const table = tables.find(({ name }) => name === search?.table);
  if (search === null || table === undefined || table.withoutRowid) return [];
  const column = ['lots', 'order', 'a b'].find((name) => table.columns.some((each) => each.name === name));
  if (column === undefined || table.columns.some(({ name }) => name === 'rowid')) return [];
  const content = search.external ? `, content=${quoted(table.name)}` : '';
  return [`CREATE VIRTUAL TABLE search USING fts5(${quoted(column)}${content}${search.porter ? ', tokenize=porter' : ''})`];
}
