/** `1 migration`, `3 migrations`, `10,000 rows`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `2026-01-12 09:30:00 UTC`; times that other tools wrote stay as they are. */
export function time(iso: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` : iso;
}

/** A sentence of the engine, with its times as people read them. */
export function sentence(text: string): string {
  return text.replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, time);
}

/** `002_add_hybrid_sl`. */
export function migrationTitle({ version, name }: { readonly version: string; readonly name: string | null }): string {
  return name === null || name === '' ? version : `${version}_${name}`;
}

const MOST_LISTED = 4;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 47 more`. */
export function list(items: readonly string[]): string {
  if (items.length > MOST_LISTED) return `${items.slice(0, MOST_LISTED - 1).join(', ')} and ${items.length - MOST_LISTED + 1} more`;
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `0.4 ms`, `12 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `512 B`, `1.3 MiB`. */
export function bytes(number: number): string {
  if (number < 1024) return `${number} B`;
  if (number < 1024 ** 2) return `${(number / 1024).toFixed(1)} KiB`;
  return number < 1024 ** 3 ? `${(number / 1024 ** 2).toFixed(1)} MiB` : `${(number / 1024 ** 3).toFixed(2)} GiB`;
}
