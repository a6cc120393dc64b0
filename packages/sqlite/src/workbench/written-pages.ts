import type Database from 'better-sqlite3';

interface Opcode {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly p5: number;
}

const ROOT_IN_REGISTER = 0x10;

/**
 * OpenWrite names its root page in p2 (or, with p5 bit 0x10, a register that holds it: CREATE TABLE … AS, whose table is new), with the
 * database in p3; Clear and Destroy name theirs in p1, with the database in p2 or p3. https://sqlite.org/opcode.html
 */
export function writtenPages(db: Database.Database, sql: string): ReadonlySet<number> | null {
  const program = explain(db, sql);
  if (program === null) return null;
  const pages = new Set<number>();
  for (const { opcode, p1, p2, p3, p5 } of program) {
    if (opcode === 'OpenWrite' && p3 === 0 && (p5 & ROOT_IN_REGISTER) === 0) pages.add(p2);
    else if (opcode === 'Clear' && p2 === 0) pages.add(p1);
    else if (opcode === 'Destroy' && p3 === 0) pages.add(p1);
  }
  return pages;
}

function explain(db: Database.Database, sql: string): readonly Opcode[] | null {
  try {
    return db.prepare(`EXPLAIN ${sql}`).safeIntegers(false).all() as Opcode[];
  } catch {
    return null; // What can't be compiled now: the caller must count with every table.
  }
}
