import { foldName } from './names.js';

/** The declared spelling of names, found by their folded form. */
export interface Spelling {
  find(name: string): string | undefined;
  /**
   * True inside a table's own expressions, where no other names exist than its columns: there SQLite takes an unknown name in double
   * quotes for a string (https://sqlite.org/quirks.html#dblquote), and older databases are full of them.
   */
  readonly closed: boolean;
}

/** Of a whole database. A name declared in several spellings is spelled in lower case: what refers to it can't be told apart. */
export function openSpelling(names: Iterable<string>): Spelling {
  const known = collect(names);
  return { closed: false, find: (name) => known.get(foldName(name)) };
}

/** Of one table. Collected when first asked, since most tables have no expressions. */
export function closedSpelling(table: string, columns: readonly { readonly name: string }[]): Spelling {
  let known: Map<string, string> | undefined;
  const find = (name: string): string | undefined => {
    known ??= new Map([...collect([table, 'rowid', 'oid', '_rowid_']), ...collect(columns.map((column) => column.name))]);
    return known.get(foldName(name));
  };
  return { closed: true, find };
}

function collect(names: Iterable<string>): Map<string, string> {
  const known = new Map<string, string>();
  for (const name of names) {
    const key = foldName(name);
    const before = known.get(key);
    known.set(key, before === undefined || before === name ? name : key);
  }
  return known;
}
