/** True in the nightly run, which takes the big numbers. */
export const isNightly = process.env['ZEPIX_NIGHTLY'] === '1';

/** Where this run's randomness begins: another one each time, or ZEPIX_SEED to see the same again. */
export const SEED = Number(process.env['ZEPIX_SEED'] ?? Date.now() % 1_000_000_007);

export interface Chance {
  /** From 0 up to but without 1. */
  readonly share: () => number;
  /** A whole number from 1 to `most`. */
  readonly upTo: (most: number) => number;
}

/** Numbers that follow from the seed (mulberry32). */
export function chance(seed: number): Chance {
  let state = seed | 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { share, upTo: (most) => 1 + Math.floor(share() * most) };
}

/** Does something for each item, so many at a time. */
export async function each<T>(items: readonly T[], atOnce: number, action: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
