import { proofSums, rollbackChecksum } from '../files/proof.js';
import type { RecordedProof } from '../files/proof.js';
import type { MigrationFile } from '../files/folder.js';
import type { Verdict } from '../ports/rollbacks.js';
import type { RunContext } from '../run/context.js';
import { timestamp } from '../run/context.js';

/** Fewer rows show too little. */
export const LEAST_ROWS = 20;

/** The proof that a trial is worth; null where it is worth none. `losses`: what no text can bring back was left out of account. */
export function proofOf(
  context: Pick<RunContext, 'clock'>,
  engine: string,
  { up, text, verdict, losses }: { readonly up: MigrationFile; readonly text: string; readonly verdict: Verdict; readonly losses: boolean },
): RecordedProof | null {
  if (verdict.schema.length > 0) return null;
  const gives = losses || verdict.rows === 0 || verdict.unseen.length > 0 ? 'schema' : 'all';
  const sums = proofSums(up, { checksum: rollbackChecksum(text) });
  return { on: timestamp(context).slice(0, 'yyyy-mm-dd'.length), gives, rows: verdict.rows, engine, ...sums };
}
