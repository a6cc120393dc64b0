/**
 * What a plan is tried on before it runs: `full`, a copy of the whole database; `sample`, its schema with some of the rows, for
 * databases that are too large to copy; `off`, nothing.
 */
export type RehearsalMode = 'full' | 'sample' | 'off';

export const REHEARSAL_MODES: readonly RehearsalMode[] = ['full', 'sample', 'off'];

/** A configured value as a mode: `true` is `full`, `false` is `off`. */
export function rehearsalMode(value: boolean | RehearsalMode): RehearsalMode {
  return typeof value === 'string' ? value : value ? 'full' : 'off';
}

export function isRehearsalMode(value: unknown): value is boolean | RehearsalMode {
  return typeof value === 'boolean' || REHEARSAL_MODES.some((mode) => mode === value);
}
