import { quoteName } from '@zepix/migrations-sqlite';
import type { Scratch } from '@zepix/migrations-sqlite';

/** Makes an empty ledger: scripts may look into it, as guards that ask which versions are applied. */
export function makeLedger({ bench }: Scratch, name: string): void {
  bench.exec(
    `CREATE TABLE ${quoteName(name)} (version TEXT PRIMARY KEY, applied_at TEXT, description TEXT, checksum TEXT, execution_time_ms INTEGER)`,
  );
}
