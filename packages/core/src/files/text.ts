import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { MigrationError } from '../kernel/error.js';
import { locate } from '../kernel/location.js';

/** A file as far as its text is wanted. */
interface Readable {
  readonly shown: string;
  bytes(): Uint8Array;
  text?(): string | null;
}

/** Bytes of a file as the text that is hashed and run: UTF-8, without BOM, every CRLF a LF. @throws ENCODING_INVALID */
export function decode(bytes: Uint8Array, file: string): string {
  if (!isUtf8(bytes)) throw badEncoding(bytes, file);
  return withoutNul(normalise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')), file);
}

/** As `decode`, from a file that may know its text. @throws ENCODING_INVALID */
export function decodeFile(file: Readable): string {
  const text = file.text?.() ?? null;
  return text === null ? decode(file.bytes(), file.shown) : withoutNul(normalise(text), file.shown);
}

function withoutNul(normalised: string, file: string): string {
  const nul = normalised.indexOf('\0');
  if (nul === -1) return normalised;
  throw new MigrationError('ENCODING_INVALID', `${file} holds a NUL character: it looks like UTF-16, or not like text at all.`, {
    location: locate({ file, text: normalised }, nul),
    hint: 'Save the file as UTF-8.',
  });
}

function normalise(text: string): string {
  return (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replaceAll('\r\n', '\n');
}

/** SHA-256 of a text, hexadecimal. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

function badEncoding(bytes: Uint8Array, file: string): MigrationError {
  const good = normalise(Buffer.from(bytes.subarray(0, validPrefix(bytes))).toString('utf8'));
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return new MigrationError('ENCODING_INVALID', `${file} is not valid UTF-8${wide ? ': it is UTF-16' : ''}.`, {
    location: locate({ file, text: good }, good.length),
    hint: 'Save the file as UTF-8 (an editor calls it "Save with encoding"), then run again.',
  });
}

/** Length of the longest prefix that is whole UTF-8: halving works, since a prefix cut inside a character is at most 3 bytes off. */
function validPrefix(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const cut = trimPartial(bytes, middle);
    if (isUtf8(bytes.subarray(0, cut))) low = middle;
    else high = middle;
  }
  const end = trimPartial(bytes, low);
  return isUtf8(bytes.subarray(0, end)) ? end : 0;
}

function trimPartial(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return byte >= (back === 1 ? 0xc0 : back === 2 ? 0xe0 : 0xf0) ? end - back : end;
  }
  return end;
}

/** Whether Prisma says in a comment that tables are written anew in a script: the new ones are called `new_…`. */
export function redefinesTables(text: string): boolean {
  return /^--\s*RedefineTables?\b/m.test(text);
}
