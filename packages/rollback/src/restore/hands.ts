import type { Fill } from '@zepix/migrations-core';
import type { Workbench } from '@zepix/migrations-sqlite';
import type { Keeper } from '../preserve/keeper.js';
import type { StoredManifest } from '../store/manifest.js';
import type { Journal } from '../trace/journal.js';
import type { Shapes } from '../trace/shape.js';
import type { KeptAside } from './kept-aside.js';

/** What bringing back works with. Everything it does to the application's tables goes through the keeper: going back preserves too. */
export interface Hands {
  readonly bench: Workbench;
  readonly keeper: Keeper;
  readonly journal: Journal;
  readonly shapes: Shapes;
  readonly isOwn: (name: string) => boolean;
  readonly aside: KeptAside;
  readonly fills: readonly Fill[];
  readonly stored: StoredManifest;
  readonly way: 'script' | 'preserved';
}

/** Runs a statement that the keeper is to see. */
export function runKept({ bench, keeper }: Pick<Hands, 'bench' | 'keeper'>, sql: string): void {
  keeper.around(
    sql,
    [],
    () => void bench.run(sql),
    () => undefined,
  );
}
