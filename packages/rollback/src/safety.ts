import type { Executor, Preserved, PruneChoice, Safety } from '@zepix/migrations-core';
import { workbenchOf } from '@zepix/migrations-sqlite';
import { StepGuard } from './guard.js';
import type { Shared } from './guard.js';
import type { StoredManifest } from './store/manifest.js';
import { Shelf } from './store/shelf.js';
import { dropManifest, readManifests, readPreserved } from './store/store.js';
import { SchemaWatch } from './trace/schema-watch.js';
import { Shapes } from './trace/shape.js';

export interface SafetySettings {
  /**
   * Tables up to so many rows are copied whole before some of their rows are written (default 200); of larger ones temporary triggers note
   * those rows alone. What is kept in the end is the same.
   */
  readonly copiesUpTo?: number;
}

/** The safety part for SQLite: keeps, inside the migration's own transaction and file, what an up or a down destroys. */
export function sqliteSafety({ copiesUpTo = 200 }: SafetySettings = {}): Safety {
  const shapes = new Shapes();
  const known = new WeakMap<Executor, Shared>();
  const shared = (executor: Executor): Shared => {
    const bench = workbenchOf(executor);
    const found = known.get(executor) ?? { shapes, watch: new SchemaWatch(bench), shelf: new Shelf(bench), copiesUpTo };
    known.set(executor, found);
    return found;
  };
  return {
    guard: (executor, about) => new StepGuard(executor, about, shared(executor)),
    preserved: (view) => readPreserved(workbenchOf(view)),
    bringsBackLittle: (view, version) => isLittle(() => new Shelf(workbenchOf(view)).find(version, 'up')),
    prune: (executor, choice) => prune(executor, choice),
  };
}

const FEW_ROWS = 1_000;

/** Whether a way back writes rows alone, found by their keys, and not many. Of what can't be read, the run itself will tell. */
function isLittle(find: () => StoredManifest | null): boolean {
  try {
    const stored = find();
    if (stored === null) return false;
    const { before, after, tables } = stored.manifest;
    const sides = tables.flatMap(({ changed, deleted, inserted, whole }) => [changed, deleted, inserted, whole]);
    return before.length + after.length === 0 && sides.reduce((sum, side) => sum + (side?.rows ?? 0), 0) <= FEW_ROWS;
  } catch {
    return false;
  }
}

function prune(executor: Executor, { before, keep = 0 }: PruneChoice): readonly Preserved[] {
  const bench = workbenchOf(executor);
  const all = readManifests(bench);
  const old = all.slice(0, Math.max(0, all.length - keep)).filter(({ at }) => before === undefined || at < before);
  for (const stored of old) dropManifest(bench, stored);
  return old.map(toPreserved);
}

function toPreserved({ version, direction, at, runId, checksum, bytes, manifest }: StoredManifest): Preserved {
  return { version, direction, at, runId, checksum, bytes, items: manifest.items };
}
