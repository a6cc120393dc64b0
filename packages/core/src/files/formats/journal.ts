import type { MigrationError } from '../../kernel/error.js';
import type { RawFile } from '../source.js';
import { decodeFile } from '../text.js';
import { invalidFormat, unsupportedFormat } from './errors.js';

/** An entry of drizzle-kit's `meta/_journal.json`, as far as it matters. */
export interface JournalEntry {
  readonly idx: number;
  readonly tag: string;
}

/** What drizzle-kit writes before the first migration. */
export const EMPTY_JOURNAL = JSON.stringify({ version: '7', dialect: 'sqlite', entries: [] });

const HINT = 'Bring it back from version control, or run drizzle-kit to write it anew.';

/** Reads drizzle-kit's journal: the entries in the order in which it runs them. @throws MigrationError FORMAT_INVALID, FORMAT_UNSUPPORTED */
export function readJournal(raw: RawFile): readonly JournalEntry[] {
  const journal = parse(raw);
  const { dialect, entries } = journal;
  if (typeof dialect !== 'string' || !Array.isArray(entries)) throw bad(raw, 'it lacks "dialect" or "entries"');
  if (dialect !== 'sqlite' && dialect !== 'turso') {
    const message = `These migrations are for ${dialect.slice(0, 40)}, as ${raw.shown} says.`;
    throw unsupportedFormat(raw.shown, message, 'Name the folder of the SQLite migrations.');
  }
  return entries.map((entry: unknown, at) => checkEntry(raw, entry, at));
}

/** The journal's text with one entry more, later than all that are there: drizzle runs by these times. */
export function withEntry(raw: RawFile, entry: JournalEntry & { readonly when: number }): string {
  const journal = parse(raw);
  const entries = journal['entries'] as readonly Readonly<Record<string, unknown>>[];
  const last = entries.at(-1);
  const latest = Math.max(0, ...entries.map(({ when }) => (typeof when === 'number' ? when : 0)));
  const { idx, tag } = entry;
  const added = { idx, version: last?.['version'] ?? '6', when: Math.max(entry.when, latest + 1), tag, breakpoints: true };
  return JSON.stringify({ ...journal, entries: [...entries, added] }, null, 2);
}

function parse(raw: RawFile): Readonly<Record<string, unknown>> {
  const text = decodeFile(raw);
  try {
    const value = JSON.parse(text) as unknown;
    if (isRecord(value)) return value;
  } catch (cause) {
    throw bad(raw, cause instanceof Error ? cause.message : String(cause));
  }
  throw bad(raw, 'it is no object');
}

function checkEntry(raw: RawFile, entry: unknown, at: number): JournalEntry {
  if (!isRecord(entry)) throw bad(raw, `entry ${at} is no object`);
  const { idx, tag } = entry;
  if (typeof idx !== 'number' || !Number.isSafeInteger(idx) || idx < 0) throw bad(raw, `"idx" of entry ${at} is no number`);
  if (typeof tag !== 'string' || tag === '' || /[/\\\0]/.test(tag)) throw bad(raw, `"tag" of entry ${at} is no file name`);
  return { idx, tag };
}

function bad({ shown }: RawFile, reason: string): MigrationError {
  return invalidFormat(shown, `${shown} is not a journal of drizzle-kit: ${reason}.`, HINT);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
