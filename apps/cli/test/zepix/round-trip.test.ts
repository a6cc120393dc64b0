import { describe, expect, test } from 'vitest';
import type Database from 'better-sqlite3';
import type { Workplace } from '../workplace.js';
import { checkout, fileOf } from './checkout.js';
import { move } from './engine.js';
import { EXPECTED, NAMES, at, versionsOf } from './expectations.js';
import { fill } from './fill.js';
import { contentsOf } from './snapshot.js';
import type { Contents } from './snapshot.js';

type Name = (typeof NAMES)[number];

function look<R>(place: Workplace, name: Name, body: (db: Database.Database) => R): R {
  const db = place.open(fileOf(name));
  try {
    return body(db);
  } finally {
    db.close();
  }
}

describe.each(NAMES)('%s, full of rows', (name) => {
  const versions = ['0', ...versionsOf(EXPECTED[name])];

  test.each(['delete', 'wal'])('every up and its rollback give back every row, text and counter (journal %s)', async (journal) => {
    for (const [step, version] of versions.entries()) {
      const newer = versions[step + 1];
      if (version === '0' || newer === undefined) continue;
      const place = checkout();
      await move(place, name, version);
      look(place, name, (db) => {
        db.pragma(`journal_mode = ${journal}`);
        fill(db, at(EXPECTED[name], version));
      });
      const before = look(place, name, contentsOf);
      expect(Object.values(before.rows).every((rows) => rows.length >= 5)).toBe(true);
      await move(place, name, newer);
      const after = look(place, name, contentsOf);
      expect(Object.keys(after.rows)).toEqual(Object.keys(at(EXPECTED[name], newer)).toSorted());
      expect(after).not.toEqual(before);
      await move(place, name, version);
      expect(look(place, name, contentsOf), `${version} → ${newer} → ${version}`).toEqual(before);
    }
  });

  test('down to 0 and up again: at each version the schema is that of a fresh database, and what was not taken away is still there', async () => {
    const newest = versions.at(-1) ?? '';
    const fresh = await freshSchemas(name, versions);
    const place = checkout();
    await move(place, name, newest);
    look(place, name, (db) => fill(db, at(EXPECTED[name], newest)));
    let rows = look(place, name, contentsOf);
    for (const version of versions.toReversed().slice(1)) {
      await move(place, name, version);
      const now = look(place, name, contentsOf);
      expect(now.schema, `down to ${version}`).toEqual(fresh.get(version));
      expectKept(rows, now, name, version);
      rows = now;
    }
    expect(rows.rows).toEqual({});
    expect(rows.counters).toEqual([]);
    for (const version of versions.slice(1)) {
      await move(place, name, version);
      expect(look(place, name, contentsOf).schema, `up to ${version}`).toEqual(fresh.get(version));
    }
    expect((await place.json(`verify --filter ${name}`)).code).toBe(0);
  });
});

async function freshSchemas(name: Name, versions: readonly string[]): Promise<ReadonlyMap<string, Contents['schema']>> {
  const place = checkout();
  const found = new Map<string, Contents['schema']>();
  for (const version of versions) {
    await move(place, name, version);
    found.set(version, place.exists(fileOf(name)) ? look(place, name, contentsOf).schema : []);
  }
  return found;
}

/** Tables that a step down leaves alone keep every row; those that lose a column keep as many. Counters of tables that stay do not move. */
function expectKept(before: Contents, now: Contents, name: Name, version: string): void {
  const tables = at(EXPECTED[name], version);
  for (const table of Object.keys(now.rows)) {
    const width = tables[table]?.columns.length;
    const was = EXPECTED[name].tables[table]?.columns.length;
    if (width === was) expect(now.rows[table], table).toEqual(before.rows[table]);
    else expect(now.rows[table], table).toHaveLength(before.rows[table]?.length ?? -1);
  }
  const kept = (before.counters as [string, bigint][]).filter(([table]) => table in now.rows);
  expect(now.counters).toEqual(kept);
}
