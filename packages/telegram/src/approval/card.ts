import type { Report, Restoration } from '@zepix/migrations-core';
import { pagesOf } from '../message/pages.js';
import { bold, code, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import type { Person, Request, RequestStatus, Wish } from '../state/request.js';
import { planSections, planned, promiseLines } from '../views/plan.js';
import { restorationSections } from '../views/restoration.js';
import { count, time } from '../wording/words.js';

/** What a card shows of a wish: enough to decide on, and everything, over pages. */
export interface Card {
  readonly card: Message;
  readonly details: Message;
}

/** More sections than that are shown by the details only. */
const MOST_SECTIONS = 8;

const TITLES: Record<Wish['kind'], readonly [string, string]> = {
  up: ['🛠', 'Migrate?'],
  down: ['↩️', 'Take back?'],
  restore: ['⏪', 'Restore a snapshot?'],
};

export function planCard(wish: Wish, report: Report): Card {
  const databases = planned(report);
  const steps = databases.reduce((sum, one) => sum + one.planned.length, 0);
  const head = [...title(...TITLES[wish.kind]), line(`${count(steps, 'migration')} in ${count(databases.length, 'database')}`)];
  return shortened(head, planSections(report), promiseLines(report));
}

export function restoreCard(database: { readonly label: string; readonly file: string }, restoration: Restoration): Card {
  const head = [...title(...TITLES.restore), line(bold(database.label), ' · ', code(database.file))];
  return shortened(head, restorationSections(restoration), [line('💾 What is there now is saved first')]);
}

function shortened(head: readonly Line[], sections: readonly Section[], foot: readonly Line[]): Card {
  const shown = sections.slice(0, MOST_SECTIONS);
  const isAll = shown.length === sections.length && pagesOf({ head, sections, foot }).length === 1;
  const more = isAll ? [] : [line(bold('This is not all: press Details before you decide'))];
  return { card: { head, sections: shown, foot: [...more, ...foot] }, details: { head, sections, foot } };
}

const ENDS: Record<Exclude<RequestStatus, 'open'>, string> = {
  typing: '⌨️ Waits for the name to be typed',
  running: '▶️ Under way',
  done: '✅ Done',
  failed: '❌ Failed',
  rejected: '🚫 Rejected',
  expired: '⌛ Too late: ask again',
  stale: '♻️ Out of date: ask again',
};

/** A request's card as it stands now. */
export function cardMessage(request: Request): Message {
  return { ...request.card, foot: [...request.card.foot, ...tree(standing(request))] };
}

/** All that is in a request, over pages. */
export function detailsMessage(request: Request): Message {
  return { ...request.details, foot: [...request.details.foot, ...tree(standing(request))] };
}

function standing({ id, askedBy, askedAt, expiresAt, approvedBy, twoPeople, toType, status, planHash }: Request): readonly Line[] {
  return [
    line('Request ', code(id)),
    line('Plan ', code(planHash.slice(0, 12))),
    line('Asked by ', bold(askedBy.name)),
    line(`Asked ${time(askedAt)}`),
    ...(status === 'open' && twoPeople ? [line('✋ Somebody else must approve it')] : []),
    ...(status === 'open' && toType !== null ? [line('✋ To be typed besides: ', code(toType))] : []),
    ...(approvedBy === null ? [] : [line('Approved by ', bold(approvedBy.name))]),
    line(status === 'open' ? `⏳ Until ${time(expiresAt)}` : ENDS[status]),
  ];
}

/** Somebody, for the history and the audit log. */
export function nameOf({ name, id }: Person): string {
  return `${name} [${id}]`;
}
