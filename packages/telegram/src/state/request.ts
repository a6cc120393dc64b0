import type { Message } from '../message/value.js';

/** Somebody, as Telegram tells of them. The name is theirs to choose: show it, never trust it. */
export interface Person {
  readonly id: number;
  readonly name: string;
}

/** A database as the configuration names it. */
export interface Named {
  readonly name: string;
  readonly label: string;
}

/** What is asked for, and of which databases. `to` is the version to leave as the newest applied; null: so many `steps`, or (`steps` null) all the way. */
export type Wish =
  | { readonly kind: 'up'; readonly databases: readonly Named[]; readonly to: string | null; readonly steps: number | null }
  | { readonly kind: 'down'; readonly databases: readonly Named[]; readonly to: string | null; readonly steps: number }
  | { readonly kind: 'restore'; readonly databases: readonly Named[]; readonly snapshot: string };

/**
 * `open`: its card waits for a press. `typing`: approved by a press, and waits for the database's name to be typed. `running`: its run
 * was begun. Every other one is an end: nothing leads back out of it.
 */
export type RequestStatus = 'open' | 'typing' | 'running' | 'done' | 'failed' | 'rejected' | 'expired' | 'stale';

/** The buttons of a card. */
export type Button = 'approve' | 'reject' | 'details';

/** Somebody's wish to change a database, from its card to its end. Plain JSON; times are UTC, ISO 8601 with Z. */
export interface Request {
  /** Short, for people: `R-7K3QX`. Unique. */
  readonly id: string;
  readonly wish: Wish;
  readonly status: RequestStatus;
  /** What the approval is bound to: the hash of the plan that the card shows; of a restore, the hash of what was compared. */
  readonly planHash: string;
  /** One unguessable word for each button of its card: all that a button's callback_data holds. Each is unique among all requests. */
  readonly nonces: Readonly<Record<Button, string>>;
  /** Where its card is: a press anywhere else is refused. */
  readonly chat: number;
  readonly message: number;
  /** The forum topic it was asked in; null elsewhere. */
  readonly thread: number | null;
  readonly askedBy: Person;
  readonly askedAt: string;
  /** Until when its card may be approved. */
  readonly expiresAt: string;
  /** Whether somebody else than `askedBy` must approve. */
  readonly twoPeople: boolean;
  /** What has to be typed for it to be approved; null where a press is enough. */
  readonly toType: string | null;
  /** The card and its details, as they were shown. */
  readonly card: Message;
  readonly details: Message;
  readonly approvedBy: Person | null;
  /** The message that shows the progress of its run. */
  readonly progress: number | null;
}

/** What may change of a request. */
export type RequestChange = Partial<Pick<Request, 'status' | 'approvedBy' | 'progress' | 'expiresAt'>>;
