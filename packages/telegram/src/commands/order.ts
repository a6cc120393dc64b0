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

/** What the words behind a command name: databases, and how far to go. */
export interface Aim {
  readonly databases: readonly string[];
  readonly to: string | null;
  readonly steps: number | null;
}

/** Reads `combined`, `combined 2`, `combined to 003`, `combined central`. */
export function readAim(words: readonly string[]): Aim {
  const at = words.findIndex((word) => word.toLowerCase() === 'to');
  if (at >= 0) return { databases: words.slice(0, at), to: words[at + 1] ?? null, steps: null };
  const last = words.at(-1) ?? '';
  const steps = words.length > 1 && /^\d{1,4}$/.test(last) ? Number(last) : null;
  return { databases: steps === null ? words : words.slice(0, -1), to: null, steps };
}
