/** `1 migration`, `3 migrations`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `2026-01-12 09:30:00 UTC`; times that other tools wrote stay as they are. */
export function time(iso: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` : iso;
}

/** `002_add_hybrid_sl`. */
export function migrationTitle({ version, name }: { readonly version: string; readonly name: string | null }): string {
  return name === null || name === '' ? version : `${version}_${name}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
