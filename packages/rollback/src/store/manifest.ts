import type { PackedTable } from './pack.js';
import type { Direction, KeptItem, Version } from '@zepix/migrations-core';

/** An object of the schema as text. */
export interface ObjectText {
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/** One table of before: what became of it, and which of its rows differ, each kind in a side table. Columns there: by their place in `columns`. */
export interface TableEntry {
  /** The table's name before. */
  readonly before: string;
  /** Null where the run dropped it. */
  readonly after: string | null;
  /** The column (by its place) that is the rowid; null where there is none. */
  readonly alias: number | null;
  /** Whether its rows had a rowid that no column shows. */
  readonly hidden: boolean;
  /** The columns before (but generated ones), and what each is called after; null where it was dropped. */
  readonly columns: readonly { readonly name: string; readonly after: string | null }[];
  /**
   * What tells a row from the others, before and after: indexes into `columns`, or `rowid`. In side tables: `kb0…` before, `ka0…` after.
   */
  readonly key: readonly number[] | 'rowid';
  /** Rows that both have and whose values differ: `b<i>` before, `a<i>` after (none for a dropped column); `br`, `ar` for the rowid. */
  readonly changed: ChangedRows | null;
  /** Rows that only the state before has: `k` the rowid, `c<i>` each column that is not the rowid itself. */
  readonly deleted: { readonly table: string; readonly rows: number } | null;
  /** Rows that only the state after has: `ka<i>` the key, `a<i>` the values of columns that have a name after. */
  readonly inserted: { readonly table: string; readonly rows: number } | null;
  /**
   * Of a way back: rows as they stood, all their columns, though the way back did not change them: the run that goes forth again may.
   * As `changed`.
   */
  readonly pinned: ChangedRows | null;
  /** The highest rowid that the run left: rows above it were written since; null where there is none. */
  readonly highest: string | null;
  /** The whole table as it was, under another name: `columns` by their own names. */
  readonly whole: { readonly table: string; readonly rows: number } | null;
}

/** Rows of a table by their key: `ka<i>` for each of its columns. */
export interface StayedRows {
  /** Whether they are rows that the application put in, none of the run's. */
  readonly own?: true;
  readonly table: string;
  readonly columns: readonly string[];
  readonly side: { readonly table: string; readonly rows: number };
}

/** Rows by a key, with values: `k<i>` each column of the key, `v<i>` each of `values`. */
export interface PutRows {
  /** Of rows that a run put in, or those of them that were deleted since: its name after; so are those of the columns. */
  readonly table: string;
  readonly key: readonly string[];
  /** Of such rows: what tells one from another that gets its number; none where the key is no number. */
  readonly values: readonly string[];
  readonly side: { readonly table: string; readonly rows: number };
}

/** What the last rows of a table were when the run was done, each value in short. */
export interface Witness extends PutRows {
  /** The lowest rowid of them. */
  readonly lowest: string;
}

/** What rows had, when the run was done, in columns that a rule (a UNIQUE, a NOT NULL, a CHECK) was taken from: `k<i>` the key, `u<i>` each of `columns`. */
export interface UniqueRows {
  /** Its name before; so are those of the columns. */
  readonly table: string;
  readonly key: readonly string[] | 'rowid';
  readonly columns: readonly string[];
  readonly side: { readonly table: string; readonly rows: number };
}

/** A full-text index over other rows, and hashes of it and of these as the run left them. */
export interface SearchState {
  readonly name: string;
  /** Where its rows lie; empty where nowhere. */
  readonly content: string;
  readonly index: string;
  readonly rows: string;
  /** Whether the index agreed with the rows; true where the run dropped it, since nothing could tell. */
  readonly isSound: boolean;
}

/** Rows of an R-tree that only before has, or only after: `v<i>` each of its columns, the first is the number. */
export interface RtreeRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly gone: { readonly table: string; readonly rows: number } | null;
  readonly put: { readonly table: string; readonly rows: number } | null;
}

export interface ChangedRows {
  readonly table: string;
  readonly rows: number;
  /** Indexes into `columns`. */
  readonly columns: readonly number[];
  /** Whether the hidden rowid is among what changed. */
  readonly rowid: boolean;
  /** Where both happened: in how many rows values were written over, and in how many a dropped column had one. */
  readonly rowsWritten?: number | undefined;
  readonly rowsLost?: number | undefined;
  /** Whether the key after is the number that it was before: there is no `ka0` then, `kb0` is both. */
  readonly oneKey?: true;
}

/** The AUTOINCREMENT counter of a table; null where it has none yet. */
export interface Counter {
  readonly table: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** All that is needed to go from after a run to before it. */
export interface Manifest {
  readonly format: 1;
  readonly items: readonly KeptItem[];
  /** Objects that are other before than after: first as they were, in their order, then as they became. */
  readonly before: readonly ObjectText[];
  readonly after: readonly ObjectText[];
  readonly tables: readonly TableEntry[];
  readonly counters: readonly Counter[];
  /** Rows that the run being taken back had put in, and that stayed since the application changed them, and rows of its own; absent where there are none. */
  readonly stayed?: readonly StayedRows[];
  /**
   * Rows whose values the application wrote since the run, which therefore stayed: what those values were before it, by the names of before.
   * The script is for these when it runs again. Absent where there are none.
   */
  readonly asBefore?: readonly PutRows[];
  /** Rows of tables that the run made; absent where there are none, or too many. */
  readonly put?: readonly PutRows[];
  /** Rows that the run being taken back had put in, and that the application deleted: it puts them in again. Absent where there are none. */
  readonly deletedSince?: readonly PutRows[];
  /** Of tables that lost a rule; absent where none did. */
  readonly uniques?: readonly UniqueRows[];
  /** Of tables of which values are kept; absent where there are none. */
  readonly witnesses?: readonly Witness[];
  /** R-trees that the run wrote; absent where it wrote none. */
  readonly rtrees?: readonly RtreeRows[];
  /** Full-text indexes over other rows that the run touched, or whose rows it did; absent where there are none. */
  readonly searches?: readonly SearchState[];
  /** Tables of rows that the schema of before does not take; absent where there are none. */
  readonly aside?: readonly string[];
  /** Side tables that stand here instead of in the database; absent where nothing does. */
  readonly packed?: readonly PackedTable[];
}

/** A manifest as it stands in the database. */
export interface StoredManifest {
  readonly id: number;
  readonly version: Version;
  readonly name: string;
  readonly direction: Direction;
  readonly checksum: string | null;
  readonly runId: string;
  readonly at: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

/** Every side table of a manifest, but for those that are packed into it. */
export function sideTables({
  tables,
  stayed = [],
  put = [],
  deletedSince = [],
  asBefore = [],
  witnesses = [],
  uniques = [],
  rtrees = [],
  aside = [],
  packed = [],
}: Manifest): readonly string[] {
  const sides = tables.flatMap(({ changed, deleted, inserted, pinned, whole }) => [changed, deleted, inserted, pinned, whole]);
  const ofTrees = rtrees.flatMap(({ gone, put: now }) => [gone, now]);
  const kept = [
    ...sides,
    ...ofTrees,
    ...[...stayed, ...put, ...deletedSince, ...asBefore, ...witnesses, ...uniques].map(({ side }) => side),
  ];
  const inFile = kept.flatMap((side) => (side === null || packed.some(({ table }) => table === side.table) ? [] : [side.table]));
  return [...inFile, ...aside];
}
