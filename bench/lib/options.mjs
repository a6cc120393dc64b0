// What every bench understands; `pnpm bench` hands it on.
import { parseArgs } from 'node:util';

const LEAST_ROUNDS = 5;

/**
 * Options of a bench: `rounds` (at least `least`), `only` (names or parts of names; none means all), `json` (a file, or undefined),
 * `full`, `wal`.
 */
export function readOptions(least = LEAST_ROUNDS, args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args: args.filter((word) => word !== '--'),
    options: {
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      full: { type: 'boolean', default: false },
      wal: { type: 'boolean', default: false },
    },
  });
  const only = values.only.flatMap((list) => list.split(','));
  return { ...values, only, rounds: Math.max(least, Number(values.rounds) || 0) };
}

/** Those of the named things that `--only` chooses; an error where it chooses none. */
export function chosen(things, only, what) {
  const wanted = things.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  if (wanted.length > 0) return wanted;
  throw new Error(`--only ${only.join(',')} chooses no ${what}; there are: ${things.map(({ name }) => name).join(', ')}`);
}
