import { isUtf8 } from 'node:buffer';
import type { RawRow } from '@zepix/migrations-sqlite';

/** A value as text that stands for its type and bits, written as SQL would: `NULL`, `12`, `1.5`, `'a'`, `x'00'`. Texts come as bytes. */
export function cellText(type: unknown, value: RawRow[number]): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return realText(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  const bytes = Buffer.from(value);
  return type === 'text' && isUtf8(bytes) ? `'${bytes.toString('utf8').replaceAll("'", "''")}'` : blobText(type, bytes);
}

function realText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

function blobText(type: unknown, bytes: Buffer): string {
  const hex = `x'${bytes.toString('hex')}'`;
  return type === 'text' ? `CAST(${hex} AS TEXT)` : hex;
}
