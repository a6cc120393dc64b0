// What a script's own statements say became of names: which table and column of before goes by which name after.

const WORD = '(?:"((?:[^"]|"")+)"|`([^`]+)`|\\[([^\\]]+)\\]|(\\w+))';
const NAME = `(?:"?main"?\\s*\\.\\s*)?${WORD}`;
const STATEMENTS = new RegExp(
  [
    `CREATE\\s+(?:VIRTUAL\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${NAME}`,
    `DROP\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?${NAME}`,
    `ALTER\\s+TABLE\\s+${NAME}\\s+RENAME\\s+TO\\s+${WORD}`,
    `ALTER\\s+TABLE\\s+${NAME}\\s+RENAME\\s+(?:COLUMN\\s+)?(?!TO\\b|COLUMN\\b)${WORD}\\s+TO\\s+${WORD}`,
  ].join('|'),
  'gi',
);

/**
 * Gives, for a table of before, its name and its columns' names after; null where it is gone. One that was written anew goes on under its
 * name, whatever that one was called in between.
 */
export function renamesOf(script, tables) {
  const bare = script.replace(/--.*$|\/\*[\s\S]*?\*\//gm, ' ');
  // By the name of now: which table of before it is; none for one that the script made.
  const origins = new Map(tables.map((name) => [name.toLowerCase(), name.toLowerCase()]));
  const columns = new Map(tables.map((name) => [name.toLowerCase(), new Map()]));
  for (const found of bare.matchAll(STATEMENTS)) {
    const names = found.slice(1);
    const at = (index) => (names.slice(index * 4, index * 4 + 4).find((name) => name !== undefined) ?? '').toLowerCase();
    if (at(0) !== '') origins.set(at(0), origins.get(at(0)) ?? '');
    else if (at(1) !== '') origins.delete(at(1));
    else if (at(2) !== '') moveName(origins, at(2), at(3));
    else renameColumn(columns.get(origins.get(at(4)) ?? '') ?? new Map(), at(5), at(6));
  }
  return (table) => {
    const name = table.toLowerCase();
    const now = [...origins].find(([, origin]) => origin === name)?.[0] ?? (origins.get(name) === '' ? name : null);
    return now === null ? null : { table: now, column: (one) => columns.get(name)?.get(one.toLowerCase()) ?? one.toLowerCase() };
  };
}

function moveName(origins, from, to) {
  origins.set(to, origins.get(from) ?? '');
  origins.delete(from);
}

function renameColumn(names, from, to) {
  const first = [...names].find(([, now]) => now === from)?.[0] ?? from;
  names.set(first, to);
}
