import { joined, lineHtml, linesHtml } from './html.js';
import type { Html } from './html.js';
import type { Line, Message, Section } from './value.js';

/** Below Telegram's own limits (4096 and 100), so that the line with the page's number fits, too. */
const MOST = { length: 3900, marks: 90 };
const LEAST_ROOM = 800;

/** A message as the HTML texts of its pages; at least one, each within Telegram's limits. */
export function pagesOf(message: Message): readonly string[] {
  const frame = frameOf(message);
  const pages = fill(message.sections, room(frame));
  return pages.map((body, index) => {
    const number = pages.length === 1 ? [] : [lineHtml([{ kind: 'text', text: `Page ${index + 1} of ${pages.length}` }])];
    return joined([frame.head, body, frame.foot, ...number], '\n\n').html;
  });
}

/** The page of that number, counted from 0; the last one where there are fewer. */
export function pageOf(message: Message, number: number): { readonly html: string; readonly number: number; readonly of: number } {
  const pages = pagesOf(message);
  const shown = Math.max(0, Math.min(number, pages.length - 1));
  return { html: pages[shown] ?? '', number: shown, of: pages.length };
}

interface Frame {
  readonly head: Html;
  readonly foot: Html;
}

interface Room {
  readonly length: number;
  readonly marks: number;
}

/** What stands on every page must leave room for what does not. */
function frameOf({ head, foot }: Message): Frame {
  return { head: linesHtml(within(head, 1200, 25)), foot: linesHtml(within(foot, 1600, 35)) };
}

function within(lines: readonly Line[], length: number, marks: number): readonly Line[] {
  const kept: Line[] = [];
  for (const one of lines) {
    const whole = linesHtml([...kept, one]);
    if (whole.length > length || whole.marks > marks) return [...kept, [{ kind: 'text', text: '…' }]];
    kept.push(one);
  }
  return kept;
}

function room({ head, foot }: Frame): Room {
  const left = { length: MOST.length - head.length - foot.length - 6, marks: MOST.marks - head.marks - foot.marks };
  return { length: Math.max(LEAST_ROOM, left.length), marks: left.marks };
}

/** Sections one after the other, a new page where the next one does not fit. A section larger than a page is split by its lines. */
function fill(sections: readonly Section[], most: Room): readonly Html[] {
  const pages: Html[] = [];
  let page: Html[] = [];
  for (const part of sections.flatMap((section) => parts(section, most))) {
    if (page.length > 0 && !fits(joined([...page, part], '\n\n'), most)) {
      pages.push(joined(page, '\n\n'));
      page = [];
    }
    page.push(part);
  }
  return [...pages, joined(page, '\n\n')];
}

function parts(section: Section, most: Room): readonly Html[] {
  const whole = linesHtml(section);
  if (fits(whole, most)) return [whole];
  const split: Html[] = [];
  let part: Html[] = [];
  for (const one of section.flatMap((pieces) => lineWithin(pieces, most))) {
    if (part.length > 0 && !fits(joined([...part, one], '\n'), most)) {
      split.push(joined(part, '\n'));
      part = [];
    }
    part.push(one);
  }
  return [...split, joined(part, '\n')];
}

/** A line that is longer than a page goes on in the next one. */
function lineWithin(pieces: Line, most: Room): readonly Html[] {
  const whole = lineHtml(pieces);
  if (fits(whole, most) || pieces.length < 2) return [whole];
  const half = Math.ceil(pieces.length / 2);
  return [...lineWithin(pieces.slice(0, half), most), ...lineWithin(pieces.slice(half), most)];
}

function fits(part: Html, most: Room): boolean {
  return part.length <= most.length && part.marks <= most.marks;
}
