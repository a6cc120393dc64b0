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
  /** The manifests of each version and direction, oldest first. */
  #known: Map<string, number[]> | null = null;

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
    const id = (this.#known ??= this.#read()).get(keyOf(version, direction))?.at(-1);
    return id === undefined ? null : readManifest(this.#bench, id);
  }

  write(stored: StoredManifest): void {
    if (this.#known !== null) note(this.#known, keyOf(stored.version, stored.direction), stored.id);
    writeManifest(this.#bench, stored);
  }

  /** `ran` is told of each statement that changes the schema, behind it. */
  drop(stored: StoredManifest, ran: (sql: string) => void): void {
    const key = keyOf(stored.version, stored.direction);
    this.#known?.set(key, this.#known.get(key)?.filter((id) => id !== stored.id) ?? []);
    dropManifest(this.#bench, stored, ran);
  }

  /** To be called when a step begins: the one before may have been undone, and what it wrote with it. */
  begin(): void {
    if (this.#last === null) return;
    const stays = hasStore(this.#bench) && this.#bench.rows(`SELECT 1 FROM ${PRESERVED} WHERE id = ?`, BigInt(this.#last)).length > 0;
    if (!stays) [this.#isThere, this.#last, this.#known] = [null, null, null];
  }

  #read(): Map<string, number[]> {
    const known = new Map<string, number[]>();
    const rows = this.#bench.rows(`SELECT number, direction, id FROM ${PRESERVED} ORDER BY id`);
    for (const [number, direction, id] of rows) note(known, `${String(number)} ${String(direction)}`, Number(id));
    return known;
  }

  #hasStore(): boolean {
    return (this.#isThere ??= hasStore(this.#bench));
  }
}

function keyOf(version: Version, direction: Direction): string {
  return `${versionKey(version)} ${direction}`;
}

function note(known: Map<string, number[]>, key: string, id: number): void {
  known.set(key, [...(known.get(key) ?? []), id]);
}
