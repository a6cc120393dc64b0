import type { AppliedReport, DatabaseReport, DatabaseState } from '@zepix/migrations-core';

const STATE_WORDS: Record<DatabaseState, string> = {
  'up-to-date': 'up to date',
  pending: 'pending',
  'ahead-of-code': 'ahead of code',
  'changed-file': 'changed file',
  'missing-file': 'missing file',
  drifted: 'drifted',
  failed: 'failed',
  locked: 'locked',
  'foreign-ledger': 'foreign ledger',
  uninitialised: 'uninitialised',
  missing: 'missing',
  'not-a-database': 'not a database',
};

export function stateWords(state: DatabaseState): string {
  return STATE_WORDS[state];
}

/** `1 migration`, `3 migrations`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `0.4 ms`, `12 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** A ledger time for people: `2026-01-12 09:30:00Z`; times that other tools wrote stay as they are. */
export function time(iso: string | null): string {
  if (iso === null) return '';
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z` : iso;
}

/** `002_add_hybrid_sl`. */
export function title({ version, name }: { readonly version: string; readonly name: string | null }): string {
  return name === null || name === '' ? version : `${version}_${name}`;
}

/** When the newest migration was applied; null when none was. */
export function lastApplied({ applied }: DatabaseReport): string | null {
  const times = applied.flatMap(({ appliedAt }) => appliedAt ?? []).toSorted();
  return times.at(-1) ?? null;
}

/** `512 B`, `1.3 MiB`. */
export function bytes(number: number): string {
  if (number < 1024) return `${number} B`;
  if (number < 1024 ** 2) return `${(number / 1024).toFixed(1)} KiB`;
  return number < 1024 ** 3 ? `${(number / 1024 ** 2).toFixed(1)} MiB` : `${(number / 1024 ** 3).toFixed(2)} GiB`;
}

/** Whether a rollback is proven, as a fact in a list; nothing where that can't be said. */
export function proofWords(proof: AppliedReport['rollbackProof']): readonly string[] {
  const words = { proven: 'rollback proven', edited: 'rollback edited since it was proven', unproven: 'rollback unproven' };
  return proof === null ? [] : [words[proof]];
}

/** Whose folder it is, where it is another tool's: ` · a folder of drizzle (recognised)`; empty for this engine's own. */
export function formatWords({ format }: DatabaseReport): string {
  if (format === null || format.name === 'zepix') return '';
  return ` · a folder of ${format.name}${format.detected ? ' (recognised)' : ''}`;
}
