import fc from 'fast-check';

/** A random schema before it is written down. */
export interface Spec {
  readonly table: string;
  readonly columns: readonly ColumnSpec[];
  /** Each a column list. */
  readonly uniques: readonly (readonly string[])[];
  readonly checks: readonly { readonly name: string | null; readonly expression: readonly string[] }[];
  readonly references: readonly { readonly column: string; readonly onDelete: string }[];
  readonly indexes: readonly { readonly name: string; readonly column: string; readonly desc: boolean; readonly where: boolean }[];
  readonly autoincrement: boolean;
}

export interface ColumnSpec {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly collation: string | null;
}

/** Names start with a marker, so that the printer can tell them from SQL: `@` for a name, all else as it stands. */
const NAMES = ['symbol', 'Status', 'order', 'key', 'a b', 'say "x"', 'größe', 'comma, (', "it's", 'entry_price', 'x$1', '日付'];
const TYPES = ['', 'TEXT', 'INTEGER', 'REAL', 'VARCHAR(10)', 'DECIMAL(10, 2)', 'DOUBLE PRECISION'];
const DEFAULTS = ["'OPEN'", "'a,)b'", "'--'", '0', '-1.5', 'CURRENT_TIMESTAMP', 'TRUE', "(datetime('now'))", "x'ff'", "''''"];

const column = (name: string): fc.Arbitrary<ColumnSpec> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom(...TYPES),
    notNull: fc.boolean(),
    default: fc.option(fc.constantFrom(...DEFAULTS)),
    collation: fc.option(fc.constantFrom('NOCASE', 'RTRIM')),
  });

const expression = (name: string): fc.Arbitrary<readonly string[]> =>
  fc.constantFrom(
    [`@${name}`, '>', '0'],
    [`@${name}`, 'IN', '(', "'x,y'", ',', "')'", ',', "'it''s'", ')'],
    ['length', '(', `@${name}`, ')', '<', '10', 'OR', `@${name}`, 'IS', 'NULL'],
    ['(', `@${name}`, '>', '1', ')', '=', '(', `@${name}`, '<', '5', ')'],
  );

export const spec: fc.Arbitrary<Spec> = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 6 }).chain((names) => {
  const one = fc.constantFrom(...names);
  return fc.record({
    table: fc.constantFrom('orders', 'Orders of today', 'group'),
    columns: fc.tuple(...names.map(column)),
    uniques: fc.uniqueArray(fc.uniqueArray(one, { minLength: 1, maxLength: 2 }), { maxLength: 2, selector: String }),
    checks: fc.array(
      one.chain((name) => fc.record({ name: fc.option(fc.constantFrom('positive', 'is known')), expression: expression(name) })),
      { maxLength: 2 },
    ),
    references: fc.uniqueArray(fc.record({ column: one, onDelete: fc.constantFrom('CASCADE', 'SET NULL', 'NO ACTION') }), {
      maxLength: 2,
      selector: (each) => each.column,
    }),
    indexes: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('idx_one', 'idx two'), column: one, desc: fc.boolean(), where: fc.boolean() }),
      { maxLength: 2, selector: (each) => each.name },
    ),
    autoincrement: fc.boolean(),
  });
});

/** Answers the printer's questions, from an endless repetition of random numbers. */
type Choose = (choices: number) => number;

export const layout: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(999), { minLength: 5, maxLength: 97 });

/** Writes the schema down in one of its many forms: the layout decides on case, blanks, comments, quotes and places of constraints. */
export function printSpec(given: Spec, numbers: readonly number[]): string {
  let at = 0;
  const choose: Choose = (choices) => (numbers[at++ % numbers.length] ?? 0) % choices;
  const statements = [tableWords(given, choose), ...given.indexes.map((index) => indexWords(given, index))];
  return statements.map((words) => words.map((word) => printWord(word, choose) + blank(choose)).join('')).join(';\n');
}

function tableWords(given: Spec, choose: Choose): readonly string[] {
  const atTable: string[][] = [];
  const key = ['@id', 'INTEGER', 'PRIMARY', 'KEY', ...(given.autoincrement ? ['AUTOINCREMENT'] : [])];
  const columns = given.columns.map((each) => columnWords(given, each, choose, atTable));
  for (const list of given.uniques.filter(({ length }) => length > 1)) atTable.push(['UNIQUE', ...listWords(list)]);
  for (const check of given.checks) atTable.push([...named(check.name), 'CHECK', '(', ...check.expression, ')']);
  const rotated = choose(2) === 0 ? atTable : atTable.toReversed();
  const items = [key, ...columns, ...rotated].flatMap((words, place) => (place === 0 ? words : [',', ...words]));
  return ['CREATE', 'TABLE', `@${given.table}`, '(', ...items, ')'];
}

/** A column with its constraints, some of which go to `atTable` instead. */
function columnWords(given: Spec, column: ColumnSpec, choose: Choose, atTable: string[][]): readonly string[] {
  const words: string[][] = [];
  if (column.notNull) words.push(['NOT', 'NULL']);
  if (column.default !== null)
    words.push(['DEFAULT', ...(column.default.startsWith('(') ? ['(', column.default.slice(1, -1), ')'] : [column.default])]);
  if (column.collation !== null) words.push(['COLLATE', column.collation]);
  for (const list of given.uniques.filter((each) => each.length === 1 && each[0] === column.name)) {
    if (choose(2) === 0) words.push(['UNIQUE']);
    else atTable.push(['UNIQUE', ...listWords(list)]);
  }
  for (const { onDelete } of given.references.filter((each) => each.column === column.name)) {
    const target = ['REFERENCES', `@${given.table}`, ...(choose(2) === 0 ? [] : ['(', '@id', ')']), 'ON', 'DELETE', ...onDelete.split(' ')];
    if (choose(2) === 0) words.push(target);
    else atTable.push(['FOREIGN', 'KEY', ...listWords([column.name]), ...target]);
  }
  const type = column.type === '' ? [] : column.type.split(/(?=[(),])|(?<=[(),])| /).filter((word) => word.trim() !== '');
  return [`@${column.name}`, ...type, ...(choose(2) === 0 ? words : words.toReversed()).flat()];
}

function indexWords(given: Spec, { name, column, desc, where }: Spec['indexes'][number]): readonly string[] {
  const tail = where ? ['WHERE', `@${column}`, 'IS', 'NOT', 'NULL'] : [];
  return ['CREATE', 'INDEX', `@${name}`, 'ON', `@${given.table}`, '(', `@${column}`, desc ? 'DESC' : 'ASC', ')', ...tail];
}

function listWords(names: readonly string[]): readonly string[] {
  return ['(', ...names.flatMap((name, place) => (place === 0 ? [`@${name}`] : [',', `@${name}`])), ')'];
}

function named(name: string | null): readonly string[] {
  return name === null ? [] : ['CONSTRAINT', `@${name}`];
}

function printWord(word: string, choose: Choose): string {
  if (word.startsWith('@')) return printName(word.slice(1), choose);
  if (!/^[A-Za-z_]+$/.test(word)) return word;
  return choose(2) === 0 ? word.toLowerCase() : word.toUpperCase();
}

function printName(name: string, choose: Choose): string {
  const forms = [`"${name.replaceAll('"', '""')}"`, `[${name}]`, `\`${name}\``];
  const mayBeBare = /^[\p{L}_][\p{L}\w$]*$/u.test(name) && !['order', 'group'].includes(name);
  return (mayBeBare && choose(2) === 0 ? name : forms[choose(forms.length)]) ?? name;
}

function blank(choose: Choose): string {
  return [' ', '\n', '\t ', ' /* a, (b */ ', " -- it's, )\n", '  '][choose(6)] ?? ' ';
}
