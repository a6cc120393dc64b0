// Runs what is compared in turns, so that whatever else the machine does hits all alike, and takes medians.

/**
 * Measures each contestant once a round: `contestants` are `{ name, run }`, run giving `{ wallMs, cpuMs, peakMiB }`. Each round begins
 * with another one. Gives name → `{ wallMs, leastMs, mostMs, cpuMs, peakMiB }`, medians but for least and most.
 */
export async function inTurns(contestants, rounds) {
  const samples = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contestants.length;
    for (const { name, run } of [...contestants.slice(first), ...contestants.slice(0, first)]) samples.get(name).push(await run());
  }
  return Object.fromEntries([...samples].map(([name, all]) => [name, summary(all)]));
}

function summary(samples) {
  const walls = samples.map(({ wallMs }) => wallMs);
  return {
    wallMs: tenth(median(walls)),
    leastMs: tenth(Math.min(...walls)),
    mostMs: tenth(Math.max(...walls)),
    cpuMs: tenth(median(samples.map(({ cpuMs }) => cpuMs))),
    peakMiB: tenth(median(samples.map(({ peakMiB }) => peakMiB))),
  };
}

const tenth = (value) => (value === null ? null : Math.round(value * 10) / 10);

/** The middle value; null where any is unknown. */
export function median(values) {
  if (values.includes(null)) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length % 2 === 1 ? sorted[sorted.length >> 1] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}
