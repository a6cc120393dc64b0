import type { MigrationError } from '../../kernel/error.js';
import { locate } from '../../kernel/location.js';
import type { Listing } from '../source.js';
import { invalidFormat } from './errors.js';
import type { Findings } from './found.js';
import { isSql, readTwoWay } from './script-files.js';
import type { Parts, TwoWayFile } from './script-files.js';
import { isBlank, linesOf, scriptOf, sectionFrom, wayBack } from './sections.js';

const MARKER = /^--\s*migrate:(up|down)(?:\s+(\S.*?))?\s*$/;
const HINT = 'A dbmate migration is "-- migrate:up" with its statements, then "-- migrate:down" with those that take it back.';
const DBMATE: TwoWayFile = { format: 'dbmate', pattern: /^(\d+)[_.-]?(.*)\.sql$/, named: 'NNN_name.sql', cut };

/** Whether a text has dbmate's marks. */
export function looksLikeDbmate(text: string): boolean {
  return /^--\s*migrate:up(?:\s|$)/m.test(text);
}

/** Reads `NNN_name.sql` files with a `-- migrate:up` and a `-- migrate:down` block (https://github.com/amacneil/dbmate). */
export function readDbmate({ files }: Listing): Findings {
  const problems: MigrationError[] = [];
  const own = files.filter((raw) => isSql(raw) && raw.name !== 'schema.sql');
  return { found: own.flatMap((raw) => readTwoWay(raw, DBMATE, problems) ?? []), problems };
}

interface Mark {
  readonly at: number;
  readonly side: string;
  readonly options: readonly string[];
}

function cut(file: string, text: string): Parts | MigrationError {
  const marks = [...linesOf(text)].flatMap(({ text: line, start }): Mark[] => {
    const [, side, options = ''] = MARKER.exec(line) ?? [];
    return side === undefined ? [] : [{ at: start, side, options: options.split(/\s+/) }];
  });
  const [up, down] = marks;
  const wrong = judge({ file, text }, marks);
  if (up === undefined || wrong !== null) return wrong ?? invalidFormat(file, `${file} has no "-- migrate:up" block.`, HINT);
  const transactional = ({ options }: Mark): boolean => !options.includes('transaction:false');
  return {
    up: scriptOf(file, text.slice(0, down?.at), { format: 'dbmate', transactional: transactional(up) }),
    down: down === undefined ? null : wayBack(file, sectionFrom(text, down.at), { format: 'dbmate', transactional: transactional(down) }),
  };
}

function judge(source: { readonly file: string; readonly text: string }, [up, second, third]: readonly Mark[]): MigrationError | null {
  const wrong = (at: number, message: string): MigrationError => invalidFormat(locate(source, at), message, HINT);
  if (up === undefined) return null;
  if (up.side !== 'up') return wrong(up.at, '"-- migrate:down" stands before "-- migrate:up".');
  if (!isBlank(source.text.slice(0, up.at))) return wrong(0, 'Statements stand before "-- migrate:up", where dbmate refuses them.');
  const extra = second?.side === 'up' ? second : third;
  return extra === undefined ? null : wrong(extra.at, `A second "-- migrate:${extra.side}" block stands in one file.`);
}
