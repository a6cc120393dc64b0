import { isSound, searchState } from '../preserve/search-index.js';
import type { SearchState } from '../store/manifest.js';
import { quoted } from '../store/names.js';
import type { Hands } from './hands.js';

/**
 * The indexes over other rows that were written since the run, or whose rows were while the index was to follow them. To be asked before
 * anything is brought back.
 */
export function writtenIndexes({ bench, stored: { manifest } }: Hands): readonly SearchState[] {
  return (manifest.searches ?? []).filter((one) => {
    const { index, rows } = searchState(bench, one, manifest.tables);
    return index !== one.index || (one.isSound && rows !== one.rows);
  });
}

/**
 * Has indexes over other rows find what came back, and what was written since. One that nobody wrote is as it was, byte for byte, and stays
 * so, even where it lags behind its rows. Gives a notice for each that can't be made anew.
 */
export function mendIndexes(hands: Hands, written: readonly SearchState[]): readonly string[] {
  return written.flatMap(({ name, content }) => {
    const table = hands.journal.watch.table(name);
    if (table === undefined) return [];
    if (content === '')
      return [`${name} keeps no text of its own: whether it finds what was written since can't be told. Fill it anew where it must.`];
    if (isSound(hands.bench, name)) return [];
    for (const part of ['data', 'idx', 'docsize', 'config']) hands.keeper.keep(`${name}_${part}`);
    try {
      hands.bench.exec(`INSERT INTO main.${quoted(name)} (${quoted(name)}) VALUES ('rebuild')`);
      return [];
    } catch (error) {
      return [`${name} could not be built anew over ${content}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}
