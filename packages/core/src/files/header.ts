import { MigrationError } from '../kernel/error.js';
import type { Location } from '../kernel/location.js';
import type { CommentLine } from '../ports/script.js';
import { parseReplaced } from './replaces.js';

/** The closed list of header keys, as they are written. */
export const HEADER_KEYS = [
  'Migration',
  'Database',
  'Description',
  'Version',
  'Requires',
  'Replaces',
  'Author',
  'Reversible',
  'Rollback',
  'Proven',
  'Applied',
  'Transaction',
  'Foreign-Keys',
  'Online',
] as const;
export type HeaderKey = (typeof HEADER_KEYS)[number];

/** A header's value and where it stands. */
export interface HeaderValue {
  readonly value: string;
  readonly location: Location;
}

/** The header of a migration or rollback: the comment block before its first statement. */
export interface Header {
  readonly values: ReadonlyMap<HeaderKey, HeaderValue>;
  /** `Transaction: NO` makes it false. */
  readonly transactional: boolean;
  /** `Foreign-Keys: ON` makes it true. */
  readonly foreignKeys: boolean;
  /** `Reversible: NO` makes it false. */
  readonly reversible: boolean;
  readonly description: string | null;
  /** Names of migrations that must be applied first: `001_initial_schema.sql`, `003`, `central/003`. */
  readonly requires: readonly HeaderValue[];
  readonly problems: readonly MigrationError[];
}

const SWITCHES: Partial<Record<HeaderKey, readonly [on: string, off: string]>> = {
  Transaction: ['YES', 'NO'],
  Reversible: ['YES', 'NO'],
  'Foreign-Keys': ['ON', 'OFF'],
  Online: ['YES', 'NO'],
};

/** Words that begin a comment of their own meaning to the script reader; they are not header keys. */
const DIRECTIVES = new Set(['assert', 'rebuild', 'copy']);

/** Reads the header out of the comment lines before the first statement. Never throws: see `problems`. */
export function parseHeader(lines: readonly CommentLine[]): Header {
  const values = new Map<HeaderKey, HeaderValue>();
  const problems: MigrationError[] = [];
  for (const line of lines) {
    const match = /^([A-Za-z][A-Za-z _-]{2,24}?)\s*:\s*(.*)$/.exec(line.text);
    if (!match?.[1] || DIRECTIVES.has(match[1].toLowerCase())) continue;
    const key = knownKey(match[1]);
    if (key !== undefined) addValue(values, key, { value: (match[2] ?? '').trim(), location: line.location }, problems);
    else problems.push(...nearMiss(match[1], line.location));
  }
  return header(values, problems);
}

function header(values: ReadonlyMap<HeaderKey, HeaderValue>, problems: readonly MigrationError[]): Header {
  const is = (key: HeaderKey, word: string): boolean => values.get(key)?.value.toUpperCase() === word;
  return {
    values,
    transactional: !is('Transaction', 'NO'),
    foreignKeys: is('Foreign-Keys', 'ON'),
    reversible: !is('Reversible', 'NO'),
    description: values.get('Description')?.value || null,
    requires: requirements(values.get('Requires')),
    problems,
  };
}

function requirements(entry: HeaderValue | undefined): HeaderValue[] {
  if (entry === undefined || /^(none|-)?$/i.test(entry.value)) return [];
  return entry.value
    .split(/[,;]|\s+and\s+/)
    .map((value) => ({ value: value.trim(), location: entry.location }))
    .filter(({ value }) => value !== '');
}

function addValue(values: Map<HeaderKey, HeaderValue>, key: HeaderKey, entry: HeaderValue, problems: MigrationError[]): void {
  const choices = SWITCHES[key];
  if (key === 'Replaces' && parseReplaced(entry.value) === null) problems.push(badReplaces(entry));
  else if (key === 'Replaces') values.set(key, entry);
  else if (values.has(key)) problems.push(repeated(key, entry.location));
  else if (choices && !choices.includes(entry.value.toUpperCase())) problems.push(badSwitch(key, entry, choices));
  else if (key === 'Online' && entry.value.toUpperCase() === 'YES') problems.push(onlineUnsupported(entry.location));
  else values.set(key, entry);
}

const fold = (key: string): string => key.toLowerCase().replaceAll(/[\s_-]+/g, '');
const FOLDED = new Map(HEADER_KEYS.map((key) => [fold(key), key]));

function knownKey(word: string): HeaderKey | undefined {
  return FOLDED.get(fold(word));
}

/** A mistyped key must not pass as prose: `Transacton: NO` would run in a transaction after all. */
function nearMiss(word: string, location: Location): MigrationError[] {
  const folded = fold(word);
  const near = HEADER_KEYS.find((key) => isNear(folded, fold(key)));
  if (near === undefined) return [];
  return [
    new MigrationError('HEADER_KEY_UNKNOWN', `"${word}" is not a header key; did you mean "${near}"?`, {
      location,
      hint: `Write "-- ${near}: …". If the line is prose, begin it with another word. Keys: ${HEADER_KEYS.join(', ')}.`,
      dataState: 'Nothing was changed.',
    }),
  ];
}

function isNear(word: string, key: string): boolean {
  const allowed = key.length >= 8 && word[0] === key[0] ? 2 : 1;
  return Math.abs(word.length - key.length) <= allowed && distance(word, key) <= allowed;
}

/** Edit distance with neighbouring letters swapped counted once (optimal string alignment). */
function distance(a: string, b: string): number {
  let [older, old] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (older[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [older, old] = [old, row];
  }
  return old[b.length] ?? 0;
}

function repeated(key: HeaderKey, location: Location): MigrationError {
  return new MigrationError('HEADER_KEY_REPEATED', `The header says "${key}" twice.`, {
    location,
    hint: 'Keep one of the two lines.',
    dataState: 'Nothing was changed.',
  });
}

function badSwitch(key: HeaderKey, { value, location }: HeaderValue, choices: readonly [string, string]): MigrationError {
  return new MigrationError('HEADER_VALUE_INVALID', `"${key}" is ${choices[0]} or ${choices[1]}, not "${value}".`, {
    location,
    hint: `Write "-- ${key}: ${choices[0]}" or "-- ${key}: ${choices[1]}".`,
    dataState: 'Nothing was changed.',
  });
}

function badReplaces({ value, location }: HeaderValue): MigrationError {
  return new MigrationError('HEADER_VALUE_INVALID', `"Replaces: ${value}" does not name a migration and its checksum.`, {
    location,
    hint: 'These lines are written by "squash"; bring the file back from version control.',
    dataState: 'Nothing was changed.',
  });
}

function onlineUnsupported(location: Location): MigrationError {
  return new MigrationError('DIRECTIVE_UNSUPPORTED', 'This version does not run online migrations yet.', {
    location,
    hint: 'Remove "-- Online: YES" to run it as an ordinary migration, in one transaction.',
    dataState: 'Nothing was changed.',
  });
}
