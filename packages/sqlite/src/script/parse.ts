import { MigrationError } from '@zepix/migrations-core';
import type { CommentLine, Location, Script, SourceText } from '@zepix/migrations-core';
import { LineIndex } from './lines.js';
import { split } from './split.js';
import type { Piece } from './split.js';
import type { Token } from './tokens.js';
import { Words } from './words.js';

/** One statement as it stands in the file, not yet judged. */
export interface RawStatement {
  /** From its first token to its last, with the comments between that and the semicolon, without the semicolon. */
  readonly text: string;
  /** Of its first token. */
  readonly location: Location;
  readonly words: Words;
  /** The line comments above it. One that stands behind the statement before, on the same line, is not among them. */
  readonly above: readonly CommentLine[];
  /** Its share of the file: leading blanks, comments and empty statements, itself, its semicolon. */
  readonly piece: string;
}

/** A SQLite script cut into statements. The statements' `piece`s and `tail`, joined, are the text, byte for byte. */
export interface SqliteScript extends Script {
  readonly statements: readonly RawStatement[];
  /** Line comments that stand above no statement: inside one, behind one on its line, or after the last. */
  readonly stray: readonly CommentLine[];
  readonly tail: string;
}

/** Cuts a script into statements, in linear time. @throws SCRIPT_INCOMPLETE, ENCODING_INVALID */
export function parseScript(source: SourceText): SqliteScript {
  const lines = new LineIndex(source);
  refuseNul(source.text, lines);
  const { pieces, tail } = split(source.text, lines);
  const read = commentReader(source.text, lines);
  const shares = pieces.map((piece) => ({ piece, ...shareComments(piece, lines) }));
  const stray = shares.flatMap((share) => share.stray).concat(tail.comments);
  return {
    source,
    header: read(pieces[0]?.leading ?? tail.comments),
    size: pieces.length,
    statements: shares.map(({ piece, above }) => rawStatement(source.text, lines, piece, read(above))),
    stray: read(stray),
    tail: source.text.slice(tail.from),
  };
}

/** SQLite stops reading at a NUL: what follows would silently not run. */
function refuseNul(text: string, lines: LineIndex): void {
  const at = text.indexOf('\0');
  if (at === -1) return;
  throw new MigrationError('ENCODING_INVALID', 'The script holds a NUL character, where SQLite would stop reading.', {
    location: lines.locate(at),
    hint: "Remove it; for a NUL in a value write x'00' or char(0).",
  });
}

function rawStatement(text: string, lines: LineIndex, piece: Piece, above: readonly CommentLine[]): RawStatement {
  const start = piece.tokens[0]?.start ?? piece.from;
  return {
    text: text.slice(start, piece.end),
    location: lines.locate(start),
    words: new Words(text, piece.tokens),
    above,
    piece: text.slice(piece.from, piece.to),
  };
}

/** A comment on the line where the statement before ended speaks of that one, or of nothing: it is not above this one. */
function shareComments({ from, leading, inner }: Piece, lines: LineIndex): { above: readonly Token[]; stray: readonly Token[] } {
  if (from === 0 || leading.length === 0) return { above: leading, stray: inner };
  const { line } = lines.locate(from);
  const isBehind = ({ start }: Token): boolean => lines.locate(start).line === line;
  return { above: leading.filter((each) => !isBehind(each)), stray: leading.filter(isBehind).concat(inner) };
}

/** Turns the line comments among some tokens into text with its place. */
function commentReader(text: string, lines: LineIndex): (tokens: readonly Token[]) => CommentLine[] {
  return (tokens) =>
    tokens
      .filter(({ kind }) => kind === 'line-comment')
      .map(({ start, end }) => ({ text: text.slice(start + 2, end).trim(), location: lines.locate(start) }));
}
