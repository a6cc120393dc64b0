import { beforeAll, describe, expect, test } from 'vitest';
import type Database from 'better-sqlite3';
import { packed } from '../packed.js';
import { checkout, fileOf } from './checkout.js';
import { EXPECTED, NAMES, at, versionsOf } from './expectations.js';
import type { ExpectedCheck, ExpectedTable } from './expectations.js';
import { factsOf, programsOf, tablesOf } from './facts.js';

test('from nothing to the newest in one command, all three', async () => {
  const place = checkout();
  const { code, report } = await place.json('up');
  expect({ code, databases: report.databases.map(({ name, state, version }) => [name, state, version]) }).toEqual({
    code: 0,
    databases: NAMES.map((name) => [name, 'up-to-date', versionsOf(EXPECTED[name]).at(-1)]),
  });
  expect(await place.json('verify')).toMatchObject({ code: 0, report: { ok: true } });
});

const POINTS = NAMES.flatMap((name) => versionsOf(EXPECTED[name]).map((version) => ({ name, version })));

test('every version of every folder is described', async () => {
  const { report } = await checkout().json('plan');
  const planned = report.databases.flatMap(({ name, planned: steps }) => steps.map(({ version }) => ({ name, version })));
  expect(planned).toEqual(POINTS);
});

describe.each(POINTS)('$name at $version', ({ name, version }) => {
  const tables = at(EXPECTED[name], version);

  const there = packed(async () => {
    const place = checkout();
    const { code, stdout } = await place.run(`up --filter ${name} --to ${version}`);
    if (code !== 0) throw new Error(`${name} did not come to ${version}: ${stdout}`);
    return place;
  });

  async function migrated(): Promise<Database.Database> {
    return (await there()).open(fileOf(name));
  }

  test('has exactly these tables, columns, types, defaults, keys and indexes', async () => {
    const db = await migrated();
    expect(tablesOf(db)).toEqual(Object.keys(tables).toSorted());
    expect(programsOf(db)).toEqual([]);
    for (const [table, expected] of Object.entries(tables)) expect(comparable(factsOf(db, table)), table).toEqual(comparable(expected));
  });

  test('has exactly these CHECK constraints, which let in what they should and nothing else', async () => {
    const db = await migrated();
    for (const [table, expected] of Object.entries(tables)) {
      const sql = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table) as string;
      expect(sql.match(/\bCHECK\b/g)?.length ?? 0, table).toBe(expected.checks.length);
      for (const check of expected.checks) {
        for (const good of [...allowedBy(check), null])
          expect(admits(db, table, expected, check.column, good), `${table}.${check.column} = ${good}`).toBe(true);
        for (const bad of refusedBy(check))
          expect(admits(db, table, expected, check.column, bad), `${table}.${check.column} = ${bad}`).toBe(false);
      }
    }
  });
});

describe('the rows that come with central', () => {
  const { seeds } = EXPECTED.central;
  let shipped: readonly string[] = [];
  beforeAll(() => {
    shipped = Object.keys(seeds);
  });

  test('are exactly these, and no other table has any', async () => {
    const place = checkout();
    await place.run('up');
    expect(shipped).toEqual(['plugins_registry', 'system_config']);
    for (const name of NAMES) {
      const db = place.open(fileOf(name));
      for (const table of tablesOf(db)) {
        const expected = (EXPECTED[name].seeds as Record<string, readonly Record<string, unknown>[]>)[table] ?? [];
        const columns = Object.keys(expected[0] ?? { rowid: 1 }).map((column) => `"${column}"`);
        expect(db.prepare(`SELECT ${columns.join(', ')} FROM "${table}" ORDER BY rowid`).all(), table).toEqual(expected);
      }
    }
  });
});

/** Without what SQLite does not order, and without the version a thing comes with. */
function comparable({ autoincrement, columns, fks, uniques, indexes }: Omit<ExpectedTable, 'since' | 'checks'>): unknown {
  return {
    autoincrement,
    columns: columns.map(({ name, type, notnull, default: value, pk }) => ({ name, type, notnull, default: value, pk })),
    fks: fks.map((key) => `${key.column} → ${key.table}(${key.to}) ${key.onDelete} ${key.onUpdate}`).toSorted(),
    uniques: uniques.map((names) => names.join()).toSorted(),
    indexes: indexes
      .map(({ name, columns: names, unique, where }) => ({ name, columns: names, unique, where }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function allowedBy({ in: list, between }: ExpectedCheck): readonly (string | number)[] {
  return list ?? between ?? [];
}

function refusedBy({ in: list, between }: ExpectedCheck): readonly (string | number)[] {
  if (between) return [between[0] - 1, between[1] + 1];
  return typeof list?.[0] === 'number' ? [2, -2] : ['', 'OTHER', String(list?.[0]).toLowerCase()];
}

/** Whether a row with that value may be inserted; every other column holds what its own rules ask for. Nothing is kept. */
function admits(db: Database.Database, table: string, expected: ExpectedTable, column: string, value: unknown): boolean {
  const needed = expected.columns.filter(
    (one) => one.name !== column && (one.notnull || one.pk > 0) && one.default === null && !(one.pk > 0 && expected.autoincrement),
  );
  const names = [column, ...needed.map(({ name }) => name)];
  db.pragma('foreign_keys = OFF');
  db.exec('BEGIN');
  try {
    db.prepare(`INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(
      value,
      ...needed.map(() => 'x'),
    );
    return true;
  } catch (error) {
    if (/CHECK constraint failed/.test(String(error))) return false;
    throw error;
  } finally {
    db.exec('ROLLBACK');
  }
}
