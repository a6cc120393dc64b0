import fc from 'fast-check';
import type { Report } from '@zepix/migrations-core';
import { inDatabase } from '@zepix/testkit';
import { expect, test } from 'vitest';
import { workplace } from '../workplace.js';
import type { Workplace } from '../workplace.js';
import { keyed, rowsAside, wrongs } from './keyed.js';
import { accepted, changes, scriptOf } from './random-change.js';
import { cell, columnsOf, rowOf, schema, startOf } from './random-schema.js';
import type { SchemaSpec } from './random-schema.js';

const NIGHTLY = process.env['ZEPIX_NIGHTLY'] === '1';
const RUNS = { numRuns: NIGHTLY ? 3000 : Number(process.env['ZEPIX_PROPERTY_RUNS'] ?? 25) };

/** Both ways of keeping rows: one by one, and whole tables. */
const copiesUpTo = fc.constantFrom(0, 200);

const writes = fc.array(
  fc.record({
    kind: fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
    at: fc.nat(2),
    column: fc.nat(2),
    row: fc.nat(30),
    pick: fc.nat(40),
  }),
  { maxLength: 12 },
);

test(
  'any migration goes back exactly, and comes again',
  async () => {
    await fc.assert(
      fc.asyncProperty(schema, changes, copiesUpTo, async (spec, wanted, most) => {
        const { place, script } = staged(spec, wanted, most);
        if (script === '') return;
        const before = place.contents();
        if (await isRefused(place)) return;
        const after = place.contents();
        await place.down();
        expect(place.contents(), script).toEqual(before);
        await place.up();
        expect(place.contents(), script).toEqual(after);
        expect(place.rows('PRAGMA integrity_check')).toEqual([['ok']]);
      }),
      RUNS,
    );
  },
  NIGHTLY ? 3_600_000 : 60_000,
);

test(
  'what the application wrote since stays, or lies beside; all else is back',
  async () => {
    await fc.assert(
      fc.asyncProperty(schema, changes, writes, copiesUpTo, async (spec, wanted, written, most) => {
        // Names and keys are how this test follows rows; one that was replaced by way of a UNIQUE goes on under another key.
        const { place, script } = staged(
          spec,
          wanted.filter(({ shape }) => shape !== 'swap' && shape !== 'replace'),
          most,
        );
        if (script === '') return;
        const states = { before: keyed(place.file), after: keyed(place.file), written: keyed(place.file), now: keyed(place.file) };
        const { schema: objects } = place.contents();
        if (await isRefused(place)) return;
        states.after = keyed(place.file);
        for (const one of written) write(place, spec, one);
        states.written = keyed(place.file);
        const numbered = renumbered(await place.down({ approval: 'all' }));
        states.now = keyed(place.file);
        expect(place.contents()['schema'], script).toEqual(objects);
        expect(wrongs(states, rowsAside(place.file) + numbered), script).toEqual([]);
        expect(place.rows('PRAGMA integrity_check')).toEqual([['ok']]);
      }),
      RUNS,
    );
  },
  NIGHTLY ? 3_600_000 : 60_000,
);

function staged(
  spec: SchemaSpec,
  wanted: Parameters<typeof scriptOf>[2],
  most: number,
): { readonly place: Workplace; readonly script: string } {
  const start = accepted(
    [],
    startOf(spec).map((sql) => [sql]),
  ).flat();
  const script = scriptOf(start, spec, wanted);
  return { place: workplace(start.map((sql) => `${sql}\n;`).join('\n'), { '001_change.sql': script }, { copiesUpTo: most }), script };
}

/** Rows of the application that lie under another number now. */
function renumbered({ databases }: Report): number {
  const conflicts = databases.flatMap(({ ran }) => ran.flatMap(({ returned }) => returned?.conflicts ?? []));
  return conflicts.filter(({ kind, column }) => kind === 'renumbered' && column === null).reduce((sum, { rows }) => sum + rows, 0);
}

/** Runs the migration; one thing the engine asks for a header for, which none of these has. */
async function isRefused(place: Workplace): Promise<boolean> {
  const report = await place.migrator.up({ snapshot: false });
  if (report.ok) return false;
  expect(report.databases.map(({ error }) => error?.code)).toEqual(['CASCADE_DELETE']);
  return true;
}

type Write = typeof writes extends fc.Arbitrary<(infer T)[]> ? T : never;

/** What the tables do not take, the application can't write. */
function write({ file }: Workplace, spec: SchemaSpec, { kind, at: wanted, column, row, pick }: Write): void {
  const at = wanted % spec.tables.length;
  const isText = ['text', 'without'].includes(spec.tables[at]?.key ?? '');
  const id = isText ? `'k${row}'` : String(row);
  const value = cell(spec.tables[at]?.columns[column]?.type ?? 'ANY', pick);
  const statements = {
    insert: `INSERT INTO t${at} (${columnsOf(spec, at).join(', ')}) VALUES (${rowOf(spec, at, [pick, pick + 1, pick + 2, pick + 3], 50 + row)})`,
    update: `UPDATE t${at} SET c${column} = ${value} WHERE id = ${id}`,
    delete: `DELETE FROM t${at} WHERE id = ${id}`,
  };
  inDatabase(file, (db) => {
    db.pragma('foreign_keys = OFF');
    try {
      db.exec(statements[kind]);
    } catch {
      // Nothing was written.
    }
  });
}
