import { sha256 } from './text.js';

/** A script as far as a proof speaks of it. */
interface Provable {
  readonly text: string;
  readonly checksum: string;
  readonly code?: unknown;
}

/** What the line `-- Proven: …` of a rollback file records. */
export interface RecordedProof {
  /** UTC day, `2026-11-23`. */
  readonly on: string;
  /**
   * What its text alone brought back: `all` rows as they were, or the `schema` with what the migration left in the database; then the
   * header says what the migration destroys.
   */
  readonly gives: 'all' | 'schema';
  /** Generated rows a table. */
  readonly rows: number;
  /** The database engine it ran on: `sqlite 3.53.2`. */
  readonly engine: string;
  /** The first digits of the checksums of the migration and of the rollback without that line. */
  readonly up: string;
  readonly down: string;
}

/** Whether a rollback file is proven as it stands: `edited` where it, or its migration, was changed since. */
export type ProofState = 'proven' | 'edited' | 'unproven';

const LINE = /^--[ \t]*Proven[ \t]*:[ \t]*(.*)(?:\n|$)/im;
const DIGITS = 8;

/**
 * A rollback's text without its proof. Checksums of rollbacks are made of this, so that proving one again changes nothing that a ledger
 * has stored of it. Only a line of the comments at the top counts.
 */
export function withoutProof(text: string): string {
  const top = topOf(text);
  return top.replace(LINE, '') + text.slice(top.length);
}

/** The checksum of a rollback: that of its text without the proof. */
export function rollbackChecksum(text: string): string {
  return sha256(withoutProof(text));
}

/** Puts a proof into the header, in place of the one that is there. */
export function withProof(text: string, proof: RecordedProof): string {
  const bare = withoutProof(text);
  const line = proofLine(proof);
  const keys = [...topOf(bare).matchAll(/^--[ \t]*(?:Rollback|Migration|Database|Description|Version|Requires|Author)[ \t]*:.*\n/gim)];
  const last = keys.at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return `${bare.slice(0, at)}${line}\n${bare.slice(at)}`;
}

function proofLine({ on, gives, rows, engine, up, down }: RecordedProof): string {
  return `-- Proven: ${on} gives=${gives} rows=${rows} ${engine.replace(' ', '=')} up=${up} down=${down}`;
}

/** The proof that a text records; null where it has none that can be read. */
export function readProof(text: string): RecordedProof | null {
  const value = LINE.exec(topOf(text))?.[1]?.trim();
  const match = /^(\S+) gives=(all|schema) rows=(\d+) (\S+) up=([0-9a-f]+) down=([0-9a-f]+)$/.exec(value ?? '');
  if (!match) return null;
  const [, on = '', gives, rows, engine = '', up = '', down = ''] = match;
  return { on, gives: gives === 'all' ? 'all' : 'schema', rows: Number(rows), engine: engine.replace('=', ' '), up, down };
}

/** The checksums that a proof of these two files records. */
export function proofSums(up: Pick<Provable, 'checksum'>, down: Pick<Provable, 'checksum'>): Pick<RecordedProof, 'up' | 'down'> {
  return { up: up.checksum.slice(0, DIGITS), down: down.checksum.slice(0, DIGITS) };
}

/** Whether a migration's rollback is proven; null where it has none, or is code, which carries no proof. */
export function proofState(up: Provable, down: Provable | null): ProofState | null {
  if (down === null || down.code !== undefined) return null;
  if (!LINE.test(topOf(down.text))) return 'unproven';
  const proof = readProof(down.text);
  const sums = proofSums(up, down);
  return proof !== null && proof.up === sums.up && proof.down === sums.down ? 'proven' : 'edited';
}

/** The line comments and blank lines that a text begins with. */
function topOf(text: string): string {
  return /^(?:[ \t]*(?:--[^\n]*)?(?:\n|$))*/.exec(text)?.[0] ?? '';
}
