import { isUtf8 } from 'node:buffer';

/** A value as SQLite gives it out: integers as bigint, text as its bytes. */
export type Cell =
  | { readonly type: 'null' }
  | { readonly type: 'integer'; readonly value: bigint }
  | { readonly type: 'real'; readonly value: number }
  | { readonly type: 'text' | 'blob'; readonly value: Uint8Array };

/** The value as an SQL literal that gives back the same type and the same bits. */
export function literal(cell: Cell): string {
  switch (cell.type) {
    case 'null':
      return 'NULL';
    case 'integer':
      return String(cell.value);
    case 'real':
      return real(cell.value);
    case 'blob':
      return `x'${hex(cell.value)}'`;
    case 'text':
      return text(cell.value);
  }
}

/** The shortest decimal that reads back as the same double. There is no literal for infinity: a number too large for a double stands for it. */
function real(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/**
 * In quotes where a file can hold it: a NUL would end the statement, a carriage return would be normalised away with the line's end, and
 * bytes that are no UTF-8 can't stand in a file at all. Those come as the bytes they are.
 */
function text(bytes: Uint8Array): string {
  const string = Buffer.from(bytes).toString('utf8');
  const plain = isUtf8(bytes) && !/[\0\r\ufeff]/.test(string);
  return plain ? `'${string.replaceAll("'", "''")}'` : `CAST(x'${hex(bytes)}' AS TEXT)`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
