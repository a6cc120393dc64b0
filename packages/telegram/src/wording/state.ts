import type { DatabaseReport, DatabaseState } from '@zepix/migrations-core';

/** How bad something is, on a phone. */
export type Colour = '🟢' | '🟡' | '🔴';

const STATES: Record<DatabaseState, readonly [Colour, string]> = {
  'up-to-date': ['🟢', 'Up to date ✅'],
  pending: ['🟡', 'Migrations pending'],
  uninitialised: ['🟡', 'No migration ledger yet'],
  locked: ['🟡', 'Locked: its state is unknown'],
  'ahead-of-code': ['🔴', 'Newer than the migration files'],
  'changed-file': ['🔴', 'An applied file was changed'],
  'missing-file': ['🔴', 'Migration files are missing'],
  drifted: ['🔴', 'The schema was changed by hand'],
  failed: ['🔴', 'The last migration failed'],
  'foreign-ledger': ['🔴', 'The ledger is of another tool'],
  missing: ['🔴', 'There is no database file'],
  'not-a-database': ['🔴', 'The file can’t be read as a database'],
};

type Judged = Pick<DatabaseReport, 'state' | 'problems' | 'error' | 'pending'>;

/** Green only where everything is known to be well: a problem, an error or a state of another version is never green. */
export function colour({ state, problems, error, pending }: Judged): Colour {
  const own = (STATES as Partial<typeof STATES>)[state]?.[0] ?? '🔴';
  if (own === '🔴') return own;
  if (error !== null || problems.some(({ severity }) => severity === 'error')) return state === 'locked' ? own : '🔴';
  return problems.length > 0 || pending.length > 0 ? '🟡' : own;
}

export function stateWords({ state, problems, error, pending }: Judged): string {
  const words = (STATES as Partial<typeof STATES>)[state]?.[1] ?? 'Unknown';
  if (state !== 'up-to-date') return words;
  if (error !== null || problems.some(({ severity }) => severity === 'error')) return 'Something is wrong, see below';
  if (pending.length > 0) return 'Migrations pending';
  return problems.length > 0 ? 'Up to date, with a warning' : words;
}

const UNREAD: readonly string[] = ['missing', 'not-a-database', 'locked', 'foreign-ledger'] satisfies readonly DatabaseState[];

/** Whether the database was read, so that what it holds may be told. */
export function isKnown({ state }: Pick<DatabaseReport, 'state'>): boolean {
  return !UNREAD.includes(state);
}

/** The worst of all; yellow of nothing, since nothing is known then. */
export function worst(colours: readonly Colour[]): Colour {
  if (colours.includes('🔴')) return '🔴';
  return colours.length === 0 || colours.includes('🟡') ? '🟡' : '🟢';
}
