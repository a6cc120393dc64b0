import type { DatabaseReport, Report } from '@zepix/migrations-core';
import { bold, code, command, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import { isKnown } from '../wording/state.js';
import { bytes, count, migrationTitle, sentence } from '../wording/words.js';

/** Something that somebody should know without having asked. */
export interface Alert {
  /** What it is about: one of a database and a kind. */
  readonly key: string;
  /** What it says; another one under the same key is news. */
  readonly mark: string;
  readonly title: string;
  readonly lines: readonly Line[];
}

/** What was told already: the mark and the title of each alert by its key. */
export type Told = Readonly<Record<string, { readonly mark: string; readonly title: string }>>;

/** Room that a copy needs besides the database's own size. */
const MARGIN_BYTES = 1 << 20;

/** Everything in a report that is worth an alert. A lock passes by itself, and is none. */
export function findAlerts(report: Report): readonly Alert[] {
  const whole = report.error === null ? [] : [alert(':error', '🔴 Nothing is known', report.error.message, [line(report.error.message)])];
  return [...whole, ...report.databases.flatMap((database) => [...sick(database), ...pending(database), ...crowded(database)])];
}

/** What is new since `told`, the titles of what is over, and what is to be remembered. */
export function compare(
  alerts: readonly Alert[],
  told: Told,
): { readonly fresh: readonly Alert[]; readonly over: readonly string[]; readonly now: Told } {
  const now: Told = Object.fromEntries(alerts.map(({ key, mark, title }) => [key, { mark, title }]));
  const over = Object.entries(told).filter(([key]) => now[key] === undefined);
  return { fresh: alerts.filter(({ key, mark }) => told[key]?.mark !== mark), over: over.map(([, { title }]) => title), now };
}

/** All that changed since the last look, in one message. */
export function alertMessage(fresh: readonly Alert[], over: readonly string[]): Message {
  const sections: Section[] = fresh.map(({ title: heading, lines }) => [line(bold(heading)), ...tree(lines)]);
  const ended = over.length === 0 ? [] : [[line(bold('🟢 Over')), ...tree(over.map((words) => line(words.replace(/^\S+ /, ''))))]];
  return {
    head: title(fresh.length > 0 ? '🔔' : '🟢', fresh.length > 0 ? 'Migrations need you' : 'Migrations'),
    sections: [...sections, ...ended],
    foot: [line('Look: ', command('migration_status'))],
  };
}

const KINDS: Readonly<Record<string, string>> = {
  LAST_RUN_FAILED: '❌ A run failed',
  INTERRUPTED_MIGRATION: '❌ A run was broken off',
  DRIFTED: '🔴 The schema was changed by hand',
  CHANGED_FILE: '🔴 An applied file was changed',
  MISSING_FILE: '🔴 An applied file is gone',
  AHEAD_OF_CODE: '🔴 Newer than its files',
  DATABASE_MISSING: '🔴 The database is gone',
};
const PASSING: ReadonlySet<string> = new Set(['RUNNER_LOCKED', 'DATABASE_LOCKED']);

function sick({ name, label, problems, error, historyHead }: DatabaseReport): readonly Alert[] {
  const all = [...problems.filter(({ severity }) => severity === 'error'), ...(error === null ? [] : [error])].filter(
    ({ code: kind }) => !PASSING.has(kind),
  );
  return [...new Set(all.map((one) => one.code))].map((kind) => {
    const words = all.filter((one) => one.code === kind).map(({ message }) => message);
    // A second failure may say the same as the first: the end of the history tells them apart.
    const mark = JSON.stringify([words, kind === 'LAST_RUN_FAILED' ? historyHead : null]);
    const hint = all.find((one) => one.code === kind)?.hint ?? null;
    const lines = [...words.slice(0, 3).map((text) => line(sentence(text))), ...(hint === null ? [] : [line(`Next: ${hint}`)])];
    return alert(`${name}:${kind}`, `${KINDS[kind] ?? `🔴 ${kind}`} · ${label}`, mark, lines);
  });
}

function pending(database: DatabaseReport): readonly Alert[] {
  const { name, label, pending: all } = database;
  if (all.length === 0 || !isKnown(database)) return [];
  const titles = all.map(migrationTitle);
  const shown = titles.slice(0, 5).map((one) => line(code(one)));
  const more = titles.length > 5 ? [line(`… and ${titles.length - 5} more`)] : [];
  return [alert(`${name}:pending`, `🟡 ${count(all.length, 'migration')} pending · ${label}`, titles.join(' '), [...shown, ...more])];
}

function crowded({ name, label, disk }: DatabaseReport): readonly Alert[] {
  if (disk === null || disk.free === null || disk.free >= disk.bytes + MARGIN_BYTES) return [];
  const words = `${bytes(disk.free)} free, the next snapshot needs ${bytes(disk.bytes + MARGIN_BYTES)}`;
  return [alert(`${name}:disk`, `🔴 Too little disk for a snapshot · ${label}`, 'low', [line(words)])];
}

function alert(key: string, heading: string, mark: string, lines: readonly Line[]): Alert {
  return { key, title: heading, mark, lines };
}
