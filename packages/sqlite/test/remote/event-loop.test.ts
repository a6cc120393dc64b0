import { afterAll, expect, onTestFinished, test } from 'vitest';
import { bundles } from '../bundle.js';
import { place } from './place.js';

const { bundle, remove } = bundles();
const ENTRY = bundle(new URL('programs/engine.ts', import.meta.url));
afterAll(remove);

const ROWS = 1_000_000;
const TICK_MS = 10;
const COUNTING = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${ROWS})`;

test('the event loop goes on while a statement writes a million rows', async () => {
  const here = place(ENTRY, {
    '001_fill.sql': `CREATE TABLE t (n INTEGER PRIMARY KEY, v TEXT);\nINSERT INTO t ${COUNTING} SELECT i, hex(i) FROM n;\n`,
    '002_change.sql': `UPDATE t SET v = v || printf('-%040d', n * 7) || lower(hex(zeroblob(100)));\n`,
  });
  const beats: number[] = [];
  const spans: { readonly from: number; readonly to: number }[] = [];
  let from = 0;
  const observer = {
    emit: ({ event }: { readonly event: string }) => {
      if (event === 'migration-started') from = performance.now();
      if (event === 'migration-finished') spans.push({ from, to: performance.now() });
    },
  };
  const engine = here.start({}, { observers: [observer] });
  const timer = setInterval(() => beats.push(performance.now()), TICK_MS);
  onTestFinished(() => clearInterval(timer));
  const report = await engine.up({ approval: 'all', snapshot: false });
  clearInterval(timer);
  expect(report.ok).toBe(true);
  expect(here.rows("SELECT count(*), sum(v LIKE '%-%') FROM t")).toEqual([[ROWS, ROWS]]);
  // Each migration is one statement but for the CREATE TABLE: on one thread the timer could not fire even once in between.
  for (const { from, to } of spans) {
    const heard = beats.filter((at) => at > from && at < to).length;
    expect(heard).toBeGreaterThan((to - from) / TICK_MS / 10);
  }
  const gaps = beats.slice(1).map((at, index) => at - (beats[index] ?? at));
  const longest = Math.max(...spans.map(({ from, to }) => to - from));
  console.log(`largest gap of a ${TICK_MS} ms timer: ${Math.max(...gaps).toFixed(1)} ms, while a migration took ${longest.toFixed(0)} ms`);
  expect(Math.max(...gaps)).toBeLessThan(longest / 2);
});
