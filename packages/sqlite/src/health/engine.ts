import type { Finding } from '@zepix/migrations-core';

type Release = readonly [major: number, minor: number, patch: number];

const FIRST_WITH_BUG: Release = [3, 7, 0];
const FIRST_FIXED: Release = [3, 51, 3];
/** Older lines that got the fix as well, from this patch on. */
const BACKPORTED: readonly Release[] = [
  [3, 44, 6],
  [3, 50, 7],
];

/**
 * Whether a SQLite can damage a database in WAL mode when one connection writes while another checkpoints: 3.7.0 to 3.51.2, but for 3.44.6
 * and 3.50.7 (https://sqlite.org/wal.html#walresetbug).
 */
export function hasWalResetBug(version: string): boolean {
  const release = version.split('.').map(Number) as unknown as Release;
  if (before(release, FIRST_WITH_BUG) || !before(release, FIRST_FIXED)) return false;
  return !BACKPORTED.some((fixed) => release[0] === fixed[0] && release[1] === fixed[1] && !before(release, fixed));
}

/** The SQLite that this engine brings; the application has one of its own. */
export function engineFinding(version: string, journalMode: string): Finding {
  const topic = 'SQLite';
  if (!hasWalResetBug(version)) return { topic, level: 'ok', text: `${version}, without the WAL-reset bug`, advice: null };
  const advice = 'Bring better-sqlite3 up to date: SQLite 3.51.3 has the fix. See that the application has it, too.';
  if (journalMode !== 'wal')
    return { topic, level: 'ok', text: `${version}; its WAL-reset bug does not matter in ${journalMode} mode`, advice: null };
  return {
    topic,
    level: 'warn',
    text: `${version} has the WAL-reset bug: writing while another checkpoints can damage a WAL database`,
    advice,
  };
}

function before(a: Release, b: Release): boolean {
  const place = [0, 1, 2].find((at) => (a[at as 0] ?? 0) !== b[at as 0]);
  return place !== undefined && (a[place as 0] ?? 0) < b[place as 0];
}
