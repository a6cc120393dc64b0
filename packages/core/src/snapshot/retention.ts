import type { Snapshot } from '../ports/snapshot.js';

/** How long snapshots are kept. */
export interface Retention {
  /** So many of the newest stay, whatever their age and reason. The newest one always stays. */
  readonly keep: number;
  /** Of the others, those older than this go, in ms; null: all of them. */
  readonly maxAgeMs: number | null;
}

/** The snapshots that may be removed, oldest first. `now` in ms since 1970. One whose time can't be read stays. */
export function expired(snapshots: readonly Snapshot[], { keep, maxAgeMs }: Retention, now: number): Snapshot[] {
  const newestFirst = snapshots.toSorted((a, b) => age(a, now) - age(b, now));
  return newestFirst
    .slice(Math.max(1, keep))
    .filter((snapshot) => (maxAgeMs === null ? hasTime(snapshot) : age(snapshot, now) > maxAgeMs))
    .toReversed();
}

/** A time that can't be read counts as now. */
function age(snapshot: Snapshot, now: number): number {
  return hasTime(snapshot) ? now - Date.parse(snapshot.manifest.createdAt) : 0;
}

function hasTime({ manifest }: Snapshot): boolean {
  return !Number.isNaN(Date.parse(manifest.createdAt));
}
