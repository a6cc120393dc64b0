/** The commands of this adapter: the only words in a message that Telegram may turn into something to press. */
export const COMMANDS = [
  'migration_status',
  'migration_plan',
  'migrate',
  'migration_rollback',
  'migration_history',
  'migration_snapshots',
  'migration_restore',
  'migration_help',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/**
 * A piece of a line. `text`, `bold` and `italic` are shown as words and never become links, whatever stands in them; `code` is for
 * what comes from files, paths, databases and errors: shown in a fixed width, and copied by a touch.
 */
export type Piece =
  | { readonly kind: 'text' | 'bold' | 'italic' | 'code'; readonly text: string }
  | { readonly kind: 'command'; readonly name: CommandName; readonly argument: string };

export type Line = readonly Piece[];

/** Lines that belong together: a page ends before or behind a section where it can. */
export type Section = readonly Line[];

/** What is sent, as plain data: the head and the foot stand on every page. */
export interface Message {
  readonly head: readonly Line[];
  readonly sections: readonly Section[];
  readonly foot: readonly Line[];
}

export const bold = (text: string): Piece => ({ kind: 'bold', text });
export const italic = (text: string): Piece => ({ kind: 'italic', text });
export const code = (text: string): Piece => ({ kind: 'code', text });
/** A command to press; `argument` is added in a fixed width, to be copied. */
export const command = (name: CommandName, argument = ''): Piece => ({ kind: 'command', name, argument });

/** A line of pieces; plain text stands for our own words. */
export function line(...parts: readonly (Piece | string)[]): Line {
  return parts.map((part) => (typeof part === 'string' ? { kind: 'text', text: part } : part));
}

const RULE = '━'.repeat(20);

/** The bold title with its sign, and the rule below it. */
export function title(sign: string, text: string): readonly Line[] {
  return [line(`${sign} `, bold(text)), line(RULE)];
}

/** A message of a few sentences, wherever they come from. */
export function notice(sign: string, heading: string, sentences: readonly string[]): Message {
  return { head: title(sign, heading), sections: [sentences.map((text) => line(text))], foot: [] };
}

/** A branch of a tree with lines of its own below it. */
export interface Branch {
  readonly line: Line;
  readonly below: readonly Line[];
}

export function branch(one: Line, below: readonly Line[]): Branch {
  return { line: one, below };
}

/** Lines as the branches of a tree. */
export function tree(branches: readonly (Line | Branch)[]): readonly Line[] {
  return branches.flatMap((one, index) => {
    const isLast = index === branches.length - 1;
    const { line: own, below } = 'line' in one ? one : { line: one, below: [] };
    return [[...line(isLast ? '└ ' : '├ '), ...own], ...below.map((inner) => [...line(isLast ? '   ' : '│  '), ...inner])];
  });
}
