import { versionKey } from '@zepix/migrations-core';
import type { Direction, Version } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import type { StoredManifest } from './manifest.js';
import { PRESERVED } from './names.js';
import { dropManifest, hasStore, makeStore, readManifest, writeManifest } from './store.js';

/**
 * The manifests of one database for the length of a run, in which nobody else writes any: what was asked once need not be asked again
 * for each of a thousand migrations.
 */
export class Shelf {
  readonly #bench: Workbench;
  #isThere: boolean | null = null;
  #last: number | null = null;
  /** The newest manifest of each version and direction. */
  #newest: Map<string, number> | null = null;

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  /** The number of a new manifest; each call another one. */
  nextId(): number {
    if (!this.#hasStore()) makeStore(this.#bench);
    this.#isThere = true;
    this.#last = (this.#last ?? Number(this.#bench.rows(`SELECT coalesce(max(id), 0) FROM ${PRESERVED}`)[0]?.[0])) + 1;
    return this.#last;
  }

  /** The newest manifest of a version and direction. */
  find(version: Version, direction: Direction): StoredManifest | null {
    if (!this.#hasStore()) return null;
    this.#newest ??= new Map(
      this.#bench
        .rows(`SELECT number, direction, max(id) FROM ${PRESERVED} GROUP BY 1, 2`)
        .map(([number, way, id]) => [`${String(number)} ${String(way)}`, Number(id)]),
    );
    const id = this.#newest.get(keyOf(version, direction));
    return id === undefined ? null : readManifest(this.#bench, id);
  }

  write(stored: StoredManifest): void {
    this.#newest?.set(keyOf(stored.version, stored.direction), stored.id);
    writeManifest(this.#bench, stored);
  }

  drop(stored: StoredManifest): void {
    this.#newest = null;
    dropManifest(this.#bench, stored);
  }

  /** To be called when a step begins: the one before may have been undone, and what it wrote with it. */
  begin(): void {
    if (this.#last === null) return;
    const stays = hasStore(this.#bench) && this.#bench.rows(`SELECT 1 FROM ${PRESERVED} WHERE id = ?`, BigInt(this.#last)).length > 0;
    if (!stays) [this.#isThere, this.#last, this.#newest] = [null, null, null];
  }

  #hasStore(): boolean {
    return (this.#isThere ??= hasStore(this.#bench));
  }
}

function keyOf(version: Version, direction: Direction): string {
  return `${versionKey(version)} ${direction}`;
}
