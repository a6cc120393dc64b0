/** A list that holds something. */
type NotEmpty = readonly [unknown, ...unknown[]];

/** Random numbers that a seed decides: the same seed, the same numbers, on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly int: (from: number, to: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <const List extends NotEmpty>(list: List) => List[number];
}

/** Mulberry32: 32 bits of state, quick, good enough for data. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return { next, int, chance: (share) => next() < share, pick: (list) => list[int(0, list.length - 1)] ?? list[0] };
}

/** The n-th of a list, over and over: every one occurs, however few rows are asked for. */
export function nth<const List extends NotEmpty>(list: List, n: number): List[number] {
  return list[((n % list.length) + list.length) % list.length] ?? list[0];
}
