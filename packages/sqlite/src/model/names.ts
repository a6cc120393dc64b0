// Words that can't stand for a name unless quoted (measured against SQLite 3.53), and CURRENT_… which would be read as a function.
const MUST_QUOTE = new Set(
  `ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CAST CHECK COLLATE COMMIT CONSTRAINT CREATE CURRENT_DATE CURRENT_TIME
  CURRENT_TIMESTAMP DEFAULT DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXCEPT EXISTS FALSE FOREIGN FROM GROUP HAVING IN INDEX INSERT
  INTERSECT INTO IS ISNULL JOIN LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY RAISE REFERENCES RETURNING SELECT SET TABLE THEN TO
  TRANSACTION TRUE UNION UNIQUE UPDATE USING VALUES WHEN WHERE`.split(/\s+/),
);

// Keywords that SQLite also takes for a name where the grammar allows one.
const MAY_BE_NAME = new Set(
  `ABORT ACTION AFTER ALWAYS ANALYZE ASC ATTACH BEFORE BEGIN BY CASCADE COLUMN CONFLICT CROSS CURRENT DATABASE DEFERRED DESC DETACH DO
  EACH END EXCLUDE EXCLUSIVE EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FULL GENERATED GLOB GROUPS IF IGNORE IMMEDIATE INDEXED INITIALLY
  INNER INSTEAD KEY LAST LEFT LIKE MATCH MATERIALIZED NATURAL NO NULLS OF OFFSET OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING
  QUERY RANGE RECURSIVE REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RIGHT ROLLBACK ROW ROWS SAVEPOINT TEMP TEMPORARY TIES TRIGGER
  UNBOUNDED VACUUM VIEW VIRTUAL WINDOW WITH WITHOUT WITHIN`.split(/\s+/),
);

/** Whether a word (upper case) is read as a keyword wherever it stands unquoted. */
export function mustQuote(upper: string): boolean {
  return MUST_QUOTE.has(upper);
}

/** Whether a word (upper case) is a keyword or a name, by where it stands. */
export function mayBeName(upper: string): boolean {
  return MAY_BE_NAME.has(upper);
}

const BEYOND_ASCII = /[^\0-\x7f]/;

/** Lower case as SQLite folds names: ASCII letters only, so that `Ä` and `ä` stay two names. */
export function foldName(name: string): string {
  return BEYOND_ASCII.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name.toLowerCase();
}

export function upperName(name: string): string {
  return BEYOND_ASCII.test(name) ? name.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : name.toUpperCase();
}

/** Folds normalised SQL for comparing: everything but string literals in lower case. */
export function foldSql(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]+/g, (part) => (part.startsWith("'") ? part : foldName(part)));
}

/** A name as SQL: bare where SQLite reads it so, else in double quotes. */
export function quoteName(name: string): string {
  const plain = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(name);
  return plain && !MUST_QUOTE.has(upperName(name)) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Order by code units after folding: the same on every machine. */
export function byName(a: string, b: string): number {
  const [left, right] = [foldName(a), foldName(b)];
  return left < right ? -1 : left > right ? 1 : a < b ? -1 : a > b ? 1 : 0;
}
