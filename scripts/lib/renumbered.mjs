// Rows that a migration gave other keys, told by what they hold besides.

/**
 * What the rows after a migration were called before it: their key there, or null for one that is new. `before` and `after`: rows by key,
 * under the same names of columns; `key`: the columns that are the key.
 */
export function formerKeys(before, after, key) {
  const names = new Set(key.split(',').map((one) => one.replaceAll('"', '').toLowerCase()));
  const rest = (row) => JSON.stringify(Object.entries(row).filter(([column]) => !names.has(column)));
  const known = onlyOnes(before, rest);
  const found = onlyOnes(after, rest);
  const former = new Map();
  for (const [id, row] of after) {
    const same = known.get(rest(row));
    const isMoved = same !== undefined && same !== id && found.get(rest(row)) === id && rest(before.get(id) ?? {}) !== rest(row);
    former.set(id, isMoved ? same : before.has(id) ? id : null);
  }
  // A row that moved has its key; whoever stands under that key now is another one.
  const moved = new Set([...former].filter(([id, was]) => was !== null && was !== id).map(([, was]) => was));
  for (const [id, was] of former) if (was === id && moved.has(id)) former.set(id, null);
  return former;
}

/** The keys of rows whose rest no other row has, by that rest. */
function onlyOnes(rows, rest) {
  const keys = new Map();
  for (const [id, row] of rows) keys.set(rest(row), keys.has(rest(row)) ? null : id);
  return new Map([...keys].filter(([, id]) => id !== null));
}

/** Rows under their former keys; those that had none under a key that nobody has. */
export function underFormerKeys(rows, former) {
  return new Map([...rows].map(([id, row]) => [former.has(id) ? (former.get(id) ?? `new ${id}`) : id, row]));
}
