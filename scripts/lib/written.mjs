// What an application writes between an up and its down, and what must have become of it.

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

/** Every table that has rows of its own and a key: its rows by that key, each cell with its type. */
export function tablesByKey(bench, own) {
  const found = new Map();
  for (const { name, columns, key } of tablesOf(bench, own)) {
    const select = [...key, ...columns.map((column) => quoted(column))];
    const rows = bench.rows(`SELECT ${select.join(', ')} FROM ${quoted(name)}`).map((row) => {
      const cells = row.map(exactly);
      const values = Object.fromEntries(columns.map((column, at) => [column.toLowerCase(), cells[key.length + at]]));
      return [cells.slice(0, key.length).join(' '), values];
    });
    found.set(name.toLowerCase(), { key: key.join(), rows: new Map(rows) });
  }
  return found;
}

function tablesOf(bench, own) {
  const names = bench
    .rows(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .map(([name]) => name);
  return names.flatMap((name) => {
    if (own(name)) return [];
    const info = bench.rows('SELECT name, pk, hidden FROM pragma_table_xinfo(?)', name);
    const columns = info.filter(([, , hidden]) => hidden < 2n).map(([column]) => column);
    const primary = info.filter(([, pk]) => pk > 0n).map(([column]) => quoted(column));
    return [{ name, columns, primary, key: primary.length > 0 ? primary : ['rowid'] }];
  });
}

/** Inserts, updates and deletes a few rows of each table, with values of other rows, each on its own; what a table does not take is not written. */
export function writeSome({ bench, transact }, own, seed) {
  let state = seed * 7919;
  const below = (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * most);
  };
  const attempt = (sql, ...values) => {
    try {
      transact(true, () => bench.run(sql, ...values)); // Foreign keys that are deferred speak up at its end only.
    } catch {
      // The application could not have written it either.
    }
  };
  for (const { name, columns, primary, key } of tablesOf(bench, own)) {
    const table = quoted(name);
    const cells = columns.map((column) => quoted(column));
    const rows = bench.rows(`SELECT ${[...key, ...cells].join(', ')} FROM ${table}`);
    if (rows.length === 0) continue;
    const row = () => rows[below(rows.length)];
    const where = key.map((one) => `${one} IS ?`).join(' AND ');
    const plain = cells.flatMap((cell, at) => (primary.includes(cell) ? [] : [at]));
    for (let turn = 0; turn < 3 && plain.length > 0; turn += 1) {
      const at = plain[below(plain.length)];
      attempt(`UPDATE ${table} SET ${cells[at]} = ? WHERE ${where}`, row()[key.length + at], ...row().slice(0, key.length));
    }
    attempt(`DELETE FROM ${table} WHERE ${where}`, ...row().slice(0, key.length));
    for (let turn = 0; turn < 3; turn += 1) {
      const values = row()
        .slice(key.length)
        .map((value, at) => (primary.includes(cells[at]) || below(4) === 0 ? other(value, 5000 + below(90_000)) : value));
      attempt(`INSERT INTO ${table} (${cells.join(', ')}) VALUES (${cells.map(() => '?').join(', ')})`, ...values);
    }
  }
}

function other(value, number) {
  if (typeof value === 'string') return `${value} ${number}`;
  return value === null || value instanceof Uint8Array ? value : BigInt(number);
}

/** How many rows were put aside. */
export function rowsAside(bench) {
  const names = bench.rows(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '_zepix_kept_*'`);
  return names.reduce((sum, [name]) => sum + Number(bench.rows(`SELECT count(*) FROM ${quoted(name)}`)[0][0]), 0);
}

/**
 * What is wrong with a database that went from before to after (a migration), to written (an application) and back to now. `named`: what a
 * table and its columns are called after.
 */
export function wrongs({ before, after, written, now }, aside, named) {
  const found = [];
  let missing = 0;
  for (const [name, table] of before) {
    const to = named(name);
    const [gone, back] = [{ key: table.key, rows: new Map() }, now.get(name) ?? { key: table.key, rows: new Map() }];
    const [left, mid] = [after, written].map((one) => (to === null ? gone : underNamesOf(table, one.get(to.table) ?? gone, to.column)));
    if ([left, mid, back].some(({ key }) => key !== table.key)) continue;
    const wrong = wrongRows(name, table, { left: left.rows, mid: mid.rows, back: back.rows });
    found.push(...wrong.found);
    missing += wrong.missing;
  }
  return missing > aside ? [...found, `${missing} rows or cells of the application are gone, ${aside} rows were put aside`] : found;
}

/**
 * The keys that rows have after: where the migration gave rows other keys, each is followed to the one row that is alike but for a column or
 * two, the key among them; where it gave most of them others, or hidden numbers are all that there is, by all that they hold.
 */
function followed(rows, left, key) {
  const names = new Set(key.split(',').map((one) => one.replaceAll('"', '').toLowerCase()));
  const columns = Object.keys(rows.values().next().value ?? {}).filter((column) => !names.has(column));
  const alike = (one, row) => columns.filter((column) => one[column] === row[column]).length;
  const isKept = ([id, row]) => left.has(id) && alike(left.get(id), row) * 2 >= columns.length;
  const isMoved = key === 'rowid' ? ![...rows].every(isKept) : [...rows].filter(isKept).length * 2 < Math.min(rows.size, left.size);
  if (isMoved) return pairedByContent(rows, left, columns);
  const strangers = [...left].filter(([id]) => !rows.has(id));
  const keys = new Map();
  for (const [id, row] of rows) {
    const near = left.has(id) ? [] : strangers.filter(([, one]) => alike(one, row) >= Math.max(1, columns.length - 1));
    keys.set(id, near.length === 1 ? near[0][0] : id);
  }
  return keys;
}

/** Rows that are alike, in their order; a row that no other is like keeps its key where that is free. */
function pairedByContent(rows, left, columns) {
  const shared = columns.filter((column) => column in (left.values().next().value ?? {}));
  const textOf = (row) => shared.map((column) => row[column]).join('\u0000');
  const free = new Map();
  for (const [id, row] of left) free.set(textOf(row), [...(free.get(textOf(row)) ?? []), id]);
  const keys = new Map([...rows].flatMap(([id, row]) => (free.get(textOf(row))?.length > 0 ? [[id, free.get(textOf(row)).shift()]] : [])));
  const taken = new Set(keys.values());
  for (const id of rows.keys()) if (!keys.has(id)) keys.set(id, taken.has(id) ? null : id);
  return keys;
}

/** A table after, its columns called as before. */
function underNamesOf({ key, rows: before }, { key: keyAfter, rows }, column) {
  const names = Object.keys(before.values().next().value ?? {});
  const bare = (one) => one.replaceAll('"', '').toLowerCase();
  const isKey = keyAfter === key || key.split(',').map(bare).map(column).join() === keyAfter.split(',').map(bare).join();
  const renamed = (row) => Object.fromEntries(names.flatMap((name) => (column(name) in row ? [[name, row[column(name)]]] : [])));
  return { key: isKey ? key : keyAfter, rows: new Map([...rows].map(([id, row]) => [id, renamed(row)])) };
}

function wrongRows(name, { rows, key: keyColumns }, { left, mid, back }) {
  const found = [];
  let missing = 0;
  const keys = followed(rows, left, keyColumns);
  // One that was told by columns that were written since stays as it is, under the key that it has now.
  const stands = (one) => [...back.values()].some((row) => Object.keys(row).every((column) => row[column] === one[column]));
  for (const [key, row] of rows) {
    const [was, is, now] = [left.get(keys.get(key)), mid.get(keys.get(key)), back.get(key)];
    if (was !== undefined && is === undefined) continue;
    if (now === undefined) {
      if (is !== undefined && isWritten(was, is)) missing += stands(is) ? 0 : 1;
      else found.push(`${name} ${key} is gone`);
      continue;
    }
    for (const [column, cell] of Object.entries(row)) {
      // The key that the migration gave a row is none of before.
      if (keys.get(key) !== key && keyColumns.toLowerCase().includes(`"${column}"`)) continue;
      const isKept = was !== undefined && column in was && was[column] !== is[column];
      if (isKept && !isSame(now[column], is[column])) missing += 1;
      if (!isKept && !(is !== undefined && was === undefined) && now[column] !== cell)
        found.push(`${name} ${key} ${column}: ${cell} became ${now[column]}`);
    }
  }
  for (const [key, row] of mid) if (!left.has(key) && (!back.has(key) || rows.has(key)) && !stands(row)) missing += 1;
  return { found, missing };
}

/** The old schema's columns may hold the same value as another type. */
function isSame(one, two) {
  const bare = (cell) => cell.replace(/^(?:string|bigint|number) /, '');
  return bare(one) === bare(two);
}

function isWritten(left, mid) {
  return left === undefined || Object.keys(mid).some((column) => left[column] !== mid[column]);
}

/** In what rows two images differ, each once; nothing where so many were put aside on the way. */
export function unlike(one, two, aside) {
  const found = [];
  for (const [name, { columns, rows }] of one.tables) {
    const other = two.tables.get(name);
    const count = (some) => {
      const counts = new Map();
      for (const row of some) counts.set(row.join('\u0000'), (counts.get(row.join('\u0000')) ?? 0) + 1);
      return counts;
    };
    const [ours, theirs] = [count(rows), count(other?.rows ?? [])];
    const lost = [...ours].reduce((sum, [key, number]) => sum + Math.max(0, number - (theirs.get(key) ?? 0)), 0);
    if (lost > 0) found.push({ name, lost, columns });
  }
  const sum = found.reduce((total, { lost }) => total + lost, 0);
  return sum <= aside ? '' : found.map(({ name, lost }) => `${lost} rows of ${name} are not as they were written`).join('; ');
}

function exactly(value) {
  if (value instanceof Uint8Array) return `blob ${Buffer.from(value).toString('hex')}`;
  return value === null ? 'null' : `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;
}
