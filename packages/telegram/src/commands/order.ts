import type { Role } from '../access/allow.js';
import type { Person } from '../state/request.js';
import type { Place } from '../tools/post.js';

/** A command that somebody gave who may give it. */
export interface Order {
  readonly person: Person;
  readonly role: Role;
  readonly place: Place;
  /** What stood behind the command. */
  readonly words: readonly string[];
  readonly message: number;
}

const MOST_STEPS = 9999;

/** What the words behind a command name: databases, and how far to go. */
export interface Aim {
  readonly databases: readonly string[];
  readonly to: string | null;
  readonly steps: number | null;
}

/** Reads `combined`, `combined 2`, `combined to 003`, `combined central`; null where it is none of these. */
export function readAim(words: readonly string[]): Aim | null {
  const at = words.findIndex((word) => word.toLowerCase() === 'to');
  if (at >= 0) {
    const to = /^(\d{1,30})(?:[_-].*)?$/.exec(words[at + 1] ?? '')?.[1];
    return to === undefined || words.length > at + 2 ? null : { databases: words.slice(0, at), to, steps: null };
  }
  const last = words.at(-1) ?? '';
  if (!/^\d+$/.test(last)) return { databases: words, to: null, steps: null };
  const steps = Number(last);
  return steps > 0 && steps <= MOST_STEPS ? { databases: words.slice(0, -1), to: null, steps } : null;
}
