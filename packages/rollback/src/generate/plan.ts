import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { SchemaModel, Scratch, StoredObject, TableModel } from '@zepix/migrations-sqlite';
import type { TableImage } from '../image/index.js';
import { findExtras } from './extras.js';
import type { Extra } from './extras.js';
import { lostReferences } from './lost-references.js';
import type { LostReference } from './lost-references.js';
import { nativeWay } from './native.js';
import type { Seen } from './sample.js';
import { standInsOf } from './stand-in.js';
import { findSource } from './source.js';
import { imageOf } from './table-source.js';
import type { TableSource } from './table-source.js';

/** How one table of before comes back. */
export interface TableWay {
  /** As declared before. */
  readonly name: string;
  readonly sql: string;
  readonly image: TableImage;
  readonly model: TableModel | null;
  /** What stands for a value that is gone, where NULL may not: SQL by folded column name. */
  readonly standIns: ReadonlyMap<string, string>;
  /** Those of them that have to be the key of a parent. */
  readonly references: readonly LostReference[];
  /**
   * `keep`: its text is as it was. `alter`: `statements` bring the text back. `remake`: by its original text, filled from the source.
   * `virtual`: dropped where it is, and made again.
   */
  readonly mode: 'keep' | 'alter' | 'remake' | 'virtual';
  readonly statements: readonly string[];
  /** Null where nothing of its rows is left. */
  readonly source: TableSource | null;
  /** Rows that the migration put into the source. */
  readonly extras: readonly Extra[];
}

/** How everything comes back, before it is put in order. */
export interface Plan {
  readonly tables: readonly TableWay[];
  readonly before: readonly StoredObject[];
  readonly after: readonly StoredObject[];
  readonly seen: Seen;
  /** Tables of after, by folded name, that can't be renamed: their own text names them (`CHECK (trades.lots > 0)`). */
  readonly unmovable: ReadonlyMap<string, TableModel>;
}

/** Decides for each table of before. `altered` is a scratch database on which the migration ran. */
export function planRollback(seen: Seen, schema: SchemaModel, altered: Scratch, natively: boolean): Plan {
  const { objects } = seen.bare.before;
  const tables = objects.filter(({ type }) => type === 'table').flatMap((object) => wayBack(object, seen, schema, altered, natively));
  const unmovable = new Map(
    tables.flatMap(({ name, mode }) => {
      const model = seen.after.tables.find((one) => foldName(one.name) === foldName(name));
      return mode === 'remake' && model !== undefined && !canMove(model.name, altered) ? [[foldName(name), model] as const] : [];
    }),
  );
  return { tables, before: objects, after: seen.bare.after.objects, seen, unmovable };
}

/** Whether a table can be renamed where everything that refers to it stays as it is. */
function canMove(table: string, { bench }: Scratch): boolean {
  bench.exec('SAVEPOINT _zepix_move; PRAGMA legacy_alter_table = ON');
  try {
    bench.exec(`ALTER TABLE ${quoteName(table)} RENAME TO "_zepix_moved"`);
    return true;
  } catch {
    return false;
  } finally {
    bench.exec('PRAGMA legacy_alter_table = OFF; ROLLBACK TO _zepix_move; RELEASE _zepix_move');
  }
}

function wayBack(object: StoredObject, seen: Seen, schema: SchemaModel, altered: Scratch, natively: boolean): readonly TableWay[] {
  const { name } = object;
  const image = imageOf(seen.bare.before, name);
  if (image === null) return [];
  const sql = object.sql ?? '';
  const now = seen.bare.after.objects.find((other) => other.type === 'table' && foldName(other.name) === foldName(name));
  const model = schema.tables.find((one) => foldName(one.name) === foldName(name)) ?? null;
  const base = { name, sql, image, model, statements: [], standIns: new Map<string, string>(), references: [] };
  if (image.kind === 'virtual') return [{ ...base, mode: now?.sql === sql ? 'keep' : 'virtual', source: null, extras: [] }];
  const source = findSource(foldName(name), seen);
  const extras = source === null ? [] : findExtras(foldName(name), source, seen);
  const shared = { ...base, source, extras };
  if (now?.sql === sql && (source === null || foldName(source.table) === foldName(name))) return [{ ...shared, mode: 'keep' }];
  const statements = natively ? nativeWay(object, seen, altered) : null;
  if (statements !== null) return [{ ...shared, mode: 'alter', statements }];
  if (model === null || source === null) return [{ ...shared, mode: 'remake' }];
  const standIns = standInsOf(model, schema, altered.bench, numberedBy(source, seen));
  return [{ ...shared, mode: 'remake', standIns, references: lostReferences(model, source, standIns, schema) }];
}

/** SQL that tells the rows of a source apart by a number. */
function numberedBy({ table }: TableSource, { after }: Seen): string {
  const model = after.tables.find(({ name }) => foldName(name) === foldName(table));
  return model === undefined || model.withoutRowid ? 'row_number() OVER ()' : 's.rowid';
}
