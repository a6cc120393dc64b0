import type Database from 'better-sqlite3';
import type { SqlValue } from '@zepix/migrations-core';

interface Opcode {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly p5: number;
}

/** What these write, the table's module decides while they run. */
const VIRTUAL = new Set(['VUpdate', 'VDestroy', 'VRename']);
/** Stands for the tables of whatever virtual table it is. */
export const VIRTUAL_PAGE = -1;
const ROOT_IN_REGISTER = 0x10;

/**
 * OpenWrite names its root page in p2 (or, with p5 bit 0x10, a register that holds it: CREATE TABLE … AS, whose table is new), with the
 * database in p3; Clear and Destroy name theirs in p1, with the database in p2 or p3. https://sqlite.org/opcode.html
 */
export function writtenPages(db: Database.Database, sql: string, values: readonly SqlValue[]): ReadonlySet<number> | null {
  const program = explain(db, sql, values);
  if (program === null) return null;
  const pages = new Set<number>();
  for (const { opcode, p1, p2, p3, p5 } of program) {
    if (VIRTUAL.has(opcode)) pages.add(VIRTUAL_PAGE);
    else if (opcode === 'OpenWrite' && p3 === 0 && (p5 & ROOT_IN_REGISTER) === 0) pages.add(p2);
    else if (opcode === 'Clear' && p2 === 0) pages.add(p1);
    else if (opcode === 'Destroy' && p3 === 0) pages.add(p1);
  }
  return pages;
}

function explain(db: Database.Database, sql: string, values: readonly SqlValue[]): readonly Opcode[] | null {
  try {
    return db
      .prepare(`EXPLAIN ${sql}`)
      .safeIntegers(false)
      .all(...values) as Opcode[];
  } catch {
    return null; // What can't be compiled now: the caller must count with every table.
  }
}
