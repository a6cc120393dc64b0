import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Finding, Violation } from '@zepix/migrations-core';
import { bytes } from './bytes.js';

const MIB = 1024 * 1024;
/** A share of unused pages from which it is worth a word. */
const MUCH_UNUSED = 0.25;
const MOST_FINDINGS = 5;

/** How the file is written: its journal mode, and how safely a new connection commits. */
export function modeFindings(db: Database.Database): Finding[] {
  const mode = String(db.pragma('journal_mode', { simple: true }));
  const synchronous = ['OFF', 'NORMAL', 'FULL', 'EXTRA'][db.pragma('synchronous', { simple: true }) as number] ?? 'unknown';
  return [ok('journal mode', mode), ok('synchronous', `${synchronous} by default; migrations always run with FULL`)];
}

/** Its size, and how much of it is unused. */
export function pageFindings(db: Database.Database, file: string): Finding[] {
  const [size, count, free] = ['page_size', 'page_count', 'freelist_count'].map((name) => db.pragma(name, { simple: true }) as number) as [
    number,
    number,
    number,
  ];
  const unused = `${free} of ${count} pages of ${size} bytes are unused`;
  const much = free * size > MIB && free > count * MUCH_UNUSED;
  return [
    sizeFinding(file),
    much
      ? warn('pages', `${unused} (${bytes(free * size)})`, 'VACUUM gives the space back; it locks the database for its length.')
      : ok('pages', unused),
  ];
}

function sizeFinding(file: string): Finding {
  const [main, wal] = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0) as [number, number];
  if (wal === 0) return ok('size', bytes(main));
  const text = `${bytes(main)} and ${bytes(wal)} of write-ahead log`;
  const advice = 'A reader that stays open keeps it from shrinking: close it, then "PRAGMA wal_checkpoint(TRUNCATE)".';
  return wal > main && wal > 16 * MIB ? warn('size', text, advice) : ok('size', text);
}

/** SQLite's own check of the file: the quick one, or the whole one. */
export function integrityFinding(db: Database.Database, full: boolean): Finding {
  const name = full ? 'integrity_check' : 'quick_check';
  const rows = db.prepare(`PRAGMA ${name}(20)`).pluck().all() as string[];
  const damage = rows.filter((row) => row !== 'ok');
  if (damage.length === 0) return ok('integrity', `${name} finds nothing`);
  const shown = damage.slice(0, MOST_FINDINGS).join('; ');
  return {
    topic: 'integrity',
    level: 'bad',
    text: `${name}: ${shown}`,
    advice: 'Restore a snapshot, or recover what can be read with the sqlite3 shell\'s ".recover".',
  };
}

export function foreignKeyFinding(violations: readonly Violation[]): Finding {
  const [first] = violations;
  if (first === undefined) return ok('foreign keys', 'no row breaks one');
  const text = `${violations.length} ${violations.length === 1 ? 'row breaks' : 'rows break'} one, such as ${first.table} (${first.key}) without its ${first.parent}`;
  return warn(
    'foreign keys',
    text,
    'Mend them with a migration of their own; migrations do not fail because of rows that were broken before.',
  );
}

function ok(topic: string, text: string): Finding {
  return { topic, level: 'ok', text, advice: null };
}

function warn(topic: string, text: string, advice: string): Finding {
  return { topic, level: 'warn', text, advice };
}
