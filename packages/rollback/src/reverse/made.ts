import { foldName, quoteName } from '@zepix/migrations-sqlite';
import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';

/** Drops objects that were made, the last one first. What goes with its table or view needs no statement of its own. */
export function dropWhatWasMade(bench: Workbench, made: readonly StoredObject[]): readonly string[] {
  const shadows = made.some(({ sql }) => /^\s*CREATE\s+VIRTUAL/i.test(sql ?? '')) ? shadowsOf(bench) : new Set<string>();
  const own = made.filter(({ sql, table }) => sql !== null && !shadows.has(foldName(table)));
  const going = new Set(own.flatMap(({ type, name }) => (type === 'table' || type === 'view' ? [foldName(name)] : [])));
  const isLeft = ({ type, table }: StoredObject): boolean => type === 'table' || type === 'view' || !going.has(foldName(table));
  return ['trigger', 'view', 'index', 'table'].flatMap((kind) =>
    own
      .filter((object) => object.type === kind && isLeft(object))
      .toReversed()
      .map(({ type, name }) => `DROP ${type.toUpperCase()} ${quoteName(name)}`),
  );
}

function shadowsOf(bench: Workbench): ReadonlySet<string> {
  return new Set(bench.tables().flatMap(({ name, type }) => (type === 'shadow' ? [foldName(name)] : [])));
}
