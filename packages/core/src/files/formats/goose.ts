import type { MigrationError } from '../../kernel/error.js';
import { locate } from '../../kernel/location.js';
import { compareVersions } from '../../kernel/version.js';
import type { Listing } from '../source.js';
import { invalidFormat, unsupportedFormat } from './errors.js';
import type { Findings } from './found.js';
import { isSql, readTwoWay } from './script-files.js';
import type { Parts, TwoWayFile } from './script-files.js';
import { isBlank, linesOf, scriptOf, sectionFrom, wayBack } from './sections.js';

const ANNOTATION = /^\s*--\s*\+goose\s+(\S.*?)\s*$/i;
const KNOWN = new Set(['UP', 'DOWN', 'STATEMENTBEGIN', 'STATEMENTEND', 'NO TRANSACTION', 'ENVSUB ON', 'ENVSUB OFF']);
const HINT = 'A goose migration is "-- +goose Up" with its statements, then "-- +goose Down" with those that take it back.';
const GOOSE: TwoWayFile = { format: 'goose', pattern: /^(\d+)_(.*)\.sql$/, named: 'NNN_name.sql', cut };

/** Whether a text has goose's annotations. */
export function looksLikeGoose(text: string): boolean {
  return /^\s*--\s*\+goose\s+up\s*$/im.test(text);
}

/** Reads `NNN_name.sql` files with goose's annotations (https://pressly.github.io/goose/documentation/annotations). */
export function readGoose({ files }: Listing): Findings {
  const problems: MigrationError[] = files.filter(({ name }) => /^\d+_.*(?<!_test)\.go$/.test(name)).map(({ shown }) => inGo(shown));
  const found = files.filter(isSql).flatMap((raw) => readTwoWay(raw, GOOSE, problems) ?? []);
  return { found: found.toSorted((a, b) => compareVersions(a.version, b.version)), problems };
}

function inGo(file: string): MigrationError {
  const hint = 'Write it as SQL with the same number, or go on running this folder with goose.';
  return unsupportedFormat(file, `${file} is a migration in Go, which only goose itself can run.`, hint);
}

interface Annotation {
  readonly at: number;
  /** Upper case, single blanks. */
  readonly word: string;
}

function cut(file: string, text: string): Parts | MigrationError {
  const annotations = [...linesOf(text)].flatMap(({ text: line, start }): Annotation[] => {
    const word = ANNOTATION.exec(line)?.[1];
    return word === undefined ? [] : [{ at: start, word: word.toUpperCase().replaceAll(/\s+/g, ' ') }];
  });
  const wrong = judge({ file, text }, annotations);
  if (wrong !== null) return wrong;
  const adopted = { format: 'goose', transactional: !annotations.some(({ word }) => word === 'NO TRANSACTION') } as const;
  const closed = closeStatements(text, annotations);
  const down = annotations.find(({ word }) => word === 'DOWN');
  return {
    up: scriptOf(file, closed.slice(0, down?.at), adopted),
    down: down === undefined ? null : wayBack(file, sectionFrom(closed, down.at), adopted),
  };
}

function judge(source: { readonly file: string; readonly text: string }, annotations: readonly Annotation[]): MigrationError | null {
  const wrong = ({ at }: Annotation, message: string): MigrationError => invalidFormat(locate(source, at), message, HINT);
  const all = (word: string): readonly Annotation[] => annotations.filter((one) => one.word === word);
  const unknown = annotations.find(({ word }) => !KNOWN.has(word));
  if (unknown !== undefined) return wrong(unknown, `"-- +goose ${unknown.word}" is no annotation of goose's.`);
  const [[up, secondUp], [down, secondDown], [substitution]] = [all('UP'), all('DOWN'), all('ENVSUB ON')];
  if (up === undefined) return invalidFormat(source.file, `${source.file} has no "-- +goose Up" annotation.`, HINT);
  const second = secondUp ?? secondDown;
  if (second !== undefined) return wrong(second, 'A second one of the same annotation stands in one file.');
  if (down !== undefined && down.at < up.at) return wrong(down, '"-- +goose Down" stands before "-- +goose Up".');
  if (!isBlank(source.text.slice(0, up.at))) return wrong({ at: 0, word: '' }, 'Statements stand before "-- +goose Up".');
  if (substitution === undefined) return unpaired(annotations, wrong);
  const hint = 'Write the values out, or go on running this folder with goose.';
  const message = '"-- +goose ENVSUB ON" puts environment variables into SQL, which would run differently on each machine.';
  return unsupportedFormat(locate(source, substitution.at), message, hint);
}

function unpaired(annotations: readonly Annotation[], wrong: (at: Annotation, message: string) => MigrationError): MigrationError | null {
  let open: Annotation | null = null;
  for (const one of annotations) {
    if (one.word === 'STATEMENTBEGIN') {
      if (open !== null) return wrong(one, 'This StatementBegin stands inside of another one.');
      open = one;
    } else if (one.word === 'STATEMENTEND') {
      if (open === null) return wrong(one, 'This StatementEnd has no StatementBegin.');
      open = null;
    } else if (open !== null) return wrong(one, `"-- +goose ${one.word}" stands between StatementBegin and StatementEnd.`);
  }
  return open === null ? null : wrong(open, 'This StatementBegin has no StatementEnd.');
}

/** A statement may end at StatementEnd without a semicolon: it gets one, in place of a blank, so that nothing moves. */
function closeStatements(text: string, annotations: readonly Annotation[]): string {
  let closed = text;
  for (const { at } of annotations.filter(({ word }) => word === 'STATEMENTEND')) {
    closed = closed.slice(0, at) + closed.slice(at).replace(/^(\s*)--[ \t]/, '$1;--');
  }
  return closed;
}
