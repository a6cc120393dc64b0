const RESERVED = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements
  import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var
  void while with yield arguments eval undefined table sql`.split(/\s+/),
);

/** A name as JavaScript has them: `Orders of today` → `ordersOfToday`. */
function camelCase(name: string): string {
  const words = name.split(/[^\p{L}\p{N}$]+/u).filter((word) => word !== '');
  const joined = words.map((word, at) => (at === 0 ? lowerFirst(word) : upperFirst(word))).join('');
  return /^[\p{L}$]/u.test(joined) ? joined : `_${joined}`;
}

function lowerFirst(word: string): string {
  return /^[\p{Lu}\p{N}_]+$/u.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A name of its own in JavaScript for each name, none of them taken. */
export function uniqueNames(names: readonly string[], taken: readonly string[] = []): ReadonlyMap<string, string> {
  const used = new Set(taken);
  return new Map(
    names.map((name) => {
      const wanted = camelCase(name);
      let chosen = RESERVED.has(wanted) || used.has(wanted) ? `${wanted}_` : wanted;
      for (let number = 2; used.has(chosen); number += 1) chosen = `${wanted}${number}`;
      used.add(chosen);
      return [name, chosen];
    }),
  );
}

/** A text as a literal. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

/** SQL as Drizzle's template. */
export function template(sql: string): string {
  return `sql\`${sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}

/** A name in SQL, quoted in any case. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
