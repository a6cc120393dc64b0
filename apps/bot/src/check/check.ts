import type { MigrationError } from '@zepix/migrations-core';

/** One thing that `--check` looked at. `warning`: it works, but hardly as meant. */
export interface Finding {
  readonly check: 'token' | 'updates' | 'people' | 'chat' | 'databases' | 'state';
  readonly verdict: 'ok' | 'warning' | 'error';
  /** One sentence that names the thing. */
  readonly text: string;
  readonly error: MigrationError | null;
}

export function fine(check: Finding['check'], text: string): Finding {
  return { check, verdict: 'ok', text, error: null };
}

export function doubtful(check: Finding['check'], text: string): Finding {
  return { check, verdict: 'warning', text, error: null };
}

export function wrong(check: Finding['check'], error: MigrationError): Finding {
  return { check, verdict: 'error', text: error.message, error };
}
