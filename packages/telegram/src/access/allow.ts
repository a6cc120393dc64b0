/**
 * Who may do what, by Telegram's user ids. An approver may do what an operator may, an operator what a viewer may. Nobody else gets an
 * answer; without any id nobody does.
 */
export interface AllowList {
  /** May look: status, plan, history, snapshots. */
  readonly viewers?: readonly number[] | undefined;
  /** May ask for a run, a rollback or a restore. */
  readonly operators?: readonly number[] | undefined;
  /** May approve what was asked for. */
  readonly approvers?: readonly number[] | undefined;
  /** Groups in which those above get an answer. In a private chat they always do. */
  readonly groups?: readonly number[] | undefined;
}

export const ROLES = ['viewer', 'operator', 'approver'] as const;
export type Role = (typeof ROLES)[number];

/** The highest role of a user; null for a stranger. */
export function roleOf({ viewers, operators, approvers }: AllowList, user: number): Role | null {
  if (approvers?.includes(user) === true) return 'approver';
  if (operators?.includes(user) === true) return 'operator';
  return viewers?.includes(user) === true ? 'viewer' : null;
}

export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Everybody on a list, each once. */
export function everybody({ viewers = [], operators = [], approvers = [] }: AllowList): readonly number[] {
  return [...new Set([...viewers, ...operators, ...approvers])];
}
