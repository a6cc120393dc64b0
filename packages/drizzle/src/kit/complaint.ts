import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { MigrationError, locate } from '@zepix/migrations-core';
import type { ErrorDetails, Location } from '@zepix/migrations-core';

const SHOWN = 600;
const UNCHANGED = 'Nothing was changed.';
const TABLES = 'It must export its tables, made with sqliteTable of drizzle-orm/sqlite-core; those of pg-core and mysql-core are none.';

/** Where drizzle-kit was to read, and what it printed instead of making statements. */
export interface Complaint {
  /** The schema as the user calls it. */
  readonly schema: string;
  readonly root: string;
  /** drizzle-kit's program. */
  readonly kit: string;
  readonly said: string;
}

/** What is wrong with a schema that drizzle-kit makes no statement of: with its place, where drizzle-kit knows it. */
export function complaintError(complaint: Complaint): MigrationError {
  const { schema, said, root } = complaint;
  const [text, details] =
    outdated(complaint) ?? syntaxError(said, root) ?? missingModule(said, root) ?? thrown(said, root) ?? other(complaint);
  return new MigrationError('DECLARATIONS_UNREADABLE', `${schema} can't be read as a schema: ${text}`, {
    dataState: UNCHANGED,
    ...details,
  });
}

type Found = readonly [text: string, details: ErrorDetails];

function outdated({ said, kit }: Complaint): Found | null {
  if (!/unknown command 'generate'|is outdated|latest version of drizzle-orm|requires newer version/i.test(said)) return null;
  const version = versionOf(kit);
  return [
    `drizzle-kit${version === null ? '' : ` ${version}`} does not fit, it says: ${firstLines(said)}`,
    { hint: 'Update both: npm install --save-dev drizzle-kit@latest, npm install drizzle-orm@latest.' },
  ];
}

/** `file:3:48: ERROR: text` of drizzle-kit 0.x, `ParseError: text` above `file:3:48` of drizzle-kit 1; both count columns from 0. */
function syntaxError(said: string, root: string): Found | null {
  const old = /^\s*(\S.*?):(\d+):(\d+): ERROR: (.+)$/m.exec(said);
  const [, text, path = '', line, column] = /ParseError: (.+?)\s*\n\s*(\S.*?):(\d+):(\d+)/.exec(said) ?? [];
  if (old !== null)
    return [
      `${old[4] ?? ''}.`,
      { ...place(root, old[1] ?? '', Number(old[2]), Number(old[3]) + 1), hint: 'Correct the file at the place shown.' },
    ];
  return text === undefined
    ? null
    : [`${text}.`, { ...place(root, path, Number(line), Number(column) + 1), hint: 'Correct the file at the place shown.' }];
}

function missingModule(said: string, root: string): Found | null {
  const [, name, importer = ''] = /Cannot find module '([^']+)'(?:\s*Require stack:\s*- (.+))?/.exec(said) ?? [];
  if (name === undefined) return null;
  const isPath = name.startsWith('.') || isAbsolute(name);
  const hint = isPath
    ? 'Correct the path of the import: there is no such file.'
    : `Install it (npm install ${name}); or, where it is an alias, put it under "paths" of the tsconfig.json there, which drizzle-kit reads.`;
  return [`it imports ${name}, which is not there.`, { hint, ...placeOfText(root, importer.trim(), name) }];
}

/** An error of the file's own, at the innermost place that is no library's. */
function thrown(said: string, root: string): Found | null {
  const [first, , ...stack] = said.split(/\n(\s+at )/);
  const frame = stack.length === 0 ? null : /\(?((?:\/|[A-Za-z]:[\\/])(?!.*node_modules)[^()]+?):(\d+):(\d+)\)?$/m.exec(said);
  if (frame === null || first === undefined) return null;
  const text = first.trim();
  return [
    text.endsWith('.') ? text : `${text}.`,
    {
      ...place(root, frame[1] ?? '', Number(frame[2]), Number(frame[3])),
      hint: 'It is run to be read: what it throws has to be mended first.',
    },
  ];
}

function other({ said, schema, root }: Complaint): Found {
  if (/No schema changes|^0 tables/m.test(said)) return ['it declares no table.', { hint: TABLES, ...placeOfText(root, schema, '') }];
  const hint = `${TABLES} Try it by itself: npx drizzle-kit export --dialect sqlite --schema ${schema}`;
  return [`drizzle-kit says: ${firstLines(said)}`, { hint }];
}

function place(root: string, path: string, line: number, column: number): Pick<ErrorDetails, 'location'> {
  return { location: { file: shownFrom(root, path), line, column, offset: 0 } };
}

/** Where a file mentions something; nothing for a file that can't be read. */
function placeOfText(root: string, path: string, name: string): { readonly location?: Location } {
  try {
    const text = readFileSync(isAbsolute(path) ? path : join(root, path), 'utf8');
    const at = Math.max(0, ...[`'${name}'`, `"${name}"`].map((quoted) => text.indexOf(quoted)));
    return { location: locate({ file: shownFrom(root, path), text }, at) };
  } catch {
    return {};
  }
}

function shownFrom(root: string, path: string): string {
  return (isAbsolute(path) ? relative(root, path) : path).replaceAll('\\', '/');
}

function versionOf(kit: string): string | null {
  try {
    return (JSON.parse(readFileSync(join(dirname(kit), 'package.json'), 'utf8')) as { version?: string }).version ?? null;
  } catch {
    return null;
  }
}

/** What an error says, without where in drizzle-kit it was thrown. */
function firstLines(said: string): string {
  const lines = said.split('\n');
  const end = lines.findIndex((line) => /^\s+at \S/.test(line));
  const text = (end <= 0 ? lines : lines.slice(0, end)).join('\n').trim() || 'nothing.';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text;
}
