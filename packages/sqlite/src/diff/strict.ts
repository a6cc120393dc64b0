/**
 * Which values of a column a STRICT table refuses when it is to have a type, as a condition; null where it takes every value.
 * https://sqlite.org/stricttables.html: a value that the type's affinity makes fit without loss is taken.
 */
export function strictRefusal(type: string, column: string): string | null {
  const number = `CAST(${column} AS NUMERIC)`;
  const isNumber = `typeof(${column}) = 'text' AND ${number} = ${column}`;
  switch (type) {
    case 'INT':
    case 'INTEGER':
      return `NOT (typeof(${column}) IN ('null', 'integer') OR (typeof(${column}) = 'real' AND CAST(${column} AS INTEGER) = ${column}) OR (${isNumber} AND typeof(${number}) = 'integer'))`;
    case 'REAL':
      return `NOT (typeof(${column}) IN ('null', 'integer', 'real') OR (${isNumber}))`;
    case 'TEXT':
      return `typeof(${column}) = 'blob'`;
    case 'BLOB':
      return `typeof(${column}) NOT IN ('null', 'blob')`;
    default:
      return null;
  }
}
