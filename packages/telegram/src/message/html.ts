import { JOINER, clean, withoutLinks } from './clean.js';
import type { Line, Piece } from './value.js';

/** A piece of text as HTML, with what Telegram counts. */
export interface Html {
  readonly html: string;
  /** UTF-16 units of the text without its marks: what the limit of 4096 is on. */
  readonly length: number;
  /** Marks, at most 100 in a message: behind that Telegram leaves them out, and what was code could become a link. */
  readonly marks: number;
}

const TAGS = { bold: 'b', italic: 'i', code: 'code' } as const;

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A line. Pieces that touch are kept apart, or two harmless ones could be read as one address. */
export function lineHtml(pieces: Line): Html {
  const all = pieces.flatMap((piece, index) =>
    index > 0 && touches(pieces[index - 1], piece) ? [SEAM, pieceHtml(piece)] : [pieceHtml(piece)],
  );
  return { html: all.map(({ html }) => html).join(''), length: sum(all, 'length'), marks: sum(all, 'marks') };
}

const SEAM: Html = { html: JOINER, length: JOINER.length, marks: 0 };

function touches(before: Piece | undefined, behind: Piece): boolean {
  return !(before?.kind === 'text' && before.text.endsWith(' ')) && !(behind.kind === 'text' && behind.text.startsWith(' '));
}

/** Lines one below the other. */
export function linesHtml(lines: readonly Line[]): Html {
  return joined(lines.map(lineHtml), '\n');
}

/** Parts with something between them; what is empty is left out. */
export function joined(parts: readonly Html[], between: string): Html {
  const filled = parts.filter(({ length }) => length > 0);
  return {
    html: filled.map(({ html }) => html).join(between),
    length: sum(filled, 'length') + between.length * Math.max(0, filled.length - 1),
    marks: sum(filled, 'marks'),
  };
}

function pieceHtml(piece: Piece): Html {
  if (piece.kind === 'command') return commandHtml(piece);
  if (piece.kind === 'text') {
    const text = withoutLinks(words(piece.text));
    return { html: escape(text), length: text.length, marks: 0 };
  }
  const seen = clean(piece.text);
  const text = piece.kind === 'code' ? seen : withoutLinks(seen);
  const tag = TAGS[piece.kind];
  return { html: `<${tag}>${escape(text)}</${tag}>`, length: text.length, marks: 1 };
}

/** Words between pieces may begin or end with a blank, or be one. */
function words(text: string): string {
  return text.trim() === '' ? ' '.repeat(Math.min(text.length, 3)) : clean(text, 600);
}

function commandHtml({ name, argument }: Extract<Piece, { kind: 'command' }>): Html {
  if (argument === '') return { html: `/${name}`, length: name.length + 1, marks: 1 };
  const text = `/${name} ${clean(argument)}`;
  return { html: `<code>${escape(text)}</code>`, length: text.length, marks: 1 };
}

function sum(parts: readonly Html[], what: 'length' | 'marks'): number {
  return parts.reduce((total, part) => total + part[what], 0);
}
